"""A slash command as it was typed, and the two ways to answer it: to the asker alone, or in the channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from handlers.answering import Answered, Asker
from handlers.answers import Answer
from handlers.blocks import limits
from handlers.blocks.message import Rendered
from handlers.services import Services
from storage import outbox
from storage.records import Post


@dataclass(frozen=True, slots=True)
class Slash:
    """`text` is what stands behind the command, or behind its subcommand, as typed."""

    command: str  # "/deal"
    text: str
    team_id: str
    channel_id: str
    user_id: str
    response_url: str
    trigger_id: str  # opens a modal, within three seconds

    @property
    def ts(self) -> str:
        """In place of a message's, since a command has none: its trigger_id is of one typing of the command."""
        return f"command {self.trigger_id}"

    @property
    def asker(self) -> Asker:
        return Asker(self.team_id, self.channel_id, self.user_id)


Run = Callable[[Services, AsyncAck, Slash], Awaitable[None]]


def slash_of(context: AsyncBoltContext, command: Mapping[str, Any]) -> Slash:
    """From Slack's payload. The workspace is the one that the bot is installed in, see `handlers/lifecycle.py`."""
    return Slash(
        command=str(command.get("command", "")),
        text=str(command.get("text", "")).strip(),
        team_id=context.team_id or "",
        channel_id=str(command.get("channel_id", "")),
        user_id=str(command.get("user_id", "")),
        response_url=str(command.get("response_url", "")),
        trigger_id=str(command.get("trigger_id", "")),
    )


async def tell(ack: AsyncAck, notice: Rendered) -> None:
    """Acknowledge with a notice that only the asker sees."""
    await ack(text=notice.text, blocks=list(notice.blocks))


async def reply(services: Services, ack: AsyncAck, slash: Slash, told: Answered) -> None:
    """Post what is for the channel, show the asker what is theirs; a single notice goes with the acknowledgement."""
    notice, whispers = told.here.notice, told.alone
    if not told.here.anchor and not notice and len(whispers) == 1:
        (notice,), whispers = whispers, ()
    queued = (*posts(services, slash, told.here), *ephemerals(services, slash, whispers))
    if queued:
        await outbox.enqueue(services.store, queued, services.now())
        services.wake_sender()
    await (tell(ack, notice) if notice else ack())


async def post(services: Services, ack: AsyncAck, slash: Slash, answer: Answer) -> None:
    """Queue the answer, then acknowledge: what is acknowledged is on disk."""
    await outbox.enqueue(services.store, posts(services, slash, answer), services.now())
    services.wake_sender()
    await ack()


def posts(services: Services, slash: Slash, answer: Answer) -> Sequence[Post]:
    """The anchor and its details. Slash commands carry no thread_ts, so the thread is the anchor's own."""

    def of(rendered: Rendered, parent_id: str | None) -> Post:
        return Post(
            id=services.new_id(),
            team_id=slash.team_id,
            channel_id=slash.channel_id,
            text=rendered.text,
            blocks=rendered.blocks,
            parent_id=parent_id,
            response_url=slash.response_url or None,
        )

    if answer.anchor is None:
        return ()
    anchor = of(answer.anchor, None)
    return (anchor, *(of(detail, anchor.id) for detail in answer.details))


def ephemerals(services: Services, slash: Slash, alone: Sequence[Rendered]) -> Sequence[Post]:
    """What only the asker sees, by way of the command's response_url: it works wherever the command does."""
    return [
        Post(
            id=services.new_id(),
            team_id=slash.team_id,
            channel_id=slash.channel_id,
            text=one.text,
            blocks=one.blocks,
            response_url=slash.response_url,
            ephemeral=True,
        )
        for one in alone[: limits.RESPONSES]
    ]
