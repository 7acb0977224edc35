"""The people who stand on a deal's card: those its newest articles name of its parties."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.people import concerns, worth_naming
from storage import people as people_store
from storage.audience import Audience
from storage.records import Deal, PersonObservation
from storage.store import Store

ARTICLES_READ = 3  # of a deal


async def people_beside(store: Store, audience: Audience, deals: Sequence[Deal]) -> dict[str, list[PersonObservation]]:
    """By a deal's id, who its articles name of its parties, the newest article's word first."""
    articles = {source.article_id for deal in deals for source in deal.sources[:ARTICLES_READ]}
    told = await people_store.people_told_of(store, audience, sorted(articles))

    def beside(deal: Deal) -> list[PersonObservation]:
        named = [person for source in deal.sources[:ARTICLES_READ] for person in told[source.article_id]]
        return worth_naming((person for person in named if concerns(person, deal.facts)), [deal.facts])

    return {deal.id: beside(deal) for deal in deals}


async def people_of(store: Store, audience: Audience, deal: Deal) -> list[PersonObservation]:
    """What each of a deal's articles says of those it names of its parties."""
    told = await people_store.people_told_of(store, audience, [source.article_id for source in deal.sources])
    return [
        person
        for source in deal.sources
        for person in worth_naming(
            (each for each in told[source.article_id] if concerns(each, deal.facts)), [deal.facts]
        )
    ]
