"""Two deals are one, or one is two: modals, and the buttons under "Is this the same deal?"."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks import decided
from handlers.blocks.deal_views import (
    APART,
    CHOSEN,
    FIND,
    JOINED,
    OTHER,
    PART,
    SAME,
    apart_form,
    deal_options,
    same_form,
)
from handlers.blocks.modal import notice
from handlers.blocks.words import Words, words_of
from handlers.blocks.words.deciding import DECIDING
from handlers.deciding import (
    Refused,
    View,
    announce,
    check_may_decide,
    deal_here,
    deal_pressed,
    deal_seen,
    opens,
    seen_by,
    whisper,
)
from handlers.pressed import Body, Pressed, author_of, pressed_in
from handlers.services import Services
from storage import decisions, search
from storage.audience import Audience
from storage.deals import deal as load_deal
from storage.decisions import DecisionRefused
from storage.records import Deal, Decided, Source

Decide = Callable[[Services, Pressed, Deal, str], Awaitable[None]]  # the string names what is decided about beside it

Link = Callable[..., Awaitable[Decided]]  # `decisions.merge_deals`, or another with its arguments
Sentence = Callable[[str, Deal, Deal | None, Words], str]  # who decided, about which two deals

FOUND = 25  # deals that the menu suggests
NEAREST = 3  # companies, where none has the name that was typed


def register(app: AsyncApp, services: Services) -> None:
    opens(app, services, "deal.same", same_view)
    opens(app, services, "deal.apart", apart_view)

    @app.options(FIND)
    async def find(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        pressed = pressed_in(body, context)
        await ack(options=await _suggested(services, pressed, str(body.get("value") or "")))

    @app.view(SAME)
    async def joined(ack: AsyncAck, body: Body, context: AsyncBoltContext, view: Body) -> None:
        chosen = view["state"]["values"][OTHER][FIND]["selected_option"]["value"]
        await _submitted(services, ack, pressed_in(body, context), chosen, _join)

    @app.view(APART)
    async def parted(ack: AsyncAck, body: Body, context: AsyncBoltContext, view: Body) -> None:
        chosen = view["state"]["values"][PART][CHOSEN]["selected_option"]["value"]
        await _submitted(services, ack, pressed_in(body, context), chosen, _part)

    @app.action("pair.same")
    async def pair_same(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        await _answered(services, client, pressed_in(body, context), _join)

    @app.action("pair.apart")
    async def pair_apart(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        await _answered(services, client, pressed_in(body, context), _keep_apart)


async def same_view(services: Services, pressed: Pressed) -> View:
    """Raises `Refused`."""
    await check_may_decide(services, pressed)
    deal = await deal_pressed(services, pressed)
    return same_form(deal, words_of(pressed.place.lang), pressed.place.metadata())


async def apart_view(services: Services, pressed: Pressed) -> View:
    """Raises `Refused`."""
    await check_may_decide(services, pressed)
    deal = await deal_pressed(services, pressed)
    on_it = await decisions.decisions_on(services.store, await seen_by(services, pressed), deal.id)
    if len(deal.sources) < 2:
        raise Refused("nothing_to_part")
    return apart_form(deal, on_it, words_of(pressed.place.lang), pressed.place.metadata())


async def _suggested(services: Services, pressed: Pressed, typed: str) -> list[dict[str, Any]]:
    """Deals of the company whose name is typed; before anything is typed, those that it may well be."""
    try:
        audience, deal = await seen_by(services, pressed), await deal_seen(services, pressed)
    except Refused:
        return []
    if typed.strip():
        found = await _deals_of(services, audience, [typed])
        if not found:
            near = await search.nearest_companies(services.store, audience, typed, NEAREST)
            found = await _deals_of(services, audience, near)
    else:
        found = await _likely(services, audience, deal)
    others = {each.id: each for each in found if each.id != deal.id}
    return deal_options(list(others.values())[:FOUND], words_of(pressed.place.lang))


async def _deals_of(services: Services, audience: Audience, companies: Iterable[str]) -> list[Deal]:
    found: list[Deal] = []
    for name in companies:
        found += await search.deals_of_company(services.store, audience, name, FOUND)
    return found


async def _likely(services: Services, audience: Audience, deal: Deal) -> list[Deal]:
    asked = [await load_deal(services.store, audience, each.relation.other_id) for each in deal.related]
    parties = (*deal.facts.targets, *deal.facts.acquirers, *deal.facts.sellers)[:NEAREST]
    return [*filter(None, asked), *await _deals_of(services, audience, parties)]


async def _submitted(services: Services, ack: AsyncAck, pressed: Pressed, chosen: str, decide: Decide) -> None:
    lang = pressed.place.lang
    try:
        await check_may_decide(services, pressed)
        await decide(services, pressed, await deal_pressed(services, pressed), chosen)
    except _SameDeal:
        await ack(response_action="errors", errors={OTHER: DECIDING.of(lang)["wrong_itself"]})
    except Refused as refused:
        await ack(response_action="update", view=notice(lang, DECIDING.of(lang)[refused.why]))
    else:
        await ack()


async def _answered(services: Services, client: AsyncWebClient, pressed: Pressed, decide: Decide) -> None:
    """A button under the question was pressed; its value names both deals."""
    pair = json.loads(pressed.value)
    try:
        await check_may_decide(services, pressed)
        await decide(services, pressed, await deal_pressed(services, pressed, pair["deal"]), pair["other"])
    except _SameDeal:
        await whisper(services, client, pressed, "one_already")
    except Refused as refused:
        await whisper(services, client, pressed, refused.why)


class _SameDeal(Exception):
    """A deal was chosen to be the same as itself."""


async def _join(services: Services, pressed: Pressed, deal: Deal, other_id: str) -> None:
    await _tie(services, pressed, deal, other_id, decisions.merge_deals, decided.joined)


async def _keep_apart(services: Services, pressed: Pressed, deal: Deal, other_id: str) -> None:
    await _tie(services, pressed, deal, other_id, decisions.keep_apart, decided.kept_apart)


async def _tie(services: Services, pressed: Pressed, deal: Deal, other_id: str, link: Link, sentence: Sentence) -> None:
    """Decide how the two deals stand to each other, and tell of it; of the other what those here may know."""
    other = await _other(services, pressed, deal, other_id)
    here = await deal_here(services, pressed, other.id)
    author = await author_of(services, pressed)
    kept = await _decided(link(services.store, author, deal.id, other.id, merge=services.merge, now=services.now()))
    told = sentence(pressed.user_id, deal, here, words_of(pressed.place.lang))
    await announce(services, pressed, [kept.decision.id], told, [deal.id, other.id])


async def _other(services: Services, pressed: Pressed, deal: Deal, other_id: str) -> Deal:
    other = await deal_seen(services, pressed, other_id, "other_gone")
    if other.id == deal.id:
        raise _SameDeal
    return other


async def _part(services: Services, pressed: Pressed, deal: Deal, chosen: str) -> None:
    what, _, id = chosen.partition(".")
    if what == JOINED:
        await _part_joined(services, pressed, deal, id)
        return
    article = next((each for each in deal.sources if each.article_id == id), None)
    if article is None or len(deal.sources) < 2:
        raise Refused("nothing_to_part")
    await _part_article(services, pressed, deal, article)


async def _part_article(services: Services, pressed: Pressed, deal: Deal, article: Source) -> None:
    kept = await _decided(
        decisions.split_off(
            services.store,
            await author_of(services, pressed),
            deal.id,
            article.article_id,
            merge=services.merge,
            now=services.now(),
        )
    )
    sentence = decided.parted(pressed.user_id, deal, article, words_of(pressed.place.lang))
    await announce(services, pressed, [kept.decision.id], sentence, [deal.id, *_ids(kept)])


async def _part_joined(services: Services, pressed: Pressed, deal: Deal, decision_id: str) -> None:
    """What a decision joined, the bot's own or somebody's, is two again."""
    joined = await decisions.decision_of(services.store, await seen_by(services, pressed), decision_id)
    if joined is None or joined.other is None or joined.undone_at is not None:
        raise Refused("no_decision")
    kept = await _decided(
        decisions.keep_apart(
            services.store,
            await author_of(services, pressed),
            joined.deal_id,
            joined.other,
            merge=services.merge,
            now=services.now(),
        )
    )
    sentence = decided.kept_apart(pressed.user_id, deal, None, words_of(pressed.place.lang))
    await announce(services, pressed, [kept.decision.id], sentence, [deal.id, *_ids(kept)])


def _ids(kept: Decided) -> list[str]:
    return [each.id for each in kept.deals]


async def _decided(deciding: Awaitable[Decided]) -> Decided:
    try:
        return await deciding
    except DecisionRefused:
        raise Refused("refused") from None
