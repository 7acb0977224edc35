"""What an article says of a deal is filed again for those who hear of it after they know that deal to be dismissed.

Others had read it before. Those had it dismissed with the deal; to these it is news, as any later article would be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlite_utils import Database

from storage import sql
from storage.grouping import Groups, groups
from storage.records import DealFacts

if TYPE_CHECKING:  # a deal's view is made of what counts, so these two modules know each other
    from storage.deal_view import Observed


def dismissed_unheard(found: Iterable[Observed], known: Groups) -> list[DealFacts]:
    """What an article says of deals that are known to be none, however it is filed."""
    return [
        filings[0].told.facts
        for filings in _filings(found)
        if all(known.is_none(known.home(each.filed_under, each.told.source.article_id)) for each in filings)
    ]


def filings_that_count(heard: Iterable[Observed], known: Groups) -> list[Observed]:
    """Of what was filed more than once the first that was not dismissed when the audience heard of it, else the last.

    `heard` are as the audience came to know them; `known` are the decisions it may know. Whoever knows everything
    heard of an article when it was first read.
    """
    return [next((each for each in filings if not _was_none(each, known)), filings[-1]) for filings in _filings(heard)]


def with_other_filings(db: Database, team_id: str, linked: Groups) -> Groups:
    """The groups with those under whose ids articles of theirs were filed at other times."""
    found = sql.rows_of(
        db,
        "SELECT DISTINCT other.filed_under AS id FROM deal_observations AS told"
        " JOIN deal_observations AS other ON other.article_id = told.article_id AND other.seen_at <> told.seen_at"
        " WHERE told.filed_under IN (:ids)",
        sorted(linked.ids),
    )
    others = {row["id"] for row in found} - linked.ids
    return groups(db, team_id, linked.ids | others) if others else linked


def _filings(observed: Iterable[Observed]) -> list[Sequence[Observed]]:
    """Those that are one saying of one article together, oldest first."""
    found: dict[tuple[str, DealFacts], list[Observed]] = defaultdict(list)
    for each in sorted(observed, key=lambda one: one.id):
        found[each.told.source.article_id, each.told.facts].append(each)
    return list(found.values())


def _was_none(observed: Observed, known: Groups) -> bool:
    source = observed.told.source
    return known.is_none(known.home(observed.filed_under, source.article_id), before=source.seen_at)
