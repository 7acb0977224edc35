"""A deal that the channel has been told of before: since when it is known, and what of this article is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from handlers.blocks import limits
from handlers.blocks.citations import Told, cited, counted
from handlers.blocks.citations import sections as quotes
from handlers.blocks.deal import headline_block, parties, price, stake
from handlers.blocks.formats import close, day, enumerated, period, valuation
from handlers.blocks.limits import PHRASE
from handlers.blocks.message import Card, section
from handlers.blocks.mrkdwn import foreign, link
from handlers.blocks.sentences import names
from handlers.blocks.words import Words
from handlers.blocks.words.sharing import SHARING
from storage.changes import Change, changes
from storage.records import Citation, Deal, DealFacts, RecordedDeal, Thread

# The evidence fields that may hold the sentence of a field that is new
_TOLD_BY = MappingProxyType(
    {
        "status": ("status", "status_text", "type"),
        "amount": ("amount", "disclosed"),
        "stake_percent": ("stake_percent", "stake"),
    }
)


def known_card(one: RecordedDeal, words: Words, here: Thread, team_url: str) -> Card:
    """The headline, and `Known since 12 June 2025, 3 sources; new here: status agreed.` with the new facts' sentences.

    `team_url` is the workspace's address, for the link to where the deal was told first, unless that is `here`.
    """
    deal, texts = one.deal, SHARING.of(words.lang)
    new = news(one.as_told or one.before or deal.facts, deal.facts, words)
    told = texts["known_new" if new else "known"].format(
        date=day(deal.first_seen.date(), words),
        sources=counted(words.sources, deal.source_count),
        what=", ".join(said for _, said in new),
    )
    is_elsewhere = one.told_at not in (None, here)
    where = link(permalink(one.told_at, team_url), texts["first_told"]) if one.told_at and is_elsewhere else ""
    spoken = f"{parties(deal.facts, words)}: {told[:1].lower()}{told[1:]}"
    cited_ones = [each for each in facts_told(new, deal) if each.citation]
    return Card(spoken, (headline_block(deal, words), section(told, where), *quotes(cited_ones, words)))


def facts_told(new: Sequence[tuple[Change, str]], deal: Deal) -> list[Told]:
    """The changes, each with the sentence that tells of it, where there is one."""
    return [Told(said[:1].upper() + said[1:], _sentence(deal.citations, change)) for change, said in new]


def news(before: DealFacts, after: DealFacts, words: Words) -> list[tuple[Change, str]]:
    """Every change with its words: `price $14.3bn (before ~$15bn)`."""
    return list(_said(changes(before, after), before, after, words))


def permalink(thread: Thread, team_url: str) -> str:
    """The address of a thread's first message."""
    return f"{team_url.rstrip('/')}/archives/{thread.channel_id}/p{thread.ts.replace('.', '')}"


def _said(found: tuple[Change, ...], before: DealFacts, after: DealFacts, words: Words) -> Iterator[tuple[Change, str]]:
    texts = SHARING.of(words.lang)
    for change in found:
        value, was = (_VALUES[change.field](facts, words) for facts in (after, before))
        if value and value != was:
            # a status only moves on, and its timeline says from where
            said = texts["was"].format(value=value, before=was) if was and change.field != "status" else value
            yield change, texts[change.field].format(value=said)


def _sentence(citations: Sequence[Citation], change: Change) -> Citation | None:
    return cited(citations, *_TOLD_BY.get(change.field, (change.field,)))


def _parties(role: str) -> Callable[[DealFacts, Words], str]:
    return lambda facts, words: enumerated(names(getattr(facts, role)), words, limits.NAMES)


_VALUES: Mapping[str, Callable[[DealFacts, Words], str]] = MappingProxyType(
    {
        "status": lambda facts, words: words.statuses[facts.status],
        "amount": lambda facts, words: price(facts, words, short=True),
        "stake_percent": stake,
        "acquirers": _parties("acquirers"),
        "targets": _parties("targets"),
        "sellers": _parties("sellers"),
        "valuation": lambda facts, words: valuation(facts.valuation, words) if facts.valuation else "",
        "consideration": lambda facts, words: words.considerations[facts.consideration] if facts.consideration else "",
        "expected_close": lambda facts, words: close(facts.expected_close, words) if facts.expected_close else "",
        "date": lambda facts, words: period(facts.date, words) if facts.date else "",
        "target_business": lambda facts, words: foreign(facts.target_business or "", PHRASE),
        "target_location": lambda facts, words: foreign(facts.target_location or "", PHRASE),
    }
)
