"""Settings come from the environment, and a wrong one is named in a sentence."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, variables

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "s3cret"}


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing is needed to try the bot."""
    assert Settings.from_env({}) == Settings()
    assert not Settings.from_env({}).has_slack


def test_an_empty_variable_counts_as_unset() -> None:
    """`.env` files often hold names without values."""
    assert Settings.from_env({"PORT": " ", "DEALBOT_DB": ""}) == Settings()


def test_values_are_read_in_their_types() -> None:
    """Paths, numbers and lists arrive as such."""
    settings = Settings.from_env(
        {
            "DEALBOT_DB": "data/deals.db",
            "PORT": "8080",
            "DEALBOT_FETCH_ALLOW": "localhost:8000, 127.0.0.1,",
            "SLACK_API_BASE_URL": "http://localhost:1/api",
        }
    )
    assert settings.db == Path("data/deals.db")
    assert settings.port == 8080
    assert settings.fetch_allow == ("localhost:8000", "127.0.0.1")
    assert settings.slack_api_base_url == "http://localhost:1/api/"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("DEALBOT_MODE", "carrier pigeon"),
        ("DEALBOT_FETCH_TIMEOUT", "-1"),
        ("DEALBOT_POST_INTERVAL", "nan"),
        ("SLACK_API_BASE_URL", "slack.com"),
        ("DEALBOT_LOG", "loud"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(variable: str, value: str) -> None:
    """The sentence starts with the variable to mend."""
    with pytest.raises(SettingsError, match=f"^{variable}: .*\\.$"):
        Settings.from_env({variable: value})


def test_secrets_do_not_show() -> None:
    """A logged settings object gives nothing away."""
    shown = repr(Settings.from_env(TOKENS))
    assert not any(secret in shown for secret in TOKENS.values())


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"DEALBOT_MODE": "http", "SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_missing_and_swapped_tokens_are_named(changes: dict[str, str], named: str) -> None:
    """People paste the two tokens into each other's place."""
    with pytest.raises(SettingsError, match=f"^{named} "):
        Settings.from_env(TOKENS | changes).check_slack()


def test_each_mode_asks_only_for_its_own_secrets() -> None:
    """Socket Mode needs no signing secret, HTTP no app token."""
    Settings.from_env(TOKENS | {"SLACK_SIGNING_SECRET": ""}).check_slack()
    Settings.from_env(TOKENS | {"SLACK_APP_TOKEN": "", "DEALBOT_MODE": "http"}).check_slack()


def test_every_variable_has_a_name_of_its_own() -> None:
    """Two settings never read the same variable."""
    assert len(set(variables())) == len(variables())
