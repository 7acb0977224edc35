"""Phrases about when: `this quarter`, `seit März`, `in the last 30 days`, `zwischen Januar und Juni 2024`."""

from __future__ import annotations

import re

from handlers.filters import Filter, Key
from handlers.filters.periods import IN_WORDS, THE_UNIT, UNAMBIGUOUS
from handlers.queries.marks import Phrase, phrase

_SPAN = f"(?:{IN_WORDS})"
_THE = "(?:(?:the|der|den|dem|des|das) )?(?:(?:year|jahre?s?|month of|monat) )?"
_SO_FAR = "(?:so far |bisher |already |noch |just |first |announced |angekündigt |told )?"


def _ends(match: re.Match[str]) -> tuple[Filter, ...]:
    return Filter(Key.SINCE, match[1]), Filter(Key.UNTIL, match[2])


def _during(match: re.Match[str]) -> tuple[Filter, ...]:
    return (Filter(Key.DURING, match[1]),)


SPANS: tuple[Phrase, ...] = (
    phrase(
        rf"{_SO_FAR}(?:from|between|von|vom|zwischen) {_THE}({_SPAN}) (?:to|until|till|and|bis|bis zum|und)"
        rf" {_THE}({_SPAN})",
        _ends,
    ),
    phrase(
        rf"{_SO_FAR}(?:since|starting(?: in| from)?|seit|ab|from|beginnend) {_THE}({_SPAN})(?: (?:on|onwards?))?",
        lambda match: (Filter(Key.SINCE, match[1]),),
    ),
    phrase(rf"{_SO_FAR}(vor \d+ \w+|vor \w+ (?:tag|woche|monat|jahr)(?:en|n|e)?)", _during),
    phrase(rf"{_SO_FAR}(?:after|nach) {_THE}({_SPAN})", lambda match: (Filter(Key.SINCE, f"after {match[1]}"),)),
    phrase(
        rf"{_SO_FAR}(?:before|prior to|vor) {_THE}({_SPAN})", lambda match: (Filter(Key.UNTIL, f"before {match[1]}"),)
    ),
    phrase(
        rf"{_SO_FAR}(?:until|till|up to|through|bis|bis zum|bis zur|bis ende|bis einschließlich) {_THE}({_SPAN})",
        lambda match: (Filter(Key.UNTIL, match[1]),),
    ),
    phrase(
        rf"{_SO_FAR}(?:in|during|within|over|on|throughout|im|am|während|innerhalb(?: von)?|aus|from) {_THE}({_SPAN})",
        _during,
    ),
    phrase(
        rf"{_SO_FAR}(?:of|for|von|vom|für|of the) {_THE}({UNAMBIGUOUS}|{THE_UNIT})",
        _during,
    ),
    phrase(rf"{_SO_FAR}(?:of )?({UNAMBIGUOUS}|{THE_UNIT})(?:(?: so far|'s|’s)(?!\w))?", _during),
    phrase(
        "lately|recently|in recent (?:weeks|months)|kürzlich|neulich|zuletzt|in (?:der )?letzter zeit|vor kurzem",
        lambda match: (Filter(Key.DURING, "last 3 months"),),
    ),
)
