"""What of a question's filters was understood, in words, and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType

from rapidfuzz import fuzz, process
from slack_sdk.models.blocks import Block

from handlers.blocks.citations import counted
from handlers.blocks.deal import headline, headline_block
from handlers.blocks.formats import amount, day, percent, period
from handlers.blocks.limits import PHRASE
from handlers.blocks.message import Rendered, rendered, section
from handlers.blocks.mrkdwn import bold, foreign, name
from handlers.blocks.sentences import deal_sentence
from handlers.blocks.words import Words
from handlers.blocks.words.asking import ASKING
from handlers.filters import Filter, Key, Problem, Why
from handlers.filters.keys import KEYS, german_of
from handlers.filters.periods import current
from storage.query import DealQuery, Found, Sort
from storage.rates import Rates
from storage.records import DealStatus, DealType, PartyRole

_ADVICE = MappingProxyType(
    {Key.MIN: "amount", Key.MAX: "amount", Key.SINCE: "date", Key.UNTIL: "date", Key.DURING: "date"}
    | {Key.STAKE: "stake"}
    | dict.fromkeys((Key.TYPE, Key.STATUS, Key.SORT), "type")
)
_KNOWN = MappingProxyType({Key.TYPE: tuple(DealType), Key.STATUS: tuple(DealStatus), Key.SORT: tuple(Sort)})
_COMPLAINTS = 5  # filters that are told of; more would say no more
_NEAR_KEY = 70  # of 100: "sectr" is 91 to "sector", "foo" at most 40 to any
_PARTIES = MappingProxyType(
    {PartyRole.ACQUIRER: "as_buyer", PartyRole.TARGET: "as_target", PartyRole.SELLER: "as_seller"}
)


def echo(query: DealQuery, words: Words, today: date) -> str:
    """`robotics, at least $1bn, this quarter (Q2 2025)`, as mrkdwn: every filter, in one order."""
    texts = ASKING.of(words.lang)
    return ", ".join(filter(None, _echoed(query, words, today))) or texts["newest"]


def _echoed(query: DealQuery, words: Words, today: date) -> Iterator[str]:
    texts = words.texts
    for party in query.companies:
        pattern = ASKING.of(words.lang)[_PARTIES[party.role]] if party.role else texts["with_company"]
        yield pattern.format(name=name(party.name))
    yield foreign(query.sector)
    yield texts["about_words"].format(name=foreign(query.text)) if query.text else ""
    yield " / ".join(words.types[each] for each in query.types)
    yield " / ".join(words.statuses[each] or each.value for each in query.statuses)
    yield texts["in_place"].format(name=foreign(query.country)) if query.country else ""
    yield texts["with_person"].format(name=name(query.person)) if query.person else ""
    yield from _amounts(query, words)
    yield from _stakes(query, words)
    yield span(query, words, today)
    yield texts.get(f"sorted_{query.sort.value}", "")


def span(query: DealQuery, words: Words, today: date) -> str:
    """`this quarter (Q2 2025)`, `in June 2025`, `since 1 January 2025`; "" where no time is given."""
    since, until = query.since, query.until
    if since is None or until is None:
        given = [("since", since)] if since else [("until", until)] if until else []
        return "".join(words.texts[key].format(date=day(when, words)) for key, when in given if when)
    texts, ends = ASKING.of(words.lang), {"since": day(since, words), "until": day(until, words)}
    if since == until:
        key = {0: "today", 1: "yesterday"}.get((today - since).days, "on_day")
        return texts[key].format(date=ends["since"])
    for unit, iso in (
        ("year", "{0.year}"),
        ("quarter", "{0.year}-Q{1}"),
        ("month", "{0.year}-{0.month:02}"),
        ("week", ""),
    ):
        if (since, until) == current(unit, since):
            named = period(iso.format(since, (since.month + 2) // 3), words) if iso else ""
            if current(unit, today) == (since, until):
                return texts[unit].format(name=named, **ends)
            if named:
                return texts["in_span"].format(name=named)
    return texts["days"].format(**ends)


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


def anchor(found: Found, remarks: str, words: Words, lead: str = "") -> Rendered:
    """`3 deals: robotics, at least $1bn`, and the first of them; of one deal its line, which changes with it.

    `lead` is mrkdwn.
    """
    first = found.deals[0]
    count = _or_more(counted(words.deals, found.total), found.is_whole, words)
    sentence, asked = deal_sentence(first.facts, words), f"{bold(count)}: {remarks}"
    if found.total > 1:
        line = headline(first.facts, words, first.source_count)
        line, sentence = (words.texts["first_of"].format(headline=each) for each in (line, sentence))
        blocks: list[Block] = [section(lead, asked, line)]
    else:
        blocks = [section(lead, asked), headline_block(first, words)]
    text = " ".join(filter(None, (lead, f"{count}: {remarks}. {sentence}")))
    return rendered(text, *blocks)


def _or_more(count: str, is_whole: bool, words: Words) -> str:
    return count if is_whole else words.texts["or_more"].format(count=count)


def none_matches(remarks: str, words: Words, lead: str = "", *, is_whole: bool = True) -> Rendered:
    """Nothing holds for all of it; `remarks` says what was asked for and what was left out.

    `is_whole` is False where not all deals were looked at.
    """
    none = words.texts["none_matches" if is_whole else "none_looked_at"].format(echo=remarks)
    sentence = " ".join(filter(None, (lead, none)))
    return rendered(sentence, section(sentence))


def not_understood(problems: Sequence[Problem], words: Words) -> Rendered:
    """A sentence for each filter that means nothing, with what could stand there."""
    sentences = [_complaint(each, words) for each in problems[:_COMPLAINTS]]
    return rendered(" ".join(sentences), section(*sentences))


def _complaint(problem: Problem, words: Words) -> str:
    each, texts = problem.filter, ASKING.of(words.lang)
    if problem.why is Why.NO_FILTER:
        given = each.value.partition(":")[0]
        near = process.extractOne(given.casefold(), list(KEYS), scorer=fuzz.ratio, score_cutoff=_NEAR_KEY)
        known = ", ".join(f"`{key}:`" for key in _named_keys(words))
        shown = foreign(each.value, PHRASE)
        if near:
            return texts["no_filter_but"].format(given=shown, near=f"{near[0]}:", known=known)
        return texts["no_filter"].format(given=shown, known=known)
    advice = _advice(each, words)
    given = f"*{foreign(_written(each, words), PHRASE)}*"
    if problem.why is Why.CONTRADICTS:
        return texts["contradicts"].format(given=given, advice=advice)
    return words.texts["not_understood"].format(given=given, advice=advice)


def _advice(each: Filter, words: Words) -> str:
    own = ASKING.of(words.lang)
    if each.key is Key.TOP:
        return own["advice_top"]
    if each.key not in _ADVICE:
        return own["advice_words"]
    known = ", ".join(f"`{one.value}`" for one in _KNOWN.get(each.key, ()))
    return words.texts[f"advice_{_ADVICE[each.key]}"].format(known=known)


def _written(each: Filter, words: Words) -> str:
    """As it is typed in the answer's language: `seit:anno`."""
    return _key(each.key, words) + each.written().removeprefix(each.key.value)


def _named_keys(words: Words) -> list[str]:
    return [_key(key, words) for key in Key if key is not Key.UNKNOWN]


def _key(key: Key, words: Words) -> str:
    """A filter's name in the answer's language."""
    return german_of(key) if words.lang == "de" else key.value
