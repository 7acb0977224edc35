"""Phrases about what a target does and where it sits: `in robotics`, `im Energiesektor`, `German`, `aus Frankreich`."""

from __future__ import annotations

import re

from handlers.filters import Filter, Key
from handlers.queries.marks import CUT, KIND, Phrase, phrase
from storage.places import known_places
from storage.sectors import known_sectors

_ARTICLE = "(?:(?:the|der|die|das|den|dem|des) )?"
_PLACE = "|".join(sorted(map(re.escape, known_places()), key=len, reverse=True))
_SECTOR = "|".join(sorted(map(re.escape, known_sectors()), key=len, reverse=True))
_TRADE = "sector|industry|space|business|market|field|area|sektor|branche|industrie|bereich|markt|segment"
TARGETS = (
    "(?:compan(?:y|ies)|firms?|start-?ups?|business(?:es)?|targets?|makers?|providers?|players?|groups?"
    "|unternehmen|firmen|firma|anbieter[ns]?|hersteller[ns]?|konzernen?|gesellschaften)"
)
# Adjectives stand at the start, behind something understood or one of these, not within a name: "Scale AI deals"
FILLERS = (
    "(?:which|what|whose|how many|all|every|any|the|are there|is there|show me|show us|list|give me|find|of|with|by"
    "|new|other"
    "|many|more|some|welche[rsnm]?|was für|wie ?viele|alle|die|der|das|den|des|dem|zeige?|zeig mir|gibt es|mit|von"
    "|neuen?|"
    "neuer|andere|viele|mehr|einige|and|und|in)"
)
_START = rf"(?:^|(?<=[{CUT}-\ue005])|(?<=[{CUT}-\ue005] )|(?:{FILLERS} )+)"
_BEFORE_NOUN = rf"(?=[ -]?(?:{KIND}|{CUT}|{TARGETS}))"
_WITHIN = rf"(?:in|within|across|from|im|aus|rund um|around|for|für) {_ARTICLE}"


def _sector(match: re.Match[str]) -> tuple[Filter, ...]:
    return (Filter(Key.SECTOR, match[1].strip("- ")),)


def _country(match: re.Match[str]) -> tuple[Filter, ...]:
    return (Filter(Key.COUNTRY, match[1]),)


KNOWN: tuple[Phrase, ...] = (
    phrase(rf"(?:based |headquartered |located )?(?:in|from|within|across|aus|im) {_ARTICLE}({_PLACE})", _country),
    phrase(rf"({_PLACE})[- ](?:based|headquartered)|in ({_PLACE}) ansässige[rnsm]?", _country),
    phrase(rf"{_WITHIN}({_SECTOR})(?:[- ]?(?:{_TRADE}))?", _sector),
    phrase(rf"{_WITHIN}({_SECTOR}|[^\W\d_][\w-]{{2,}}?)s?(?:[- ](?:{_TRADE})|-?(?:{_TRADE}))", _sector),
    phrase(rf"{_WITHIN}([^\W\d_][\w-]*(?: [^\W\d_][\w-]*)?) (?:{_TRADE})", _sector),
    phrase(rf"{_START}({_SECTOR})(?: sector| industry)?{_BEFORE_NOUN}", _sector),
    phrase(rf"{_START}({_PLACE})(?:e[rnsm]?)?{_BEFORE_NOUN}", _country),
    phrase(rf"{_START}({_SECTOR})(?: sector| industry)?{_BEFORE_NOUN}", _sector),
)
# What is left behind "in" names a sector that is not known, in small letters or with an article; else it may be part
# of a company's name ("Research In Motion")
_MORE = r"[\w&-]*(?: (?!(?:by|of|with|from|von|mit|bei|durch)\b)[\w&-]+){0,3}"
UNKNOWN: tuple[Phrase, ...] = (
    Phrase(re.compile(rf"(?<!\w)(?:in|im)(?: (?:the|der|die|das|den|dem))? ([a-zäöü]{_MORE})(?!\w)"), _sector),
    Phrase(re.compile(rf"(?<!\w)(?:in (?:the|der|den|dem)|im) ([^\W\d_]{_MORE})(?!\w)"), _sector),
    Phrase(re.compile(rf"(?<={KIND} )in ([^\W\d_]{_MORE})(?!\w)"), _sector),
)
