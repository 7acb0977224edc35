"""A company's people: who left, who joined, who is there, each with the day and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import MappingProxyType

from handlers.blocks import filters
from handlers.blocks.citations import Told, sections
from handlers.blocks.formats import day
from handlers.blocks.message import Card, Rendered, context, rendered, section
from handlers.blocks.mrkdwn import bold, name
from handlers.blocks.people import person_line, person_told
from handlers.blocks.words import Words
from handlers.blocks.words.colleagues import COLLEAGUES
from storage.deal_view import told_on
from storage.query import DealQuery
from storage.records import Colleague, Tie

_ORDER = (Tie.JOINED, Tie.LEFT, Tie.AT)
_KEYS = MappingProxyType({Tie.LEFT: "left", Tie.JOINED: "joined", Tie.AT: "at"})


def anchor(company: str, told: Sequence[Colleague], lead: str, words: Words) -> Rendered:
    """`People of Meta: 2 joined, 1 left. Newest: Alexandr Wang moves from Scale AI to Meta`"""
    texts = COLLEAGUES.of(words.lang)
    newest = told[0]
    counts = ", ".join(_counts(told, words))
    line = texts["people_of"].format(name=name(company), counts=counts, line=_line(newest, words, bold=True))
    text = texts["people_of_text"].format(name=name(company), counts=counts, line=_line(newest, words, bold=False))
    return rendered(" ".join(filter(None, (lead, text))), section(lead, line))


def cards(told: Sequence[Colleague], count: int, words: Words) -> list[Card]:
    """A card for those who joined, those who left and those who are there; the newest first in each."""
    groups = [(tie, [each for each in told if each.tie is tie]) for tie in _ORDER]
    made = [_card(tie, group, words) for tie, group in groups if group]
    if len(told) < count:
        remark = COLLEAGUES.of(words.lang)["more"].format(shown=len(told), count=count)
        made.append(Card(remark, (context(remark),)))
    return made


def nobody(company: str, ties: Sequence[Tie], span: DealQuery, words: Words, today: date) -> str:
    """`I know nobody who left Meta this year`, without a full stop."""
    texts = COLLEAGUES.of(words.lang)
    tie = ties[0] if ties else Tie.AT
    when = filters.span(span, words, today)
    sentence = texts[f"none_{_KEYS[tie]}"].format(name=name(company))
    return sentence + (texts["in_span"].format(span=when) if when else "")


def but_others(none: str, lang: str) -> str:
    """`I know nobody who left Meta, but others:`"""
    return COLLEAGUES.of(lang)["but_others"].format(none=none)


def share_one(none: str, lang: str) -> Rendered:
    """Nobody at all is known there, and what to do about it."""
    sentence = COLLEAGUES.of(lang)["share_one"].format(none=none)
    return rendered(sentence, section(sentence))


def _card(tie: Tie, group: Sequence[Colleague], words: Words) -> Card:
    heading = COLLEAGUES.of(words.lang)[_KEYS[tie]]
    lines = [_told(each, words) for each in group]
    text = f"{heading}: {'; '.join(_line(each, words, bold=False) for each in group)}."
    return Card(text, (section(bold(heading)), *sections(lines, words)))


def _told(each: Colleague, words: Words) -> Told:
    """`*Alexandr Wang* (CEO) moves from Scale AI to Meta · 18 June 2025`"""
    told = person_told(each.observation, words)
    return Told(f"{told.text} · {day(told_on(each.observation.source), words)}", told.citation)


def _line(each: Colleague, words: Words, *, bold: bool) -> str:
    shown = f"*{name(each.name)}*" if bold else name(each.name)
    return person_line(each.observation.facts, shown, words)


def _counts(told: Sequence[Colleague], words: Words) -> Iterator[str]:
    texts = COLLEAGUES.of(words.lang)
    for tie in _ORDER:
        if count := len({each.person_id for each in told if each.tie is tie}):
            yield texts[f"count_{_KEYS[tie]}"].format(count=count)
