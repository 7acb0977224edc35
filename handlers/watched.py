"""What of a digest's news concerns what is watched in its conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.watches import query_of
from storage import aliases, search
from storage.audience import Audience
from storage.bulletins import DealNews, MoveNews, News
from storage.names import company_key, person_key
from storage.query import Page
from storage.records import Named
from storage.store import Store
from storage.watches import Watch, watches_in

DEALS_ASKED = 500  # newest deals of a watched question that are looked at: what is new stands among them


async def watched_news(
    store: Store, audience: Audience, channel_id: str, news: News, today: date
) -> frozenset[DealNews | MoveNews]:
    """The news that a watch of the conversation asks for, as those who read it may know."""
    found: set[DealNews | MoveNews] = set()
    for watch in await watches_in(store, audience.team_id, channel_id):
        found.update(await _asked_for(store, audience, watch, news, today))
    return frozenset(found)


async def _asked_for(
    store: Store, audience: Audience, watch: Watch, news: News, today: date
) -> Iterable[DealNews | MoveNews]:
    deals = (*news.new, *news.changed)
    if query := query_of(watch, today):
        asked = await search.find_deals(store, audience, query, Page(DEALS_ASKED))
        ids = {each.id for each in asked.deals}
        return [each for each in deals if each.deal_id in ids]
    companies = await aliases.keys_of(store, audience.team_id, watch.text)
    people = await aliases.keys_of(store, audience.team_id, watch.text, Named.PERSON)
    leading = f"{company_key(watch.text)} "
    return [
        *(each for each in deals if _names(_parties(each), companies, leading)),
        *(each for each in news.moves if _moves(each, companies, people, leading)),
    ]


def _parties(deal: DealNews) -> Sequence[str]:
    return (*deal.facts.acquirers, *deal.facts.targets, *deal.facts.sellers)


def _moves(told: MoveNews, companies: Sequence[str], people: Sequence[str], leading: str) -> bool:
    """Whether a watched person moves, or somebody from or to a watched company."""
    facts = told.observation.facts
    ends = (facts.move.from_organisation, facts.move.to_organisation) if facts.move else ()
    named = [each for each in (facts.organisation, *ends) if each]
    return person_key(facts.name) in people or _names(named, companies, leading)


def _names(companies: Iterable[str], keys: Sequence[str], leading: str) -> bool:
    """By one of the company's names, or by the words that a longer one begins with, as the search finds it."""
    return any(key in keys or key.startswith(leading) for key in map(company_key, companies))
