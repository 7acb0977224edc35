"""Deals: how many there are, the first of them in a line, and a card each, ten a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from handlers.beside import people_beside
from handlers.blocks import asking, filters
from handlers.blocks.citations import counted
from handlers.blocks.deal import deal_card, headline, headline_block
from handlers.blocks.formats import day, enumerated
from handlers.blocks.message import Card, Rendered, rendered, section
from handlers.blocks.mrkdwn import bold, name
from handlers.blocks.person import person_card
from handlers.blocks.sentences import deal_sentence
from handlers.blocks.words import Words
from handlers.blocks.words.asking import ASKING
from handlers.telling import names
from handlers.telling.answer import Answer, details
from handlers.telling.asked import Asked
from storage import aliases, search
from storage.names import company_key
from storage.query import DealQuery, Found, Page, Party, Sort
from storage.rates import shipped_rates
from storage.records import Deal, DealFacts, PartyRole, Person

DEALS_SHOWN = 10  # a page
PEOPLE_SHOWN = 5
EACH_SHOWN = 3  # deals of each of several companies that have none together


async def of_name(asked: Asked, people: Sequence[Person] = (), lead: str = "") -> Answer | None:
    """Deals of the company, in its role if there are such; None where none is known."""
    query = asked.query
    wanted = asked.wanted
    found = await _page(asked, wanted)
    if not found.total and query.role:
        wanted = replace(wanted, companies=(Party(query.name),))
        found = await _page(asked, wanted)
        lead = " ".join(filter(None, (lead, _other_role(asked))))
    if not found.deals:
        return _no_more(asked) if found.total else None
    keys = await aliases.keys_of(asked.store, found.deals[0].team_id, query.name)
    company = _known_as(query.name, keys, found.deals)
    first_seen = await _first_seen(asked, wanted, found)
    anchor = _anchor(lead, company, found, first_seen, asked.words)
    others = [person_card(person, asked.words) for person in people[:PEOPLE_SHOWN]] if not query.offset else []
    return Answer(anchor, await _details(asked, found, others))


async def of_filters(asked: Asked, lead: str = "") -> Answer | None:
    """Deals for which every filter holds, with what was understood and what was left out; None where there are none."""
    wanted = asked.wanted
    found = await _page(asked, wanted)
    if not found.deals and found.total:
        return _no_more(asked)
    left_out = filters.left_out(wanted, found, shipped_rates(), asked.words)
    remarks = "; ".join((filters.echo(wanted, asked.words, asked.today), *left_out))
    if not found.deals:
        if found.is_whole and not (found.left_out_without_value or found.left_out_without_stake):
            return None
        return Answer(notice=filters.none_matches(remarks, asked.words, lead, is_whole=found.is_whole))
    return Answer(filters.anchor(found, remarks, asked.words, lead), await _details(asked, found, ()))


async def of_each(asked: Asked, companies: Sequence[str]) -> Answer | None:
    """A line for each of these companies, which have no deal together, and their newest deals; None where none has."""
    words, texts = asked.words, ASKING.of(asked.query.lang)
    lines, sentences, cards, unknown = [], [], [], []
    for each in companies:
        query = replace(asked.filters.query, companies=(Party(each),))
        found = await search.find_deals(asked.store, asked.audience, query, Page(EACH_SHOWN))
        if not found.deals:
            unknown.append(name(each))
            continue
        shown = name(_known_as(each, (), found.deals))
        told = {"name": shown, "deals": _counted(found, words)}
        newest = found.deals[0]
        lines.append(texts["with_each"].format(**told | {"name": bold(shown)}, headline=headline(newest.facts, words)))
        sentences.append(texts["with_each_text"].format(**told, sentence=deal_sentence(newest.facts, words)))
        cards += await _cards(asked, found.deals, headed=True)
    if not lines:
        return None
    together = enumerated([name(each) for each in companies], words)
    key = "only_one" if unknown else "no_pair"
    lead = texts[key].format(names=together, unknown=enumerated(unknown, words))
    anchor = rendered(" ".join((lead, *sentences)), section(lead, *lines))
    return Answer(anchor, details(cards, lambda shown: (), words))


async def selected(asked: Asked) -> Asked | None:
    """The question as deals of the store can be selected by it, whatever its name stands for; None where none are."""
    asked = await names.as_one_name(asked)
    ways = [asked]
    if asked.query.name and not await names.is_company(asked, asked.query.name):
        ways += [asked.together(each) for each in await names.apart(asked)]
        near = names.sure(asked.query.name, await names.near(asked))
        ways += [asked.about(near)] if near else []
    for each in ways:
        if (await search.find_deals(each.store, each.audience, each.wanted, Page(1))).total:
            return each
    return None


def none_matches(asked: Asked, lead: str = "") -> Answer:
    """Nothing holds for all that was asked for."""
    remarks = filters.echo(asked.wanted, asked.words, asked.today)
    return Answer(notice=filters.none_matches(remarks, asked.words, lead))


async def _page(asked: Asked, wanted: DealQuery) -> Found:
    """The page that is asked for; of the first so many, where only those are wanted."""
    offset, top = asked.query.offset, asked.filters.top
    limit = DEALS_SHOWN if top is None else min(DEALS_SHOWN, max(0, top - offset))
    found = await search.find_deals(asked.store, asked.audience, wanted, Page(limit, offset))
    if top is not None and top < found.total:
        return replace(found, total=top, is_whole=True)
    return found


async def _details(asked: Asked, found: Found, others: Sequence[Card]) -> tuple[Rendered, ...]:
    cards = await _cards(asked, found.deals, headed=found.total > 1)

    def behind(shown: int) -> Sequence[Card]:
        further = asked.query.offset + shown < found.total or not found.is_whole
        if not further and not asked.query.offset:
            return others
        total = str(found.total) if found.is_whole else asked.words.texts["or_more"].format(count=found.total)
        return (*others, asking.pages(asked.question, shown, total, further, DEALS_SHOWN))

    return details(cards, behind, asked.words)


async def _cards(asked: Asked, deals: Sequence[Deal], *, headed: bool) -> list[Card]:
    """A card a deal, with the people of its articles."""
    beside = await people_beside(asked.store, asked.audience, deals)
    return [deal_card(deal, asked.words, asked.today, people=beside[deal.id], headed=headed) for deal in deals]


def _no_more(asked: Asked) -> Answer:
    """The page that a button stands for is not there any more."""
    sentence = ASKING.of(asked.query.lang)["no_more"]
    return Answer(notice=rendered(sentence, section(sentence)))


async def _first_seen(asked: Asked, wanted: DealQuery, found: Found) -> date | None:
    """The day of the first article about any of the deals; None where not all of them are known."""
    if not found.is_whole:
        return None
    deals = found.deals
    if len(deals) < found.total:
        oldest = await search.find_deals(asked.store, asked.audience, replace(wanted, sort=Sort.OLDEST), Page(1))
        deals = oldest.deals
    return min((deal.first_seen for deal in deals), default=None).date() if deals else None  # type: ignore[union-attr]


def _anchor(lead: str, company: str, found: Found, first_seen: date | None, words: Words) -> Rendered:
    newest = found.deals[0]
    sentence = deal_sentence(newest.facts, words)
    if found.total == 1:
        return rendered(" ".join(filter(None, (lead, sentence))), headline_block(newest, words, lead))
    line = headline(newest.facts, words, newest.source_count)
    told = {"count": _counted(found, words), "name": name(company)}
    if first_seen:
        count = words.texts["count_since"].format(**told, date=day(first_seen, words))
    else:
        count = words.texts["count"].format(**told)
    line = words.texts["deals_with"].format(deals=count, headline=line)
    sentence = words.texts["deals_text"].format(deals=count, sentence=sentence)
    return rendered(" ".join(filter(None, (lead, sentence))), section(lead, line))


def _counted(found: Found, words: Words) -> str:
    """`3 deals`; `50 deals or more` where not all were looked at."""
    count = counted(words.deals, found.total)
    return count if found.is_whole else words.texts["or_more"].format(count=count)


def _other_role(asked: Asked) -> str:
    keys = {PartyRole.TARGET: "no_buyer", PartyRole.ACQUIRER: "no_purchase", PartyRole.SELLER: "no_sale"}
    role = asked.query.role
    return asked.words.texts[keys[role]].format(name=name(asked.query.name)) if role else ""


def _known_as(company: str, keys: Sequence[str], deals: Iterable[Deal]) -> str:
    """The company's name as the articles write it: "scale" is "Scale AI", "facebook" may be "Meta"."""
    for facts in (deal.facts for deal in deals):
        if match := _first_match(company, keys, facts):
            return match
    return company


def _first_match(company: str, keys: Sequence[str], facts: DealFacts) -> str | None:
    """By one of the keys of the company's names or by the leading words of the one asked for, as the store searches."""
    own = company_key(company)
    named = ((party, company_key(party)) for party in (*facts.acquirers, *facts.targets, *facts.sellers))
    return next((party for party, key in named if key in keys or key == own or key.startswith(f"{own} ")), None)
