"""Filters in a question's text, `min:1bn since:2024 sector:"cold storage"`: found, not yet understood.

Values with blanks stand in quotes, but for amounts: `min:1,5 Mrd. €`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

MAX_VALUE = 100  # characters


class Key(StrEnum):
    SINCE = "since"
    UNTIL = "until"
    DURING = "during"
    MIN = "min"
    MAX = "max"
    STAKE = "stake"
    TYPE = "type"
    STATUS = "status"
    SECTOR = "sector"
    COUNTRY = "country"
    PERSON = "person"
    WITH = "with"
    BUYER = "buyer"
    TARGET = "target"
    SELLER = "seller"
    TEXT = "text"
    SORT = "sort"
    TOP = "top"
    UNKNOWN = "?"  # no filter there is; its value is the whole as typed


@dataclass(frozen=True, slots=True)
class Filter:
    key: Key
    value: str  # as typed

    def written(self) -> str:
        """As it can be typed: `sector:"cold storage"`."""
        if self.key is Key.UNKNOWN:
            return self.value
        value = self.value.replace('"', "")
        return f'{self.key.value}:"{value}"' if re.search(r"\s", value) or not value else f"{self.key.value}:{value}"


_GERMAN = {
    **{"seit": Key.SINCE, "ab": Key.SINCE, "bis": Key.UNTIL, "zeitraum": Key.DURING, "anteil": Key.STAKE},
    **{"typ": Key.TYPE, "art": Key.TYPE, "stand": Key.STATUS, "branche": Key.SECTOR, "land": Key.COUNTRY},
    **{"mit": Key.WITH, "käufer": Key.BUYER, "ziel": Key.TARGET, "verkäufer": Key.SELLER, "sortierung": Key.SORT},
}
KEYS = MappingProxyType({key.value: key for key in Key if key is not Key.UNKNOWN} | _GERMAN)
_ONLY_GERMAN = re.compile(rf"(?<!\S)(?:{'|'.join(_GERMAN)}|person):", re.IGNORECASE)
QUOTED = '"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]'
_SCALE_WORDS = "k|tsd|m|mn|mio|millions?|millionen|bn?|mrd|billions?|milliarden?|tn|trn|trillion|bio|billionen"
_CURRENCY_WORDS = "us\\$|[$€£¥]|usd|eur|gbp|chf|jpy|cny|cad|aud|sek|nok|dkk|pln|inr|dollars?|euros?"
_IN_WORDS = rf"[$€£¥\d.,']+(?:[ ]*(?:{_SCALE_WORDS})\b\.?)?(?:[ ]*(?:{_CURRENCY_WORDS})(?!\w))?(?!\S)"
_FILTER = re.compile(rf"(?<!\S)({'|'.join(KEYS)}):[ ]*(?:{QUOTED}|({_IN_WORDS}|\S*))", re.IGNORECASE)
# `foo:bar`, but neither a link nor a time of day nor a name like "Nota:Bene", and nothing within quotes
_UNKNOWN = re.compile(rf'(?:{QUOTED})|(?<!\S)(?P<whole>[a-zäöüß][a-zäöüß-]{{1,20}}:(?!//)(?:"[^"]*"|[^\s:]\S*))')


def split(text: str) -> tuple[str, tuple[Filter, ...]]:
    """A question without its filters, and those in their order; unknown ones stand last."""
    found = [
        Filter(KEYS[match[1].casefold()], next((each for each in match.groups()[1:] if each), "").strip()[:MAX_VALUE])
        for match in _FILTER.finditer(text)
    ]
    rest = _FILTER.sub(" ", text) if found else text
    unknown = [Filter(Key.UNKNOWN, match["whole"][:MAX_VALUE]) for match in _UNKNOWN.finditer(rest) if match["whole"]]
    if unknown:
        rest = _UNKNOWN.sub(lambda match: " " if match["whole"] else match[0], rest)
    found += unknown
    return (" ".join(rest.split()) if found else text), tuple(found)


def named_in_german(text: str) -> bool:
    """Whether a filter's key is a German word."""
    return any(match[0].casefold() != "person:" for match in _ONLY_GERMAN.finditer(text))


def german_of(key: Key) -> str:
    """A filter's German name, where it has one."""
    return next((german for german, each in _GERMAN.items() if each is key), key.value)
