"""Where the sentences of an article can begin and end: blocks of running text, cleaned for the parser.

A block never runs over a blank line, an indented line or (in text that isn't hard-wrapped) a line end. White space is
squeezed, what only disturbs a parser (tickers, second currencies and other names' short forms in brackets, datelines,
agency marks) is left out, and unspaced runs are cut: 50,000 "(" in one run keep spaCy's tokenizer busy for 40 seconds,
cut at 64 for 0.01. Every character keeps its offset in the article.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MAX_CHARS = 100_000
MAX_RUN = 64
MAX_BLOCK = 8_000  # characters; longer blocks are split, so that one parse stays small
_WRAPPED_WIDTH = 90  # a text whose longest line is shorter is hard-wrapped

_LEFT_OUT = re.compile(
    r"""
      (?<=\w|\.|[\])"»”])\s*\(\s*(?:
          (?:NYSE|NASDAQ|Nasdaq|Nasdaq\s?GS|TSXV?|LSE|AIM|ASX|OTC\w*|CSE|SIX|HKEX|XETRA|ETR|FRA|EPA|BSE|NSE|SEHK|Euronext\s?\w*)
             (?:\s+\w+)?\s*:[^()]{1,40}                                      # (NYSE: ABC)
        | (?:WKN|ISIN|Ticker|Bloomberg|Reuters|Börsenkürzel)\b[^()]{0,60}    # (WKN 123456, ISIN ...)
        | [A-Z0-9]{1,8}\.[A-Z]{1,4}                                          # ( ABC.AX )
        | [^()]{0,24}(?:[$€£¥]\s?\d
            |\d\s?(?:m|bn|mln|bln|million|billion|mio|mrd|milliarden|millionen|percent|prozent|%)\b)
             [^()]{0,40}                                                     # ($2 billion)
        | (?P<short>[A-Z][A-Z0-9&+.-]{1,9})                                  # (ABC)
        | (?:(?:the|each|together|collectively|hereinafter|nachfolgend|im\sFolgenden|kurz)\b[^()"“”„]{0,40})?
             ["“„](?:(?P<term>[A-ZÄÖÜ][\w&.-]{1,24})|[^()"”“]{2,40})["”“](?:\s+or\s[^()]{1,40})?  # (the "Company")
        | dpa\S*|AP|AFP|Reuters|APA|rtr|ots
      )\s*\)
    | \s[-–]\s(?:sources?|reports?|WSJ|FT|Bloomberg|paper|CNBC|newspaper|document|filing)\s*$   # "- sources"
  | <[A-Z0-9.^=]{1,12}>                                                    # <ABC.N>
    | (?<=\w)\s+[A-Z0-9]{2,6}\.[A-Z]{1,2}(?=[\s,.;:)])                          # ABC.L
    """,
    re.X,
)
_DATELINE = re.compile(
    r"""\s*(?:
        (?:[A-ZÄÖÜ][\w.'’-]*(?:[\s/,]+[\wÄÖÜäöüß.'’()-]+){0,6}?)?\s*
        \((?:Reuters|AP|AFP|dpa\S*|APA\S*|ots|rtr|IANS|PTI|CNN|UPI|Bloomberg|Thomson\sReuters)\)\s*[-–—:]*\s*
      | [A-ZÄÖÜ][A-ZÄÖÜ./,\s]{3,40}\s(?:[A-Z][a-z]+\.?\s\d{1,2}(?:,\s\d{4})?\s*)?[-–—]{1,2}\s
      | [A-ZÄÖÜ][\w.]{2,20}(?:[/\s][A-ZÄÖÜ][\w.]{1,15}){0,3}(?:\s\([^)]{1,20}\))?(?:,\s[A-Z][\w.]{1,12})?\s*
          (?:\s[-–—]{1,2}\s(?=[A-ZÄÖÜ„"“])|(?<=[A-ZÄÖÜ]{2})\.\s(?=[A-ZÄÖÜ„"“]))   # Wien/Abu Dhabi – ..., BERLIN. ...
      | [A-Z][A-Z/\s]{2,24}:\s                                                                # DOVER: ...
      | [A-ZÄÖÜ][\w./-]+(?:[\s,]+[A-ZÄÖÜ][\w.]+){0,4}\s*[-–—]{1,2}\s?\(?(?:\w+\s[-–]\s)?
          (?:[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}
          |\d{1,2}\.?\s\w+\s\d{4})[^-–—]{0,24}?[)\s]*[-–—]{1,2}\s    # Dover, England – May 2, 2025 –
      | [A-ZÄÖÜ][\w./\s-]{2,30},\s(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\.\s?\w+)(?:,?\s?\d{4})?\s*[-–—:]{1,2}\s
      | (?:UPDATE\s\d+|EXCLUSIVE|Exclusive|WRAPUP\s\d+|RPT|BRIEF|(?:DGAP|EANS|EQS)-\w+|ROUNDUP\s?\d*|dpa-AFX)\s?[-:]\s?
    )""",
    re.X,
)
_DATE_WORDS = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:\w+tag|mittwoch|uhr|sonnabend)\b"
    r"|\b(?:jan|feb|mar|märz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)\w*",
    re.I,
)
# marks in front of the items of a list
_BULLET = re.compile(r"\s*(?:[•‣▪●◦·]|\+{3})\s+")
# what is shown: no white space, control characters, direction marks or halves of surrogate pairs
_RUN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff]+")
_SENTENCE_END = re.compile(r"[.!?:;»\"”')\]]\s*$")


@dataclass(frozen=True)
class Block:
    """Cleaned running text: `text[k]` stands at `offsets[k]` of the article."""

    text: str
    offsets: array[int]
    title: bool = False
    shorts: tuple[tuple[int, str], ...] = ()  # (article offset, "ABC") for each short form or term in brackets


def blocks(text: str, title: str | None = None) -> list[Block]:
    """Cut a text of at most `MAX_CHARS` characters into blocks; the first may be its title."""
    found: list[Block] = []
    for start, end in _paragraphs(text):
        block = _clean(text, start, end)
        if block.text:
            found.append(block)
    for k, block in enumerate(found):
        if len(re.findall(r"[^\W\d_]{3,}", _DATE_WORDS.sub("", block.text))) < 2:
            continue  # a date, a page number or a place stands above the title
        if _is_title(block.text, title, alone=k + 1 == len(found)):
            found[k] = Block(block.text, block.offsets, True, block.shorts)
        break
    return found


def _is_title(first: str, title: str | None, *, alone: bool) -> bool:
    if title and first.casefold()[:40] == " ".join(title.split()).casefold()[:40]:
        return True
    return not alone and len(first) <= 200 and not re.search(r"[.!;]$", first)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    lines = [m.span() for m in re.finditer(r"[^\n\r\u2028\u2029]+", text) if not m[0].isspace()]
    if not lines:
        return
    wrapped = len(lines) > 2 and max(b - a for a, b in lines) < _WRAPPED_WIDTH and _runs_on(text, lines)
    start, last = lines[0]
    for a, b in lines[1:]:
        gap = text[last:a].count("\n")
        new = gap > 1 or not wrapped or text[a:b].startswith(("    ", "\t", "  - ", "* ", "• "))
        if new or b - start > MAX_BLOCK:
            yield from _pieces(start, last)
            start = a
        last = b
    yield from _pieces(start, last)


def _runs_on(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether line ends fall inside sentences: text that was wrapped at a column, its paragraphs often indented."""
    joints = [(text[a:b], text[c:d]) for (a, b), (c, d) in pairwise(lines)]
    open_ends = [after for line, after in joints if not _SENTENCE_END.search(line)]
    inside = sum(after[0].islower() for after in open_ends)
    indented = any(after.startswith("    ") and after.strip()[:1].isupper() for _, after in joints)
    return bool(open_ends) and (inside >= 0.25 * len(open_ends) or (indented and len(joints) < 6))


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    for a in range(start, end, MAX_BLOCK):
        yield a, min(end, a + MAX_BLOCK)


def _clean(text: str, start: int, end: int) -> Block:
    skipped, shorts = _skips(text, start, end)
    kept: list[str] = []
    offsets = array("i")
    for a, b in _between(skipped, start, end):
        at = a
        for run in _RUN.finditer(text, a, b):
            for first in range(run.start(), run.end(), MAX_RUN):
                last = min(first + MAX_RUN, run.end())
                if kept and kept[-1] != " " and (first > run.start() or run.start() > at):
                    kept.append(" ")
                    offsets.append(first - 1)
                kept.append(text[first:last])
                offsets.extend(range(first, last))
            at = run.end()
        if at < b and kept and kept[-1] != " ":
            # white space at the end of a stretch parts it from the next
            kept.append(" ")
            offsets.append(at)
    cleaned = "".join(kept)
    stripped = cleaned.rstrip(" ")
    return Block(_recased(stripped), offsets[: len(stripped)], shorts=shorts)


def _between(skipped: dict[int, int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches that are not left out."""
    for first in sorted(skipped):
        if first >= start:
            yield start, first
            start = skipped[first]
    yield start, end


def _recased(text: str) -> str:
    """A line in capitals, written as a title is, so that the pipelines know its words."""
    letters = [char for char in text if char.isalpha()]
    if len(letters) < 20 or sum(char.isupper() for char in letters) < 0.8 * len(letters):
        return text
    lowered = re.sub(r"(?<=\w)\w+", lambda match: match[0].lower(), text)
    return lowered if len(lowered) == len(text) else text


def _skips(text: str, start: int, end: int) -> tuple[dict[int, int], tuple[tuple[int, str], ...]]:
    """Spans that are left out (from -> to), and the short forms among them."""
    skipped: dict[int, int] = {}
    shorts: list[tuple[int, str]] = []
    if bullet := _BULLET.match(text, start, end):
        skipped[start] = bullet.end()
        start = bullet.end()
    if dateline := _DATELINE.match(text, start, end):
        skipped[start] = dateline.end()
        start = dateline.end()
    for match in _LEFT_OUT.finditer(text, start, end):
        skipped[match.start()] = match.end()
        if short := match["short"] or match["term"]:
            shorts.append((match.start(), short))
    return skipped, tuple(shorts)
