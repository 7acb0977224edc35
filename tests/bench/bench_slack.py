"""Events a second that the app acknowledges, each durably stored, beside a bare Bolt app that stores nothing."""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import slack_app
from bot.merging import RULES
from bot.settings import Settings
from bot.workspaces import OneWorkspace
from handlers.locales import Locales
from handlers.services import Services
from handlers.visibility import Visibility
from handlers.workspaces import Identity
from storage.store import Store

EVENTS = 2000
AT_ONCE = 64
IDENTITY = Identity("T1", "U0BOT", "B1")


def event(number: int) -> dict[str, Any]:
    """A message that the bot keeps."""
    inner = {
        "type": "message",
        "channel": "C1",
        "channel_type": "channel",
        "user": "U1",
        "ts": f"1700000000.{number:06d}",
        "text": f"have you seen <https://example.com/{number}>?",
    }
    return {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}", "event": inner}


async def rate(app: AsyncApp) -> float:
    """Acknowledged events a second with `AT_ONCE` under way."""
    numbers = iter(range(EVENTS))

    async def deliver() -> None:
        for number in numbers:
            response = await app.async_dispatch(AsyncBoltRequest(body=event(number), mode="socket_mode"))
            assert response.status == 200, response.body

    started = time.perf_counter()
    await asyncio.gather(*(deliver() for _ in range(AT_ONCE)))
    return EVENTS / (time.perf_counter() - started)


def bare() -> AsyncApp:
    """Bolt with one listener that does nothing."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0BOT")

    app = AsyncApp(authorize=authorize, process_before_response=True, request_verification_enabled=False)

    @app.event("message")
    async def message() -> None:
        """Nothing."""

    return app


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(Path(folder) / "bench.db")
        settings = Settings(slack_bot_token="xoxb-1")
        workspaces = OneWorkspace(settings, IDENTITY)
        services = Services(
            store,
            workspaces,
            Visibility(workspaces, RULES, lambda: datetime.now(UTC)),
            Locales(workspaces, lambda: datetime.now(UTC)),
            RULES,
            lambda: datetime.now(UTC),
            lambda: "",
            lambda: None,
            lambda: None,
            lambda: None,
        )
        ours = slack_app(settings, workspaces, services)
        rates = {"bare Bolt": await rate(bare()), "Dealbot, each event on disk": await rate(ours)}
        await store.close()
    for name, value in rates.items():
        print(f"{name:32} {value:8.0f} events/s")
    first, second = rates.values()
    print(f"{'ratio':32} {second / first:8.2f}")


def main() -> None:
    asyncio.run(measure())


if __name__ == "__main__":
    main()
