"""What every decision about a deal begins and ends with: who may decide, what they see, and who is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answering import both
from handlers.blocks.decided import said, with_undo
from handlers.blocks.message import Rendered
from handlers.blocks.modal import loading, notice
from handlers.blocks.words import Words, words_of
from handlers.blocks.words.deciding import DECIDING
from handlers.blocks.words.failing import FAILING
from handlers.members import may_decide
from handlers.pressed import Body, Pressed, pressed_in
from handlers.retelling import NoDeal, retold
from handlers.services import Services
from handlers.visibility import Kind
from storage import deals, outbox
from storage.audience import Audience
from storage.records import Deal, Post, PostKind

log = logging.getLogger(__name__)

AT_ONCE = 1.0  # seconds; what takes longer is shown as loading: a trigger opens a modal for three

View = dict[str, Any]


class Refused(Exception):
    """It cannot be done; `why` names the sentence of DECIDING that says so. Nothing was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


async def check_may_decide(services: Services, pressed: Pressed) -> None:
    """Raises `Refused` for guests, people of other organisations, and while Slack does not say."""
    allowed = await may_decide(services, pressed.team_id, pressed.user_id, pressed.home_team_id)
    if not allowed:
        raise Refused("unsure" if allowed is None else "guest")


async def seen_by(services: Services, pressed: Pressed) -> Audience:
    """What whoever pressed may know: what they may, and what all may who read the message that was pressed.

    A private channel is read by its members alone: a modal may still be open after somebody has left it.
    """
    person = await services.visibility.of_person(pressed.team_id, pressed.user_id)
    channel_id = pressed.place.channel_id
    there = await services.visibility.conversation(pressed.team_id, channel_id) if channel_id else None
    has_members = there is not None and there.kind is Kind.PRIVATE and person.is_whole and person.knows_public
    if not channel_id or has_members:
        return person
    return both(await services.visibility.of_place(pressed.team_id, channel_id), person)


async def deal_seen(services: Services, pressed: Pressed, deal_id: str = "", why: str = "gone") -> Deal:
    """The deal as whoever pressed may know it, the one of the message without an id. Raises `Refused`."""
    audience = await seen_by(services, pressed)
    deal = await deals.deal(services.store, audience, deal_id or pressed.place.deal_id)
    if deal is None:
        raise Refused(why if audience.is_whole else "unsure")
    return deal


async def deal_pressed(services: Services, pressed: Pressed, deal_id: str = "") -> Deal:
    """The deal that is decided about, as those know it who read the message: what only others know is not told there.

    Where only whoever pressed was shown it, as they know it. Raises `Refused` for those who may not see it.
    """
    seen = await deal_seen(services, pressed, deal_id)
    return await deal_here(services, pressed, seen.id) or seen


async def deal_here(services: Services, pressed: Pressed, deal_id: str) -> Deal | None:
    """The deal as those may know it who read the message that was pressed."""
    place = pressed.place
    if not place.channel_id:
        return await deals.deal(services.store, await seen_by(services, pressed), deal_id)
    audience = await services.visibility.of_place(pressed.team_id, place.channel_id)
    return await deals.deal(services.store, audience, deal_id)


def opens(
    app: AsyncApp, services: Services, action_id: str, build: Callable[[Services, Pressed], Awaitable[View]]
) -> None:
    """A button that opens the modal that is built."""

    @app.action(action_id)
    async def pressed(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        where = pressed_in(body, context)
        await show(client, where, build(services, where))


async def show(client: AsyncWebClient, pressed: Pressed, building: Awaitable[View]) -> None:
    """Open the modal that is being built; where that takes long, one that says so first."""
    task = asyncio.ensure_future(_built(building, pressed.place.lang))
    await asyncio.wait({task}, timeout=AT_ONCE)
    try:
        if task.done():
            await client.views_open(trigger_id=pressed.trigger_id, view=task.result())
            return
        opened = await client.views_open(trigger_id=pressed.trigger_id, view=loading(pressed.place.lang))
        await client.views_update(view_id=opened["view"]["id"], view=await task)
    except SlackApiError as refusal:  # the trigger is too old, or the modal was closed: whoever wants it presses again
        log.warning("a modal is not shown: %s", refusal.response.get("error"))
        await task


async def _built(building: Awaitable[View], lang: str) -> View:
    try:
        return await building
    except Refused as refused:
        return notice(lang, DECIDING.of(lang)[refused.why])
    except Exception:  # here, so that nobody waits before a modal that says "one moment"
        log.exception("a modal could not be built")
        return notice(lang, FAILING.of(lang)["failed"], title="failed_title")


async def announce(
    services: Services,
    pressed: Pressed,
    decision_ids: Sequence[str],
    sentence: str,
    changed: Sequence[str],
    none: NoDeal | None = None,
) -> None:
    """Tell the thread what was decided, with a way back, and change the messages that tell of the deals."""
    place = pressed.place
    told = with_undo(sentence, decision_ids, changed[0], words_of(place.lang), place.ts)
    await tell_thread(services, pressed, decision_ids[0], told, changed, none)


async def tell_thread(
    services: Services,
    pressed: Pressed,
    decision_id: str,
    told: Rendered,
    changed: Sequence[str],
    none: NoDeal | None = None,
) -> None:
    """Ids of posts follow from the decision, so that a click that is sent again tells nothing twice."""
    if pressed.place.channel_id:
        posts = [_reply(pressed, told_id(decision_id), told)]
        posts += await retold(services, pressed.team_id, pressed.place, f"{decision_id}.card", changed, none)
        await send(services, posts)


def told_id(decision_id: str) -> str:
    """Of the post that tells of a decision."""
    return f"{decision_id}.told"


def _reply(pressed: Pressed, post_id: str, told: Rendered) -> Post:
    """In the thread, or for the eyes of one person where only they saw the card."""
    place = pressed.place
    return Post(
        post_id,
        pressed.team_id,
        place.channel_id or "",
        told.text,
        told.blocks,
        thread_ts=place.thread_ts,
        response_url=place.response_url,
        ephemeral=place.ts is None,
        user_id=None if place.ts or place.response_url else pressed.user_id,
    )


async def whisper(services: Services, client: AsyncWebClient, pressed: Pressed, why: str) -> None:
    """Say a sentence of DECIDING to whoever pressed: beside the message, or in a modal where there is none."""
    place, sentence = pressed.place, DECIDING.of(pressed.place.lang)[why]
    if not place.channel_id:
        await client.views_open(trigger_id=pressed.trigger_id, view=notice(place.lang, sentence))
        return
    await privately(services, pressed, said(sentence))


async def privately(services: Services, pressed: Pressed, told: Rendered, post_id: str = "") -> None:
    """For the eyes of whoever pressed, beside the message; once, where the click names the post."""
    place = pressed.place
    post = Post(
        post_id or services.new_id(),
        pressed.team_id,
        place.channel_id or "",
        told.text,
        told.blocks,
        thread_ts=place.thread_ts if place.thread_ts != place.ts else None,
        response_url=place.response_url,
        ephemeral=True,
        user_id=None if place.response_url else pressed.user_id,
    )
    await send(services, [post])


async def struck(
    services: Services, pressed: Pressed, post_id: str, ts: str | None, undone: Callable[[str, str, Words], Rendered]
) -> list[Post]:
    """The change of the message at `ts` that told of what is undone now; nothing where there is none."""
    channel_id = pressed.place.channel_id
    told = await outbox.message_at(services.store, pressed.team_id, channel_id, ts) if channel_id and ts else None
    if told is None or channel_id is None:
        return []
    said = undone(told.text, pressed.user_id, words_of(pressed.place.lang))
    return [Post(post_id, pressed.team_id, channel_id, said.text, said.blocks, kind=PostKind.UPDATE, ts=ts)]


async def send(services: Services, posts: Sequence[Post]) -> None:
    await outbox.enqueue(services.store, posts, services.now())
    services.wake_sender()
