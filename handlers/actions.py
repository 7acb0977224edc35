"""Buttons on deals that are answered at once: Sources, Wrong - not a deal, Undo, and the menu of a small card."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.beside import people_of
from handlers.blocks import decided
from handlers.blocks.correct_form import CALLBACK as CORRECT
from handlers.blocks.deal_views import NOT_A_DEAL, SOURCES, not_a_deal_form, sources_view
from handlers.blocks.modal import notice
from handlers.blocks.words import words_of
from handlers.blocks.words.deciding import DECIDING
from handlers.correcting import correct_view
from handlers.deciding import (
    Refused,
    View,
    announce,
    check_may_decide,
    deal_pressed,
    deal_seen,
    opens,
    seen_by,
    send,
    show,
    struck,
    told_id,
    whisper,
)
from handlers.joining import apart_view, same_view
from handlers.pressed import Body, Pressed, author_of, pressed_in
from handlers.retelling import NoDeal, retold
from handlers.services import Services
from storage import decisions, outbox
from storage.decisions import DecisionRefused
from storage.sources import behind

log = logging.getLogger(__name__)


def register(app: AsyncApp, services: Services) -> None:
    opens(app, services, "deal.sources", _sources)

    @app.action("deal.menu")
    async def menu(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        pressed = pressed_in(body, context)
        build = {"correct": correct_view, "same": same_view, "apart": apart_view, "not_a_deal": _sure}
        await show(client, pressed, build[pressed.value.partition(".")[0]](services, pressed))

    @app.action("deal.not_a_deal")
    async def not_a_deal(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        pressed = pressed_in(body, context)
        try:
            await _no_deal(services, pressed)
        except Refused as refused:
            await whisper(services, client, pressed, refused.why)

    @app.view(NOT_A_DEAL)
    async def confirmed(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        pressed = pressed_in(body, context)
        lang = pressed.place.lang
        try:
            await _no_deal(services, pressed)
        except Refused as refused:
            await ack(response_action="update", view=notice(lang, DECIDING.of(lang)[refused.why]))
        else:
            await ack()

    @app.action("decision.undo")
    async def undo(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        pressed = pressed_in(body, context)
        try:
            was_undone = await _undo(services, pressed)
        except Refused as refused:
            await whisper(services, client, pressed, refused.why)
            return
        if view := body.get("view"):
            await _refresh(services, client, pressed, view)
        elif was_undone or not pressed.place.ts:
            await whisper(services, client, pressed, "undone_already" if was_undone else "undone_done")


async def _sources(services: Services, pressed: Pressed) -> View:
    deal = await deal_seen(services, pressed)
    audience = await seen_by(services, pressed)
    articles = [each.article_id for each in deal.sources]
    known = await behind(services.store, audience, deal.id, articles)
    on_it = await decisions.decisions_on(services.store, audience, deal.id)
    people = await people_of(services.store, audience, deal)
    return sources_view(deal, known, people, on_it, words_of(pressed.place.lang), pressed.place.metadata())


async def _sure(services: Services, pressed: Pressed) -> View:
    await check_may_decide(services, pressed)
    deal = await deal_pressed(services, pressed)
    return not_a_deal_form(deal, words_of(pressed.place.lang), pressed.place.metadata())


async def _no_deal(services: Services, pressed: Pressed) -> None:
    await check_may_decide(services, pressed)
    deal = await deal_pressed(services, pressed)
    try:
        kept = await decisions.not_a_deal(
            services.store, await author_of(services, pressed), deal.id, merge=services.merge, now=services.now()
        )
    except DecisionRefused:
        raise Refused("refused") from None
    sentence = decided.no_deal(pressed.user_id, deal, words_of(pressed.place.lang))
    none = NoDeal(deal, pressed.user_id, kept.decision.id)
    await announce(services, pressed, [kept.decision.id], sentence, [deal.id], none)


async def _undo(services: Services, pressed: Pressed) -> bool:
    """Take the decisions back that the button names, and tell of it; True if that had been done before."""
    await check_may_decide(services, pressed)
    value = json.loads(pressed.value)
    ids: Sequence[str] = value["undo"]
    audience = await seen_by(services, pressed)
    known = [await decisions.decision_of(services.store, audience, each) for each in ids]
    if None in known:  # made where they are not, or forgotten with its deal
        raise Refused("no_decision")
    changed = [str(value["deal"])]
    try:
        for each in ids:
            undone = await decisions.undo(
                services.store, await author_of(services, pressed), each, merge=services.merge, now=services.now()
            )
            changed += [deal.id for deal in undone.deals]
    except DecisionRefused:
        raise Refused("no_decision") from None
    was_undone = all(each and each.undone_at for each in known)
    if not was_undone:
        await _tell_undone(services, pressed, ids[0], value, changed)
    return was_undone


async def _tell_undone(
    services: Services, pressed: Pressed, decision_id: str, value: Mapping[str, str | None], changed: Sequence[str]
) -> None:
    """Strike what the thread had been told, and change the card."""
    ts = await outbox.sent_as(services.store, told_id(decision_id))
    posts = await struck(services, pressed, f"{decision_id}.struck", ts, decided.undone)
    card = pressed.place_of_card(value.get("ts"))
    posts += await retold(services, pressed.team_id, card, f"{decision_id}.undone", changed)
    await send(services, posts)


async def _refresh(services: Services, client: AsyncWebClient, pressed: Pressed, view: Body) -> None:
    """The modal in which something was undone, as things are now."""
    build = {CORRECT: correct_view, SOURCES: _sources}.get(str(view.get("callback_id")))
    if build is None:
        return
    try:
        anew = await build(services, pressed)
    except Refused as refused:
        anew = notice(pressed.place.lang, DECIDING.of(pressed.place.lang)[refused.why])
    try:
        await client.views_update(view_id=str(view["id"]), view=anew)
    except SlackApiError as refusal:  # closed meanwhile: what was undone is told in the thread
        log.info("the modal is not shown anew: %s", refusal.response.get("error"))
