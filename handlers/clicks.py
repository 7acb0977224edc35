"""A press of a button in a message: who pressed it, where, and the ways to answer."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncBoltContext, AsyncRespond

from handlers.answering import Asker
from handlers.blocks.message import Rendered
from storage.records import Post

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Click:
    """`thread_ts` is that of the thread the message stands in or may open; None for an ephemeral outside a thread."""

    value: str
    team_id: str
    channel_id: str
    user_id: str
    thread_ts: str | None
    ephemeral: bool
    response_url: str
    key: str  # the same when Slack sends the same press again

    @property
    def asker(self) -> Asker:
        return Asker(self.team_id, self.channel_id, self.user_id)

    def post(self, number: int, told: Rendered, *, parent: str | None = None, alone: bool = False) -> Post:
        """What is said to it, in the message's thread; `alone`: to whoever pressed the button only.

        Its id follows from the press, so a repeated press queues it once.
        """
        in_thread = None if parent else self.thread_ts
        hidden = alone and not in_thread
        return Post(
            id=f"{self.key}-{number}",
            team_id=self.team_id,
            channel_id=self.channel_id,
            text=told.text,
            blocks=told.blocks,
            thread_ts=in_thread,
            parent_id=parent,
            response_url=self.response_url or None if hidden or not alone else None,
            ephemeral=alone,
            user_id=self.user_id if alone and not hidden else None,
        )


def click_of(context: AsyncBoltContext, body: Mapping[str, Any], action: Mapping[str, Any]) -> Click:
    """From Slack's payload of a button in a message."""
    container = _part(body, "container")
    ephemeral = bool(container.get("is_ephemeral"))
    ts, thread_ts = (str(container.get(key) or "") for key in ("message_ts", "thread_ts"))
    channel_id = str(container.get("channel_id") or _part(body, "channel").get("id") or "")
    user_id = str(_part(body, "user").get("id") or "")
    team_id = context.team_id or ""
    pressed = (team_id, channel_id, ts, user_id, str(action.get("action_id")), str(action.get("action_ts")))
    in_message = str(_part(body, "message").get("thread_ts") or "")
    return Click(
        value=str(action.get("value") or ""),
        team_id=team_id,
        channel_id=channel_id,
        user_id=user_id,
        thread_ts=thread_ts or in_message or (None if ephemeral else ts or None),
        ephemeral=ephemeral,
        response_url=str(body.get("response_url") or ""),
        key=f"click-{hashlib.sha256('/'.join(pressed).encode()).hexdigest()[:32]}",
    )


async def replace_ephemeral(respond: AsyncRespond, told: Rendered | None) -> None:
    """Put something else in the place of the ephemeral message, or nothing; it only tidies up, so it may fail."""
    try:
        if told:
            await respond(text=told.text, blocks=list(told.blocks), replace_original=True)
        else:
            await respond(delete_original=True)
    except Exception as failure:
        log.info("the message that was pressed stays as it is: %s", failure)


def numbered(click: Click, told: Sequence[Rendered], start: int = 0, *, alone: bool = False) -> list[Post]:
    """What is said to a click, message by message, numbered from `start` on."""
    return [click.post(number, one, alone=alone) for number, one in enumerate(told, start)]


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}
