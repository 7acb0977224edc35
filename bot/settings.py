"""Every setting, read once from the environment. README's table and this module are held together by a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import SettingsError

DEFAULT_DB = Path("dealbot.db")


def _setting(variable: str, read: Callable[[str], Any], default: Any, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"variable": variable, "read": read})


Parsed = TypeVar("Parsed", int, float)


def _parsed(kind: Callable[[str], Parsed], text: str, wrong: str) -> Parsed:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(wrong) from None


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = _parsed(float, text, "must be a number")
        if not low <= value <= high:
            raise ValueError(f"must lie between {low:g} and {high:g}")
        return value

    return read


def _port(text: str) -> int:
    value = _parsed(int, text, "must be a whole number")
    if not 0 <= value <= 65535:
        raise ValueError("must lie between 0 and 65535")
    return value


def _days(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 36_500:
        raise ValueError("must be a number of days up to 36500, or 0 for ever")
    return value


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError("must be one of " + ", ".join(allowed))
        return text

    return read


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in text.split(",") if name.strip())


def _base_url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return text if text.endswith("/") else text + "/"


def _public_url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return text.rstrip("/")


def _one_word(token: str) -> bool:
    """Whether every character is ASCII and visible: others break the HTTP header that a token travels in."""
    return all("!" <= char <= "~" for char in token)


@dataclass(frozen=True)
class Settings:
    """What the program is told from outside. Secrets never show in a repr."""

    slack_bot_token: str = _setting("SLACK_BOT_TOKEN", str, "", secret=True)
    slack_app_token: str = _setting("SLACK_APP_TOKEN", str, "", secret=True)
    slack_signing_secret: str = _setting("SLACK_SIGNING_SECRET", str, "", secret=True)
    slack_client_id: str = _setting("SLACK_CLIENT_ID", str, "")
    slack_client_secret: str = _setting("SLACK_CLIENT_SECRET", str, "", secret=True)
    slack_api_base_url: str = _setting("SLACK_API_BASE_URL", _base_url, "https://slack.com/api/")
    mode: str = _setting("DEALBOT_MODE", _one_of("socket", "http"), "socket")
    host: str = _setting("HOST", str, "0.0.0.0")  # noqa: S104 a server's container must listen on all
    port: int = _setting("PORT", _port, 3000)
    public_url: str = _setting("DEALBOT_URL", _public_url, "")
    db: Path = _setting("DEALBOT_DB", Path, DEFAULT_DB)  # noqa: RUF009 it is a dataclass field, built by `field`
    log_level: str = _setting("DEALBOT_LOG", _one_of("debug", "info", "warning", "error"), "info")
    fetch_allow: tuple[str, ...] = _setting("DEALBOT_FETCH_ALLOW", _names, ())
    fetch_timeout: float = _setting("DEALBOT_FETCH_TIMEOUT", _number(1, 120), 15.0)  # seconds
    read_timeout: float = _setting("DEALBOT_READ_TIMEOUT", _number(1, 600), 30.0)  # seconds
    post_interval: float = _setting("DEALBOT_POST_INTERVAL", _number(0, 60), 1.0)  # seconds between two posts
    lease: float = _setting("DEALBOT_LEASE", _number(1, 600), 15.0)  # seconds
    keep_days: int = _setting("DEALBOT_KEEP_DAYS", _days, 0)  # 0: for ever
    model_en: str = _setting("DEALBOT_MODEL_EN", str, "")
    model_de: str = _setting("DEALBOT_MODEL_DE", str, "")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings; an empty variable counts as unset.

        Raises `SettingsError` with a sentence that names the variable when a value makes no sense.
        """
        values: dict[str, Any] = {}
        for setting in fields(cls):
            text = environ.get(setting.metadata["variable"], "").strip()
            if not text:
                continue
            try:
                values[setting.name] = setting.metadata["read"](text)
            except ValueError as wrong:
                raise SettingsError(f"{setting.metadata['variable']}: {wrong}.") from wrong
        return cls(**values)

    @property
    def has_slack(self) -> bool:
        """Whether any Slack token is set: then the bot connects to Slack, else it opens the playground."""
        return bool(self.slack_bot_token or self.slack_app_token or self.slack_client_id)

    @property
    def has_oauth(self) -> bool:
        """Whether workspaces install the bot by themselves."""
        return bool(self.slack_client_id)

    def check_slack(self) -> None:
        """Raise `SettingsError` when the tokens for the chosen mode are missing or of the wrong kind."""
        if self.has_oauth:
            self._check_oauth()
        elif not self.slack_bot_token.startswith("xoxb-"):
            raise SettingsError("SLACK_BOT_TOKEN must be the bot token of your Slack app; it starts with xoxb-.")
        if self.mode == "socket" and not self.slack_app_token.startswith("xapp-"):
            raise SettingsError("SLACK_APP_TOKEN must be an app-level token; it starts with xapp-.")
        if self.mode == "http" and not self.slack_signing_secret:
            raise SettingsError("SLACK_SIGNING_SECRET is needed in HTTP mode: it proves that a request is Slack's.")
        for setting in fields(self):
            if setting.metadata["variable"] in self._secrets() and not _one_word(getattr(self, setting.name)):
                variable = setting.metadata["variable"]
                raise SettingsError(f"{variable} holds a space or another sign that no token has; copy it again.")

    def _check_oauth(self) -> None:
        if self.slack_bot_token:
            raise SettingsError(
                "Set SLACK_BOT_TOKEN for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many, not both."
            )
        if not self.slack_client_secret:
            raise SettingsError(
                "SLACK_CLIENT_SECRET is needed beside SLACK_CLIENT_ID, for workspaces to install the bot."
            )

    def _secrets(self) -> tuple[str, ...]:
        """The variables that are used in the chosen mode."""
        own = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET") if self.has_oauth else ("SLACK_BOT_TOKEN",)
        return (*own, "SLACK_APP_TOKEN" if self.mode == "socket" else "SLACK_SIGNING_SECRET")


def variables() -> tuple[str, ...]:
    """The environment variables that are read, in the order of the README's table."""
    return tuple(setting.metadata["variable"] for setting in fields(Settings))
