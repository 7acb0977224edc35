"""Slash commands: one anchor line in the channel, the details in its thread; notices only to the asker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_bolt.async_app import AsyncAck, AsyncApp

from handlers import answers, queries
from handlers.answers import Answer
from handlers.blocks.message import Rendered
from handlers.queries import Query
from handlers.services import Services
from storage import outbox
from storage.records import Post


def register(app: AsyncApp, services: Services) -> None:
    @app.command("/deal")
    async def deal(ack: AsyncAck, command: Mapping[str, str]) -> None:
        await _respond(services, ack, command, queries.deal_query(command.get("text", "")))

    @app.command("/who")
    async def who(ack: AsyncAck, command: Mapping[str, str]) -> None:
        await _respond(services, ack, command, queries.who_query(command.get("text", "")))


async def _respond(services: Services, ack: AsyncAck, command: Mapping[str, str], query: Query) -> None:
    """Queue the answer, then acknowledge: what is acknowledged is on disk."""
    answer = await answers.answer(services.store, services.identity.team_id, query, services.now())
    if answer.notice:
        await ack(text=answer.notice.text, blocks=list(answer.notice.blocks))
        return
    await outbox.enqueue(services.store, command_posts(services, command, answer), services.now())
    services.wake_sender()
    await ack()


def command_posts(services: Services, command: Mapping[str, str], answer: Answer) -> Sequence[Post]:
    """The anchor and its details. Slash commands carry no thread_ts, so the thread is the anchor's own."""

    def post(rendered: Rendered, parent_id: str | None) -> Post:
        return Post(
            id=services.new_id(),
            team_id=services.identity.team_id,
            channel_id=command["channel_id"],
            text=rendered.text,
            blocks=rendered.blocks,
            parent_id=parent_id,
            response_url=command.get("response_url"),
        )

    if answer.anchor is None:
        return ()
    anchor = post(answer.anchor, None)
    return (anchor, *(post(detail, anchor.id) for detail in answer.details))
