"""What of a question's filters was understood, in words, and what was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from types import MappingProxyType

from handlers.blocks.citations import counted
from handlers.blocks.deal import headline
from handlers.blocks.formats import amount, day, percent
from handlers.blocks.message import Rendered, rendered, section
from handlers.blocks.mrkdwn import bold, foreign, name
from handlers.blocks.sentences import deal_sentence
from handlers.blocks.words import Words
from handlers.filters import Filter, Key
from storage.query import DealQuery, Found, Sort
from storage.rates import Rates
from storage.records import DealStatus, DealType

_ADVICE = MappingProxyType(
    {Key.MIN: "amount", Key.MAX: "amount", Key.SINCE: "date", Key.UNTIL: "date", Key.STAKE: "stake"}
    | dict.fromkeys((Key.TYPE, Key.STATUS, Key.SORT), "type")
)
_KNOWN = MappingProxyType({Key.TYPE: tuple(DealType), Key.STATUS: tuple(DealStatus), Key.SORT: tuple(Sort)})


def echo(query: DealQuery, words: Words) -> str:
    """`robotics, at least $1bn, since 1 January 2025`, as mrkdwn: every filter, in one order."""
    return ", ".join(filter(None, _echoed(query, words)))


def _echoed(query: DealQuery, words: Words) -> Iterator[str]:
    texts = words.texts
    for party in query.companies:
        yield texts["with_company"].format(name=name(party.name))
    yield foreign(query.sector)
    yield texts["about_words"].format(name=foreign(query.text)) if query.text else ""
    yield " / ".join(words.types[each] for each in query.types)
    yield " / ".join(words.statuses[each] or each.value for each in query.statuses)
    yield texts["in_place"].format(name=foreign(query.country)) if query.country else ""
    yield texts["with_person"].format(name=name(query.person)) if query.person else ""
    yield from _amounts(query, words)
    yield from _stakes(query, words)
    yield texts["since"].format(date=day(query.since, words)) if query.since else ""
    yield texts["until"].format(date=day(query.until, words)) if query.until else ""
    yield texts.get(f"sorted_{query.sort.value}", "")


def _amounts(query: DealQuery, words: Words) -> Iterator[str]:
    for key, value in (("min", query.min_amount), ("max", query.max_amount)):
        if value is not None:
            yield words.texts[key].format(amount=amount(value, query.currency, words))


def _stakes(query: DealQuery, words: Words) -> Iterator[str]:
    low, high = query.min_stake, query.max_stake
    if low is not None and high is not None:
        shares = percent(low, words), percent(high, words)
        share = shares[0] if low == high else words.texts["between"].format(low=shares[0], high=shares[1])
        yield words.texts["stake_is"].format(share=share)
    elif low is not None:
        yield words.texts["stake_min"].format(share=percent(low, words))
    elif high is not None:
        yield words.texts["stake_max"].format(share=percent(high, words))


def left_out(query: DealQuery, found: Found, rates: Rates, words: Words) -> Iterator[str]:
    """What was left out because nobody knows, and by which rates amounts were compared."""
    counts = (("left_out_value", found.left_out_without_value), ("left_out_stake", found.left_out_without_stake))
    for key, count in counts:
        if count:
            deals = _or_more(counted(words.deals, count), found.left_out_is_whole, words)
            yield words.texts[key].format(deals=deals)
    currencies = {deal.facts.amount.currency for deal in found.deals if deal.facts.amount}
    if query.by_amount and currencies - {query.currency} and rates.as_of:
        yield words.texts["rates"].format(date=day(date.fromisoformat(rates.as_of), words))


def anchor(found: Found, remarks: str, words: Words) -> Rendered:
    """`3 deals: robotics, at least $1bn`, and the first of them; of one deal also just its line."""
    first = found.deals[0]
    count = _or_more(counted(words.deals, found.total), found.is_whole, words)
    line = headline(first.facts, words, first.source_count)
    sentence = deal_sentence(first.facts, words)
    if found.total > 1:
        line, sentence = (words.texts["first_of"].format(headline=each) for each in (line, sentence))
    return rendered(f"{count}: {remarks}. {sentence}", section(f"{bold(count)}: {remarks}", line))


def _or_more(count: str, is_whole: bool, words: Words) -> str:
    return count if is_whole else words.texts["or_more"].format(count=count)


def none_matches(found: Found, remarks: str, words: Words) -> Rendered:
    """Nothing holds for all of it; `remarks` says what was asked for and what was left out."""
    sentence = words.texts["none_matches" if found.is_whole else "none_looked_at"].format(echo=remarks)
    return rendered(sentence, section(sentence))


def not_understood(problems: Sequence[Filter], words: Words) -> Rendered:
    """A sentence for each value that means nothing, with what could stand there."""
    sentences = list(_complaints(problems, words))
    return rendered(" ".join(sentences), section(*sentences))


def _complaints(problems: Iterable[Filter], words: Words) -> Iterator[str]:
    for each in problems:
        known = ", ".join(f"`{one.value}`" for one in _KNOWN.get(each.key, ()))
        advice = words.texts[f"advice_{_ADVICE.get(each.key, 'words')}"].format(known=known)
        yield words.texts["not_understood"].format(given=f"*{each.key.value}:{foreign(each.value)}*", advice=advice)
