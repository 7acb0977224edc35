"""A question while it is being read: what is understood is cut out of it and leaves a mark.

The marks are private characters, which nobody types and which no word of a pattern matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from handlers.filters import Filter
from handlers.filters.keys import QUOTED

CUT = "\ue000"  # a phrase stood here
DEAL, TAKEOVER, PURCHASES, STAKE, OTHER = "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"  # a kind of deal
KIND = f"[{DEAL}-{OTHER}]"
_QUOTES = 0xE100  # the first of the characters that stand for what is quoted
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_QUOTE = re.compile(QUOTED)

Read = Callable[[re.Match[str]], tuple[Filter, ...] | None]  # None: the phrase means nothing after all


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that say something of the deals wherever they stand."""

    pattern: re.Pattern[str]
    read: Read
    mark: str = CUT


def phrase(pattern: str, read: Read, mark: str = CUT) -> Phrase:
    """A phrase by its pattern, in which a blank stands for any blanks; it begins and ends with words."""
    return Phrase(re.compile(rf"(?<![\w$€£¥#@:])(?:{pattern})(?!\w)", re.IGNORECASE), read, mark)


def take(text: str, phrases: Iterable[Phrase]) -> tuple[str, tuple[Filter, ...]]:
    """The text with marks for what was understood, and that as filters, in the phrases' order."""
    found: list[Filter] = []

    def cut(each: Phrase) -> Callable[[re.Match[str]], str]:
        def mark(match: re.Match[str]) -> str:
            filters = each.read(match)
            if filters is None:
                return match[0]
            found.extend(filters)
            return each.mark

        return mark

    for each in phrases:
        text = each.pattern.sub(cut(each), text)
    return text, tuple(found)


def without_quotes(text: str) -> tuple[str, dict[int, str]]:
    """A text in which one character stands for each quoted part, and what `with_quotes` needs to undo it."""
    parts: dict[int, str] = {}

    def keep(match: re.Match[str]) -> str:
        inside = next((group for group in match.groups() if group), "").strip()
        if not inside:
            return " "
        parts[_QUOTES + len(parts)] = inside
        return chr(_QUOTES + len(parts) - 1)

    return _QUOTE.sub(keep, _PRIVATE.sub(" ", text)), parts


def with_quotes(text: str, parts: dict[int, str]) -> str:
    """The text with its quoted parts, without the quotes."""
    return text.translate(parts)
