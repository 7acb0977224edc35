"""Settings come from the environment, and a wrong one is named in a sentence."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, variables
from tests.programs import ROOT, run

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


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("PORT", "http", "PORT: must be a whole number."),
        ("PORT", "80.5", "PORT: must be a whole number."),
        ("DEALBOT_LEASE", "long", "DEALBOT_LEASE: must be a number."),
    ],
)
def test_a_word_in_place_of_a_number_is_told_in_plain_words(variable: str, value: str, told: str) -> None:
    """Python's own sentence speaks of literals and bases."""
    with pytest.raises(SettingsError) as wrong:
        Settings.from_env({variable: value})
    assert wrong.value.told == told


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
        ({"SLACK_BOT_TOKEN": "xoxb-1 xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1\u200b"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1\n2"}, "SLACK_APP_TOKEN"),
        ({"DEALBOT_MODE": "http", "SLACK_SIGNING_SECRET": "s3\x07cret"}, "SLACK_SIGNING_SECRET"),
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


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("DEALBOT_MODE=http # für Köln".encode("cp1252"), ".env can't be read: it is no text in UTF-8.\n"),
        ("DEALBOT_MODE=pigeon".encode("utf-8-sig"), "DEALBOT_MODE: must be one of socket, http.\n"),
    ],
)
async def test_the_env_file_is_utf_8(tmp_path: Path, content: bytes, told: str) -> None:
    """With or without a byte-order mark; anything else ends the program in one sentence and code 2."""
    (tmp_path / ".env").write_bytes(content)
    ended = await run({"PYTHONPATH": str(ROOT)}, tmp_path, "try")
    assert (ended.code, ended.stderr) == (2, told)


def test_every_variable_has_a_name_of_its_own() -> None:
    """Two settings never read the same variable."""
    assert len(set(variables())) == len(variables())
