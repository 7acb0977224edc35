"""Words looked up in titles, sentences and what targets do and where, through FTS5.

What a user types never is FTS5 syntax: it is cut into words of letters and digits, and each stands in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import normalize

from sqlite_utils import Database

from storage import sql
from storage.places import names_of_place
from storage.sectors import BEGINS, words_of_sector

FEW_PASSAGES = 2_000  # up to here, a word's deals are listed at once; beyond, each deal is asked for the word
MAX_WORDS = 12  # of a query that are looked up
COLUMNS = ("title", "sentence", "business", "location")
_OF_DEALS = frozenset(("business", "location"))
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_BEGINNING = 4  # letters from which on a sector's word also is the beginning of another: "robot" finds robotics


@dataclass(frozen=True, slots=True)
class Term:
    """Phrases, one of which must stand in some passage of a deal, in one of the columns."""

    phrases: tuple[str, ...]  # words of letters and digits, parted by single spaces
    columns: tuple[str, ...] = COLUMNS
    stems: tuple[str, ...] = ()  # phrases whose last word may go on

    @property
    def match(self) -> str:
        """The FTS5 expression."""
        each = (*map(_quoted, self.phrases), *(f"{_quoted(stem)} *" for stem in self.stems))
        return f"{{{' '.join(self.columns)}}} : ({' OR '.join(each)})"

    @property
    def pattern(self) -> str:
        """The same as a regular expression for `mentions`."""
        ends = ((self.phrases, r"(?![^\W_])"), (self.stems, ""))
        each = (r"[\W_]+".join(folded(one).split(" ")) + end for phrases, end in ends for one in phrases)
        return rf"(?<![^\W_])(?:{'|'.join(each)})"

    @property
    def is_of_deals(self) -> bool:
        """Whether it stands in what is kept of deals alone, not in articles; that is looked up soonest."""
        return _OF_DEALS.issuperset(self.columns)

    def deals(self, db: Database) -> frozenset[str] | None:
        """The ids of the deals, of every workspace, that have it; None where that takes long."""
        # the words as they are first: FTS5 collects all passages of a word's beginning before it gives the first
        for match in (replace(self, phrases=(*self.phrases, *self.stems), stems=()).match, self.match):
            hits = "SELECT 1 FROM passages_fts WHERE passages_fts MATCH :match LIMIT :limit"
            if len(sql.rows(db, hits, {"match": match, "limit": FEW_PASSAGES + 1})) > FEW_PASSAGES:
                return None
        return frozenset(row[0] for row in sql.stream(db, _DEALS_WITH, {"match": self.match}))

    def condition(self, name: str) -> tuple[str, Mapping[str, str]]:
        """SQL that holds where the deal of `deal.id` has it, and its value under `name`.

        Not by FTS5: one lookup in it takes as long as reading the few passages of a hundred deals.
        """
        text = ", ".join(f"passage.{column}" for column in self.columns)
        has = _DEAL_HAS if self.is_of_deals else _DEAL_OR_ARTICLE_HAS
        return has.format(has=f"mentions(:{name}, {text})"), {name: self.pattern}


def mentions(pattern: str, *texts: str | None) -> bool:
    """Whether a text holds what a `Term` looks for; connections offer it to SQL."""
    search = _compiled(pattern).search
    return any(search(folded(text)) for text in texts if text)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def folded(text: str) -> str:
    """Without case and accents, as the full-text index has its words."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", normalize("NFD", text.casefold()))


def terms_of_text(text: str) -> list[Term]:
    """Each word in a passage of any kind; a text without words is one that nothing has."""
    return [Term((word,)) for word in _words(text)]


def terms_of_sector(text: str) -> list[Term]:
    """A known sector by what either language calls it; else each word, or a longer one that begins with it.

    In what the target does, a sentence or a title.
    """
    columns = ("business", "sentence", "title")
    if known := words_of_sector(text):
        phrases = tuple(" ".join(_WORD.findall(word)) for word in known if not word.endswith(BEGINS))
        return [Term(phrases, columns, tuple(word.rstrip(BEGINS) for word in known if word.endswith(BEGINS)))]
    words = _words(text)
    return [Term((), columns, (word,)) if len(word) >= _BEGINNING else Term((word,), columns) for word in words]


def terms_of_country(text: str) -> list[Term]:
    """One of the country's names as where the target sits."""
    names = tuple(" ".join(_WORD.findall(sql.storable(name))) for name in names_of_place(text))
    return [Term(names, ("location",))] if text.strip() else []


def _words(text: str) -> list[str]:
    words = list(dict.fromkeys(_WORD.findall(sql.storable(text))))[:MAX_WORDS]
    return words or ([""] if text.strip() else [])


def _quoted(words: str) -> str:
    """A phrase; an empty one matches nothing."""
    return f'"{words}"'


_PLACE = "evidence.start_offset = passage.start_offset AND evidence.end_offset = passage.end_offset"
_DEALS_WITH = f"""
    WITH hit AS MATERIALIZED (
        SELECT passage.* FROM passages_fts CROSS JOIN passages AS passage ON passage.id = passages_fts.rowid
        WHERE passages_fts MATCH :match
    )
    SELECT deal_id FROM hit WHERE deal_id IS NOT NULL
    UNION SELECT told.deal_id FROM hit AS passage CROSS JOIN evidence ON evidence.article_id = passage.article_id
        AND {_PLACE} CROSS JOIN deal_observations AS told ON told.id = evidence.deal_observation_id
        WHERE passage.start_offset >= 0 AND told.deal_id IS NOT NULL
    UNION SELECT told.deal_id FROM hit AS passage CROSS JOIN deal_observations AS told
        ON told.article_id = passage.article_id WHERE passage.start_offset = -1 AND told.deal_id IS NOT NULL
"""  # noqa: S608 ours
_DEAL_HAS = "EXISTS (SELECT 1 FROM passages AS passage WHERE passage.deal_id = deal.id AND {has})"
_DEAL_OR_ARTICLE_HAS = f"""(
    {_DEAL_HAS} OR EXISTS (
        SELECT 1 FROM deal_observations AS told CROSS JOIN passages AS passage ON passage.article_id = told.article_id
        WHERE told.deal_id = deal.id AND {{has}} AND (passage.start_offset = -1 OR EXISTS (
            SELECT 1 FROM evidence WHERE evidence.deal_observation_id = told.id AND {_PLACE}
        ))
    )
)"""  # noqa: S608 ours


def common(found: Iterable[frozenset[str]]) -> frozenset[str] | None:
    """What is in all of them; None of none."""
    sets = list(found)
    return frozenset.intersection(*sets) if sets else None
