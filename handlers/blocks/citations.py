"""Facts with the sentences they were read from: each sentence is quoted once, under all it tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from slack_sdk.models.blocks import Block

from handlers.blocks.formats import day
from handlers.blocks.limits import FACTS, FIRST_WORDS, NAME, QUOTE
from handlers.blocks.message import context, section, text_of
from handlers.blocks.message import sections as filled
from handlers.blocks.mrkdwn import bold, foreign, link, quoted
from handlers.blocks.words import Words
from handlers.blocks.words.cards import CARDS
from storage.records import Citation, Source

_SOURCES_LISTED = 5
QUOTED = 4  # sentences on a card; further facts stand there without theirs


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in mrkdwn and where it stands. A citation is only missing for what no sentence was kept of."""

    text: str
    citation: Citation | None


def fact(label: str, value: str, citation: Citation | None) -> Told:
    return Told(f"{bold(label)} {value}", citation)


def cited(citations: Iterable[Citation], *fields: str) -> Citation | None:
    """The first citation of the first of `fields` that has one."""
    known = list(citations)
    for field in fields:
        for citation in known:
            if citation.evidence.field == field:
                return citation
    return None


def sections(told: Sequence[Told], words: Words, *, most: int | None = None) -> list[Block]:
    """A section a sentence, in the order of the first fact each tells; what has no sentence comes last.

    Beyond `most` sentences the facts are told without them, and where to find these.
    """
    groups: dict[tuple[str, str], list[Told]] = {}
    for one in told:
        groups.setdefault(_place(one.citation), []).append(one)
    nowhere = groups.pop(("", ""), [])
    quoted_ones = list(groups.values())
    blocks = [block for group in quoted_ones[:most] for block in _sections(group, words)]
    folded = [Told(one.text, None) for group in quoted_ones[len(quoted_ones[:most]) :] for one in group]
    blocks += _sections([*folded, *nowhere], words)
    return [*blocks, context(CARDS.of(words.lang)["folded"])] if folded else blocks


def _place(citation: Citation | None) -> tuple[str, str]:
    return (citation.source.article_id, citation.evidence.sentence) if citation else ("", "")


def _sections(group: Sequence[Told], words: Words) -> list[Block]:
    """The facts, and under the last of them the sentence."""
    blocks: list[Block] = list(filled([one.text for one in group], " · ", FACTS))
    citation = group[0].citation if group else None
    if citation is not None:
        quote = f"{foreign(citation.evidence.sentence, QUOTE)} — {source(citation.source, words)}"
        blocks.append(section(text_of(blocks.pop()), quoted(quote)))
    return blocks


def source(what: Source, words: Words, sentence: str = "") -> str:
    """`reuters.com, 18 June 2025` with the link; a pasted text by its first words, or those of the cited sentence."""
    dated = f", {day(what.published, words)}" if what.published else ""
    return link(what.url, f"{_site(what, words, sentence)}{dated}")


def _site(what: Source, words: Words, sentence: str) -> str:
    if site := foreign(what.site or _host(what.url), NAME):
        return site
    return words.texts["article"] if what.url else _pasted(what, words, sentence)


def _pasted(what: Source, words: Words, sentence: str) -> str:
    """Told apart from others, but not by who pasted it: that may have been said in private."""
    if begins := foreign(what.title or sentence, FIRST_WORDS):
        return words.texts["pasted_text"].format(words=begins)
    if what.published:
        return words.texts["pasted"]
    return words.texts["pasted_on"].format(date=day(what.seen_at.date(), words))


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:  # a host in brackets that is no IPv6 address
        return ""


def sources(all_of: Sequence[Source], words: Words) -> Block:
    """`Sources:` in small print, a link each."""
    shown = [source(one, words) for one in all_of[:_SOURCES_LISTED]]
    if more := len(all_of) - len(shown):
        shown.append(words.more.format(count=more))
    if copies := sum(one.copy_of is not None for one in all_of):
        shown.append(CARDS.of(words.lang)["copies"].format(count=copies))
    return context(f"{words.texts['sources']}", *shown)


def counted(forms: tuple[str, str], count: int) -> str:
    """`1 source`, `2 sources`."""
    return forms[count != 1].format(count=count)
