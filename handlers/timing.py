"""What `/digest` is told, in English or German: `on 08:30 Europe/Berlin weekdays`, in any order, each part optional."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from storage.schedules import EVERY_DAY, WEEKDAYS

MOST_PROBLEMS = 3  # after which the rest is not read: it was not meant for this command


class Verb(StrEnum):
    ON = "on"
    OFF = "off"
    NOW = "now"
    STATUS = "status"
    HELP = "help"
    CHANGE = "change"  # picture, empty or lang alone


class ProblemKind(StrEnum):
    """Why a word was not understood; the value is the name of its sentence."""

    TIME = "no_time"
    ZONE = "no_zone"
    WORD = "no_word"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Problem:
    kind: ProblemKind
    given: str
    nearest: str = ""  # what was perhaps meant


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for; None: not mentioned. `lang` is the language of the words, where they tell."""

    verb: Verb | None = None
    at: time | None = None
    zone: str | None = None
    days: frozenset[int] | None = None
    picture: bool | None = None
    tells_empty: bool | None = None
    digest_lang: str | None = None
    lang: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def sets_time(self) -> bool:
        return not (self.at is None and self.zone is None and self.days is None)


_VERBS: Mapping[str, Mapping[str, Verb]] = {
    "en": {"on": Verb.ON, "start": Verb.ON, "off": Verb.OFF, "stop": Verb.OFF, "now": Verb.NOW, "help": Verb.HELP},
    "de": {"an": Verb.ON, "ein": Verb.ON, "aus": Verb.OFF, "stopp": Verb.OFF, "jetzt": Verb.NOW, "hilfe": Verb.HELP},
    "": {"status": Verb.STATUS, "?": Verb.HELP},
}
_DAYS: Mapping[str, Mapping[str, frozenset[int]]] = {
    "en": {
        **dict.fromkeys(("weekdays", "weekday", "workdays"), WEEKDAYS),
        **dict.fromkeys(("daily", "everyday", "day", "days"), EVERY_DAY),
        **dict.fromkeys(("weekend", "weekends"), frozenset((6, 7))),
    },
    "de": {
        **dict.fromkeys(("werktags", "werktag", "wochentags"), WEEKDAYS),
        **dict.fromkeys(("täglich", "taeglich", "tag"), EVERY_DAY),
        **dict.fromkeys(("wochenende", "wochenends"), frozenset((6, 7))),
    },
}
_DAY_NAMES: Mapping[str, Sequence[str]] = {
    "en": (
        "monday mon",
        "tuesday tue tues",
        "wednesday wed",
        "thursday thu thur thurs",
        "friday",
        "saturday sat",
        "sunday sun",
    ),
    "de": ("montag mo", "dienstag di", "mittwoch mi", "donnerstag do", "freitag", "samstag sa sonnabend", "sonntag so"),
    "": ("", "", "", "", "fr fri", "", ""),
}
_FILLERS: Mapping[str, Sequence[str]] = {
    "en": ("at", "every", "each", "and", "the", "time", "zone", "timezone"),
    "de": ("um", "jeden", "jede", "woche", "und", "zeit", "zeitzone", "am"),
    "": ("in", "uhr", "-"),
}
_SWITCHES = {
    **dict.fromkeys(("picture", "pictures"), ("picture", "en")),
    **dict.fromkeys(("bild", "bilder"), ("picture", "de")),
    "empty": ("empty", "en"),
    **dict.fromkeys(("leer", "leere"), ("empty", "de")),
    **dict.fromkeys(("lang", "language"), ("lang", "en")),
    "sprache": ("lang", "de"),
}
_ON_OFF = {"on": True, "an": True, "ein": True, "off": False, "aus": False}
_LANGUAGES = {
    **dict.fromkeys(("de", "deutsch", "german"), "de"),
    **dict.fromkeys(("en", "englisch", "english"), "en"),
}
_NAMED_TIMES = {"noon": (12, "en"), "mittags": (12, "de"), "midnight": (0, "en"), "mitternacht": (0, "de")}
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{1,2}))?(am|pm|uhr|h)?(\d{2})?")
_FOUR_DIGITS = re.compile(r"\d{4}")
_HALVES_OF_THE_DAY = re.compile(r"\b([ap])\.?m\b\.?", re.IGNORECASE)
_APART = re.compile(r"(?<=\d)\s+(?=(?:am|pm|uhr)\b)|(?<=\duhr)\s+(?=\d\d\b)", re.IGNORECASE)
_RANGE = re.compile(r"(?<=\w)\s*(?:\bbis\b|\bto\b|\bthrough\b|–)\s*(?=\w)", re.IGNORECASE)
_SPACED_RANGE = re.compile(r"(?<=\w)\s+-\s+(?=\w)")
# Names that people use where the database of zones has a place, and German names of its places
_COMMON_ZONES = {
    **dict.fromkeys(("mez", "mesz", "cest", "münchen", "frankfurt", "hamburg", "köln"), "Europe/Berlin"),
    **{"wien": "Europe/Vienna", "zürich": "Europe/Zurich", "genf": "Europe/Zurich", "rom": "Europe/Rome"},
    **{"brüssel": "Europe/Brussels", "mailand": "Europe/Rome", "prag": "Europe/Prague", "warschau": "Europe/Warsaw"},
    **{"kopenhagen": "Europe/Copenhagen", "luxemburg": "Europe/Luxembourg", "tokio": "Asia/Tokyo"},
    **{"singapur": "Asia/Singapore", "hongkong": "Asia/Hong_Kong", "edt": "America/New_York"},
}
_CONTINENTS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
_NEAR_ENOUGH = 70.0  # of 100


def read_order(text: str) -> Order:
    """What the text behind `/digest` asks for; nothing in it asks for the status."""
    words = _words(text)
    if not words:
        return Order(Verb.STATUS)
    order = Order()
    while words and len(order.problems) < MOST_PROBLEMS:
        order, words = _next(order, words)
    if order.verb is None and not order.problems:
        order = replace(order, verb=Verb.ON if order.sets_time else Verb.CHANGE)
    return order


def zone_named(given: str) -> str | None:
    """A time zone by its name or its city, in whatever case."""
    key = given.replace(" ", "_").casefold()
    return _zones().get(key) or _cities().get(key) or _COMMON_ZONES.get(key)


def _words(text: str) -> list[str]:
    text = _HALVES_OF_THE_DAY.sub(r"\1m", text)
    for _ in range(2):  # "8 Uhr 30" takes two steps
        text = _APART.sub("", text)
    text = _SPACED_RANGE.sub("-", _RANGE.sub("-", text))
    return [word for word in re.split(r"[\s,;]+", text) if word]


def _next(order: Order, words: Sequence[str]) -> tuple[Order, list[str]]:
    """The order with the first of the words, or the first few that belong together, and the words that are left."""
    word, rest = words[0], list(words[1:])
    key = word.casefold()
    if key in _SWITCHES:
        return _switched(order, word, rest)
    for lang, verbs in _VERBS.items():
        if key in verbs:
            return _with_verb(order, verbs[key], lang), rest
    if (days := _days(key)) is not None:
        lang, found = days
        return _spoken(replace(order, days=found | (order.days or frozenset())), lang), rest
    if (filler := _language_of(key, _FILLERS)) is not None:
        return _spoken(order, filler), rest
    if (read := _with_time(order, word)) is not None:
        return read, rest
    return _with_zone(order, word, rest)


def _with_verb(order: Order, verb: Verb, lang: str) -> Order:
    """The first one counts: in "on at 8 on weekdays" the second is a filler."""
    return _spoken(replace(order, verb=order.verb or verb), lang)


def _switched(order: Order, word: str, rest: list[str]) -> tuple[Order, list[str]]:
    switch, lang = _SWITCHES[word.casefold()]
    value = rest.pop(0) if rest else ""
    order = _spoken(order, lang)
    if switch == "lang":
        if (digest_lang := _LANGUAGES.get(value.casefold())) is None:
            return _wrong(order, Problem(ProblemKind.WORD, f"{word} {value}".strip(), f"{word} de")), rest
        return replace(order, digest_lang=digest_lang), rest
    if (is_on := _ON_OFF.get(value.casefold())) is None:
        nearest = f"{word} {'an' if lang == 'de' else 'on'}"
        return _wrong(order, Problem(ProblemKind.WORD, f"{word} {value}".strip(), nearest)), rest
    return (replace(order, picture=is_on) if switch == "picture" else replace(order, tells_empty=is_on)), rest


def _days(key: str) -> tuple[str, frozenset[int]] | None:
    for lang, known in _DAYS.items():
        if key in known:
            return lang, known[key]
    first, _, last = key.partition("-")
    start, end = _day_named(first), _day_named(last or first)
    if start is None or end is None:
        return None
    lang, day = start
    count = (end[1] - day) % 7 + 1
    return lang or end[0], frozenset((day - 1 + step) % 7 + 1 for step in range(count))


def _day_named(key: str) -> tuple[str, int] | None:
    """`mon`, `mondays`, `montags`: the language and the ISO weekday."""
    for lang, names in _DAY_NAMES.items():
        for day, known in enumerate(names, 1):
            if key in known.split() or (len(key) > 4 and key.removesuffix("s") in known.split()):
                return lang, day
    return None


def _language_of(key: str, known: Mapping[str, Sequence[str]]) -> str | None:
    return next((lang for lang, words in known.items() if key in words), None)


def _with_time(order: Order, word: str) -> Order | None:
    """None for a word that is no time, not even a wrong one."""
    key = word.casefold()
    if key in _NAMED_TIMES:
        hour, lang = _NAMED_TIMES[key]
        return _spoken(_at(order, word, hour, 0), lang)
    if _FOUR_DIGITS.fullmatch(key):
        return _at(order, word, int(key[:2]), int(key[2:]))
    found = _TIME.fullmatch(key)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or found[4] or 0), found[3] or ""
    if half in ("am", "pm"):
        order = _spoken(order, "en")
        if hour in range(1, 13):
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif hour == 0:
            hour = 24 if half == "pm" else 0
    return _at(_spoken(order, "de" if half == "uhr" else ""), word, hour, minute)


def _at(order: Order, word: str, hour: int, minute: int) -> Order:
    if order.at is not None:
        return _wrong(order, Problem(ProblemKind.TWICE, word))
    if hour < 24 and minute < 60:
        return replace(order, at=time(hour, minute))
    nearest = time(hour % 24 if hour < 48 else 23, min(minute, 59))
    return _wrong(order, Problem(ProblemKind.TIME, word, f"{nearest:%H:%M}"))


def _with_zone(order: Order, word: str, rest: list[str]) -> tuple[Order, list[str]]:
    """A zone of one word or, as `New York`, of two or three; else what it may have been meant for."""
    for count in (2, 1, 0):
        if count <= len(rest) and (zone := zone_named(" ".join((word, *rest[:count])))):
            if order.zone is not None:
                return _wrong(order, Problem(ProblemKind.TWICE, word)), rest[count:]
            return replace(order, zone=zone), rest[count:]
    return _wrong(order, _unknown(word)), rest


def _unknown(word: str) -> Problem:
    if "/" in word:
        return Problem(ProblemKind.ZONE, word, _nearest(word, list(_zones().values())))
    near_word, near_city = _nearest(word, sorted(_known_words())), _nearest(word, sorted(_cities()))
    score = {each: fuzz.ratio(word.casefold(), each.casefold()) for each in (near_word, near_city)}
    if near_city and score[near_city] > score[near_word]:
        return Problem(ProblemKind.ZONE, word, _cities()[near_city])
    return Problem(ProblemKind.WORD, word, near_word)


def _nearest(word: str, known: Sequence[str]) -> str:
    found = process.extractOne(word, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_NEAR_ENOUGH)
    return str(found[0]) if found else ""


def _known_words() -> Iterator[str]:
    for of_lang in (*_VERBS.values(), *_DAYS.values()):
        yield from of_lang
    yield from _SWITCHES


def _wrong(order: Order, problem: Problem) -> Order:
    return replace(order, problems=(*order.problems, problem))


def _spoken(order: Order, lang: str) -> Order:
    """German words stand out among English ones: `on` is typed by Germans, too."""
    return replace(order, lang="de" if "de" in (lang, order.lang) else lang or order.lang)


@cache
def _zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}


@cache
def _cities() -> Mapping[str, str]:
    """The last part of a zone's name; of several places of one name the first by the alphabet."""
    places = [name for name in _zones().values() if name.startswith(tuple(f"{each}/" for each in _CONTINENTS))]
    return {name.rsplit("/", 1)[1].casefold(): name for name in reversed(places)}
