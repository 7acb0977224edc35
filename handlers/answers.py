"""Questions answered from the store: one line for the channel, the details with their sentences for its thread.

An answer is in the question's language; the sentences it quotes stay in their article's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from handlers.beside import people_beside
from handlers.blocks import filters, notices
from handlers.blocks.citations import counted
from handlers.blocks.deal import deal_card, headline, headline_block
from handlers.blocks.formats import day, enumerated
from handlers.blocks.message import Card, Rendered, context, joined, messages, rendered, section
from handlers.blocks.mrkdwn import bold, name
from handlers.blocks.person import person_card, person_headline, person_sentence
from handlers.blocks.sentences import deal_sentence
from handlers.blocks.words import Words, words_of
from handlers.filters import understood
from handlers.queries import About, Query
from storage import aliases, search
from storage import people as people_store
from storage.audience import Audience
from storage.names import company_key
from storage.query import Page, Party
from storage.rates import shipped_rates
from storage.records import Deal, DealFacts, PartyRole, Person
from storage.store import Store

DEALS_SHOWN = 10
DEALS_COUNTED = 50  # read to be counted; beyond it the count says "at least"
PEOPLE_SHOWN = 5
PEOPLE_READ = 10
NEAREST = 3
MOST_DETAILS = 4  # messages behind the anchor: a response_url, where the bot is no member, works five times


@dataclass(frozen=True, slots=True)
class Answer:
    """What is posted for everybody, or else a notice for the asker alone.

    `anchor` is one line for the channel, `details` are the replies in its thread, in order.
    """

    anchor: Rendered | None = None
    details: tuple[Rendered, ...] = ()
    notice: Rendered | None = None

    def in_thread(self) -> tuple[Rendered, ...]:
        """The same for a thread that is there already, such as a mention's."""
        if self.anchor and len(self.details) == 1:
            (detail,) = self.details
            return self.details if _begins_with(detail, self.anchor) else joined(self.anchor, detail)
        return tuple(one for one in (self.anchor, *self.details, self.notice) if one)


def _begins_with(detail: Rendered, lead: Rendered) -> bool:
    """Whether a detail's own first words are the lead's, as a person's card begins with the person's line."""
    first, line = (one.blocks[0].get("text", {}).get("text", "") if one.blocks else "" for one in (detail, lead))
    return bool(line) and first.startswith(line)


async def answer(store: Store, audience: Audience, query: Query, now: datetime) -> Answer:
    """Look the query up in what this audience may know. `now` is aware and UTC."""
    match query.about:
        case About.HELP:
            return Answer(notice=notices.help_text(query.lang))
        case About.NOTHING:
            return Answer(notice=notices.empty(query.lang))
    if query.filters:
        return await _filtered_answer(store, audience, query, now.date())
    deals, people = await _found(store, audience, query)
    if deals:
        return await _deals_answer(store, audience, query, deals, people, now.date())
    if people:
        return _people_answer(query, people)
    return Answer(notice=notices.unknown(query.name, await _nearest(store, audience, query), query.lang))


async def _filtered_answer(store: Store, audience: Audience, query: Query, today: date) -> Answer:
    """The deals for which every filter holds, with what was understood and what was left out."""
    told_in = words_of(query.lang)
    asked = understood(query.filters, today)
    if asked.problems:
        return Answer(notice=filters.not_understood(asked.problems, told_in))
    named = (Party(query.name, query.role),) if query.name else ()
    wanted = replace(asked.query, companies=(*named, *asked.query.companies))
    found = await search.find_deals(store, audience, wanted, Page(DEALS_SHOWN))
    remarks = "; ".join((filters.echo(wanted, told_in), *filters.left_out(wanted, found, shipped_rates(), told_in)))
    if not found.deals:
        known = not query.name or await search.deals_of_company(store, audience, query.name, 1)
        return Answer(
            notice=filters.none_matches(found, remarks, told_in)
            if known
            else notices.unknown(query.name, await _nearest(store, audience, query), query.lang)
        )
    cards = await _cards(store, audience, found.deals, told_in, today, headed=len(found.deals) > 1)
    details = _details(cards, (), found.total, "filtered_left_out", told_in)
    return Answer(filters.anchor(found, remarks, told_in), details)


async def _cards(
    store: Store, audience: Audience, deals: Sequence[Deal], words: Words, today: date, *, headed: bool
) -> list[Card]:
    """A card a deal, with the people of its articles."""
    beside = await people_beside(store, audience, deals)
    return [deal_card(deal, words, today, people=beside[deal.id], headed=headed) for deal in deals]


async def _found(store: Store, audience: Audience, query: Query) -> tuple[list[Deal], list[Person]]:
    """The kind of thing that was asked for, the other one where there is none, both for a bare name."""
    if query.about is About.PERSON:
        people = await people_store.people_named(store, audience, query.name, PEOPLE_READ)
        return ([], people) if people else (await _deals(store, audience, query), [])
    deals = await _deals(store, audience, query)
    if deals and query.about is About.DEALS:
        return deals, []
    return deals, await people_store.people_named(store, audience, query.name, PEOPLE_READ)


async def _deals(store: Store, audience: Audience, query: Query) -> list[Deal]:
    return await search.deals_of_company(store, audience, query.name, DEALS_COUNTED)


async def _nearest(store: Store, audience: Audience, query: Query) -> list[str]:
    companies = await search.nearest_companies(store, audience, query.name, NEAREST)
    people = await search.nearest_people(store, audience, query.name, NEAREST)
    both = [*people, *companies] if query.about is About.PERSON else [*companies, *people]
    return both[:NEAREST]


async def _deals_answer(
    store: Store, audience: Audience, query: Query, found: Sequence[Deal], people: Sequence[Person], today: date
) -> Answer:
    told_in = words_of(query.lang)
    keys = await aliases.keys_of(store, found[0].team_id, query.name)
    asked = [deal for deal in found if query.role is None or _plays(deal.facts, query.role, query.name, keys)]
    deals = asked or found
    cards = await _cards(store, audience, deals[:DEALS_SHOWN], told_in, today, headed=len(deals) > 1)
    others = [person_card(person, told_in) for person in people[:PEOPLE_SHOWN]]
    details = _details(cards, others, len(deals), "left_out_deals", told_in)
    lead = "" if asked else _other_role(query, told_in)
    return Answer(_deals_anchor(lead, _known_as(query.name, keys, deals), deals, told_in), details)


def _deals_anchor(lead: str, company: str, deals: Sequence[Deal], words: Words) -> Rendered:
    newest = deals[0]
    sentence = deal_sentence(newest.facts, words)
    if len(deals) == 1:
        return rendered(" ".join(filter(None, (lead, sentence))), headline_block(newest, words, lead))
    count = _count(deals, company, words)
    line = words.texts["deals_with"].format(deals=count, headline=headline(newest.facts, words, newest.source_count))
    sentence = words.texts["deals_text"].format(deals=count, sentence=sentence)
    return rendered(" ".join(filter(None, (lead, sentence))), section(lead, line))


def _count(deals: Sequence[Deal], company: str, words: Words) -> str:
    """`3 deals with Meta since 18 June 2025`; `50 deals or more with Meta` where not all were read."""
    count = counted(words.deals, len(deals))
    if len(deals) >= DEALS_COUNTED:
        return words.texts["count"].format(count=words.texts["or_more"].format(count=count), name=name(company))
    first = min(deal.first_seen for deal in deals).date()
    return words.texts["count_since"].format(count=count, name=name(company), date=day(first, words))


def _other_role(query: Query, words: Words) -> str:
    keys = {PartyRole.TARGET: "no_buyer", PartyRole.ACQUIRER: "no_purchase", PartyRole.SELLER: "no_sale"}
    return words.texts[keys[query.role]].format(name=name(query.name)) if query.role else ""


def _plays(facts: DealFacts, role: PartyRole, company: str, keys: Sequence[str]) -> bool:
    parties = {PartyRole.ACQUIRER: facts.acquirers, PartyRole.TARGET: facts.targets, PartyRole.SELLER: facts.sellers}
    return _first_match(company, keys, parties[role]) is not None


def _known_as(company: str, keys: Sequence[str], deals: Iterable[Deal]) -> str:
    """The company's name as the articles write it: "scale" is "Scale AI", "facebook" may be "Meta"."""
    for facts in (deal.facts for deal in deals):
        if match := _first_match(company, keys, (*facts.acquirers, *facts.targets, *facts.sellers)):
            return match
    return company


def _first_match(company: str, keys: Sequence[str], parties: Iterable[str]) -> str | None:
    """By one of the keys of the company's names or by the leading words of the one asked for, as the store searches."""
    leading = f"{company_key(company)} "
    named = ((party, company_key(party)) for party in parties)
    return next((party for party, key in named if key in keys or key.startswith(leading)), None)


def _people_answer(query: Query, people: Sequence[Person]) -> Answer:
    told_in = words_of(query.lang)
    cards = [person_card(person, told_in) for person in people[:PEOPLE_SHOWN]]
    details = _details(cards, (), len(people), "left_out_people", told_in)
    return Answer(_people_anchor(query.name, people, told_in), details)


def _people_anchor(asked: str, people: Sequence[Person], words: Words) -> Rendered:
    if len(people) == 1:
        return rendered(person_sentence(people[0], words), section(person_headline(people[0], words)))
    facts = {"count": len(people), "name": name(asked)}
    named = [name(person.name) for person in people[:PEOPLE_SHOWN]]
    line = words.texts["people_named"].format(
        people=enumerated([bold(one) for one in named], words, PEOPLE_SHOWN), **facts
    )
    text = words.texts["people_text"].format(people=enumerated(named, words, PEOPLE_SHOWN), **facts)
    return rendered(text, section(line))


def _details(cards: Sequence[Card], others: Sequence[Card], found: int, key: str, words: Words) -> tuple[Rendered, ...]:
    """As many of the cards as MOST_DETAILS messages hold, then the others; `key` says what of `found` is left out."""
    for shown in range(len(cards), 0, -1):
        rest = [_left_out(key, shown, words)] if shown < found else []
        details = messages([*cards[:shown], *others, *rest], words)
        if len(details) <= MOST_DETAILS:
            break
    return details[:MOST_DETAILS]


def _left_out(key: str, shown: int, words: Words) -> Card:
    sentence = words.texts[key].format(shown=shown)
    return Card(sentence, (context(sentence),))
