"""Web API clients: one for reading, which retries by itself, and one for posting, which never does."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.builtin_interval_calculators import BackoffRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PreflightError
from bot.posting import PASSING
from bot.settings import Settings
from handlers.workspaces import Identity

TIMEOUT = 10  # seconds a call may take; Slack answers in well under one
RETRIES = 3


def reading_client(settings: Settings, *, token: str | None = None) -> AsyncWebClient:
    """A client for calls that may safely be repeated: 429, 5xx and dropped connections are retried."""
    backoff = BackoffRetryIntervalCalculator()
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_base_url,
        timeout=TIMEOUT,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(max_retry_count=RETRIES, interval_calculator=backoff),
            AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES),
            AsyncServerErrorRetryHandler(max_retry_count=RETRIES, interval_calculator=backoff),
        ],
    )


def posting_client(settings: Settings, token: str) -> AsyncWebClient:
    """A client that tries once: a repeated chat.postMessage can post twice, so repeating is the outbox's job."""
    return AsyncWebClient(token=token, base_url=settings.slack_api_base_url, timeout=TIMEOUT, retry_handlers=[])


async def preflight(settings: Settings) -> Identity:
    """Ask Slack who the bot is and, in Socket Mode, whether a connection may be opened.

    Raises `PreflightError` with one sentence when Slack refuses a token or cannot be reached: left to itself the
    Socket Mode client would retry a wrong token for ever, without a word.
    """
    client = reading_client(settings, token=settings.slack_bot_token)
    who = await _ask(client, "auth.test", "SLACK_BOT_TOKEN")
    await check_connection(settings)
    team_id, user_id = who.get("team_id"), who.get("user_id")
    if not (isinstance(team_id, str) and isinstance(user_id, str)):
        raise PreflightError(f"{_STRANGE.format(url=settings.slack_api_base_url)} (auth.test names no team).")
    return Identity(team_id=team_id, bot_user_id=user_id, bot_id=str(who.get("bot_id") or ""))


async def check_connection(settings: Settings) -> None:
    """In Socket Mode, ask Slack whether a connection may be opened. Raises `PreflightError`."""
    if settings.mode == "socket":
        socket = reading_client(settings, token=settings.slack_app_token)
        await _ask(socket, "apps.connections.open", "SLACK_APP_TOKEN")


_STRANGE = "What answers at {url} is not Slack, or Slack is unwell"


async def _ask(client: AsyncWebClient, method: str, variable: str) -> Mapping[str, object]:
    try:
        response = await client.api_call(method)
    except SlackApiError as failed:
        raise _preflight_error(failed, method, variable, client.base_url) from failed
    except Exception as unreachable:
        reason = type(unreachable).__name__
        raise PreflightError(f"Slack can't be reached at {client.base_url} ({reason}).") from unreachable
    return response.data if isinstance(response.data, dict) else {}


def _preflight_error(failed: SlackApiError, method: str, variable: str, url: str) -> PreflightError:
    """Only an error code in a 200 speaks of the token; a 5xx, a 429 or a page of HTML says nothing about it."""
    data = getattr(failed.response, "data", None)
    status = getattr(failed.response, "status_code", None) or getattr(failed.response, "status", 0)
    if status == 200 and isinstance(data, dict) and (error := data.get("error")) and error not in PASSING:
        return PreflightError(f"Slack refuses {variable} ({method}: {error}).")
    return PreflightError(f"{_STRANGE.format(url=url)} (HTTP {status}).")
