"""Whom a typed name means: as it is known, as two names side by side, or as the one it was nearly spelt like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from handlers.queries import About, Query
from handlers.telling.asked import Asked
from storage import search
from storage.names import company_key

NEAREST = 5
# Of 1,026 single slips in 194 companies' names, 94 % have the right name alone at or above this likeness, 2 a wrong
# one. Of the 194 names themselves, each unknown, 6 are taken for another; 2 of these are shorter than required below
SURE = 80.0  # of 100
MIN_LETTERS = 5  # of a name that is corrected unasked; shorter ones are like too many
MOST_TOGETHER = 6  # names side by side
MAX_WORDS = 8  # of a text that is taken apart into two names

_BETWEEN = re.compile(r"\s+(?:vs\.?|versus|gegen|and|und)\s+|\s*[/,;&+]\s*|\s+x\s+", re.IGNORECASE)


async def is_company(asked: Asked, name: str) -> bool:
    """Whether deals with a company of that name, full or short, are known here."""
    return bool(await search.deals_of_company(asked.store, asked.audience, name, 1))


async def as_one_name(asked: Asked) -> Asked:
    """The same, or a company whose name looks like a question: "Fusion Fuel"."""
    query = asked.query
    if not (query.as_one_name and await is_company(asked, query.asked)):
        return asked
    plain = Query(About.DEALS, query.asked, lang=query.lang, asked=query.asked, asking=query.asking)
    return replace(asked, query=replace(plain, offset=query.offset))


async def apart(asked: Asked) -> list[tuple[str, ...]]:
    """The names that stand side by side in the one asked about; without a mark between them only known companies."""
    if each := parts(asked.query.name):
        return [each]
    return [pair for pair in splits(asked.query.name) if await _are_companies(asked, pair)]


async def _are_companies(asked: Asked, pair: tuple[str, str]) -> bool:
    return await is_company(asked, pair[0]) and await is_company(asked, pair[1])


def parts(text: str) -> tuple[str, ...]:
    """`meta vs google`, `Google, Wiz`: names parted by a word or a mark; none where there is only one."""
    each = tuple(filter(None, (part.strip() for part in _BETWEEN.split(text))))
    return each if 1 < len(each) <= MOST_TOGETHER else ()


def splits(text: str) -> Iterator[tuple[str, str]]:
    """`meta scale ai`: every two names that such a text may be."""
    words = text.split()
    if len(words) <= MAX_WORDS:
        for end in range(1, len(words)):
            yield " ".join(words[:end]), " ".join(words[end:])


async def near(asked: Asked) -> list[tuple[str, float]]:
    """Known names like the one asked about, the likeliest first, each with its likeness of 100."""
    store, audience, query = asked.store, asked.audience, asked.query
    companies = await search.nearest_companies(store, audience, query.name, NEAREST)
    persons = (
        [] if query.about is About.COLLEAGUES else await search.nearest_people(store, audience, query.name, NEAREST)
    )
    both = [*persons, *companies] if query.about is About.PERSON else [*companies, *persons]
    scored = [(each, likeness(query.name, each)) for each in dict.fromkeys(both)]
    return sorted(scored, key=lambda each: -each[1])[:NEAREST]


def likeness(name: str, known: str) -> float:
    """How much two names are alike, of 100: as wholes, without blanks, or as one of the known name's words."""
    one, other = company_key(name), company_key(known)
    scores = [fuzz.ratio(one, other), fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))]
    return max([*scores, *(fuzz.ratio(one, word) for word in other.split())])


def sure(name: str, candidates: Sequence[tuple[str, float]]) -> str | None:
    """The one that is meant, where it can be told."""
    certain = [known for known, score in candidates if score >= SURE]
    if len(certain) != 1 or sum(map(str.isalnum, name)) < MIN_LETTERS:
        return None
    return certain[0]
