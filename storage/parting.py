"""Deals as an audience knows them that may know some of their articles only.

Made anew from those articles and from the decisions it may know: which of them tell of one deal, and what that is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from sqlite_utils import Database

from storage import sql
from storage.audience import Audience
from storage.deal_view import Observed, deal_told, observations
from storage.grouping import Groups, groups
from storage.in_full import InFull
from storage.publicity import heard
from storage.records import Deal, RelationKind
from storage.refiling import filings_that_count, with_other_filings


@dataclass(frozen=True, slots=True)
class Part:
    """A deal as some of its articles tell it; how it stands to others is left open."""

    deal: Deal
    observed: tuple[Observed, ...]
    ids: frozenset[str]  # under which its observations are filed, and that decisions call the same
    kept_as: str  # the id of the deal that whoever may know everything is told instead

    @property
    def sentences(self) -> Iterator[str]:
        for each in self.observed:
            yield from (evidence.sentence for evidence in each.kept)


def parts(db: Database, audience: Audience, deal_ids: Collection[str]) -> list[Part]:
    """What the audience may know of the deals of these ids: some may be several then, others none.

    With them come those that are another attempt at one of them.
    """
    if not deal_ids:
        return []
    if audience.merge is None:
        raise ValueError("whoever may not know everything is told what merging makes of the rest")
    attempts = _attempts(db, deal_ids)
    beside = {*deal_ids, *(each for pair in attempts for each in pair)}
    every = with_other_filings(db, audience.team_id, groups(db, audience.team_id, beside))
    together = _Together(every, attempts)
    visible = _visible(db, audience, every)
    known = _joined(db, audience, every.known_to(audience, joined=False), together, visible)
    asked = {together.of(each) for each in map(every.root, deal_ids)}
    in_full = InFull(audience.merge, db, audience.team_id)
    return [
        Part(
            _told(root, observed, known, in_full),
            tuple(observed),
            _ids(root, known),
            every.root(every.home(observed[0].filed_under, observed[0].told.source.article_id)),
        )
        for root, observed in _clusters(known, visible).items()
        if not known.is_none(root) and together.of_observed(observed[0]) in asked
    ]


@dataclass(frozen=True, slots=True)
class _Together:
    """Which observations are looked at together: those of one deal as it is kept, and of attempts that follow it."""

    every: Groups
    attempts: Sequence[tuple[str, str]]

    def of(self, root: str) -> str:
        for one, other in self.attempts:
            if root == max(one, other):
                return min(one, other)
        return root

    def of_observed(self, observed: Observed) -> str:
        return self.of(self.every.root(self.every.home(observed.filed_under, observed.told.source.article_id)))


def _attempts(db: Database, deal_ids: Iterable[str]) -> list[tuple[str, str]]:
    found = sql.rows(
        db,
        "SELECT deal_id, other_deal_id FROM deal_relations WHERE kind = 'supersedes'"
        " AND deal_id IN (SELECT value FROM json_each(:ids))"
        " UNION SELECT deal_id, other_deal_id FROM deal_relations WHERE kind = 'supersedes'"
        " AND other_deal_id IN (SELECT value FROM json_each(:ids))",
        {"ids": sql.opaque(sorted(deal_ids))},
    )
    return [(row["deal_id"], row["other_deal_id"]) for row in found]


def _visible(db: Database, audience: Audience, every: Groups) -> list[Observed]:
    """As the audience came to know them, oldest first; what was filed again, as it concerns them."""
    found = observations(db, "observation.filed_under", sorted(every.ids))
    known = heard(db, audience, sorted({each.told.source.article_id for each in found}))
    visible = [
        replace(each, told=replace(each.told, source=known[each.told.source.article_id].source(each.told.source)))
        for each in found
        if each.told.source.article_id in known
    ]
    filed = filings_that_count(visible, every.known_to(audience))
    return sorted(filed, key=lambda each: (each.told.source.seen_at, each.id))


def _clusters(known: Groups, visible: Iterable[Observed]) -> dict[str, list[Observed]]:
    found: dict[str, list[Observed]] = defaultdict(list)
    for each in visible:
        found[known.root(known.home(each.filed_under, each.told.source.article_id))].append(each)
    return found


def _joined(
    db: Database, audience: Audience, known: Groups, together: _Together, visible: Sequence[Observed]
) -> Groups:
    """With the joins that the bot would make of what the audience knows, of those it made."""
    assert audience.merge is not None
    in_full = InFull(audience.merge, db, audience.team_id)
    while pair := next(_one_deal(known, together, _clusters(known, visible), in_full), None):
        known = known.joined(*pair)
    return known


def _one_deal(
    known: Groups, together: _Together, clusters: dict[str, list[Observed]], in_full: InFull
) -> Iterator[tuple[str, str]]:
    beside: dict[str, list[str]] = defaultdict(list)
    for root, observed in clusters.items():
        beside[together.of_observed(observed[0])].append(root)
    for roots in beside.values():
        for one, other in combinations(sorted(roots), 2):
            if known.kept_apart(one, other) or not _articles(clusters[one]).isdisjoint(_articles(clusters[other])):
                continue
            told = [_told(root, clusters[root], known, in_full) for root in (one, other)]
            both_known = max(each.first_seen for each in told)
            if any(known.is_none(root, before=both_known) for root in (one, other)):
                continue  # what is dismissed is not compared with what comes later
            relation = in_full.relation(*told)
            if relation and relation.kind is RelationKind.SAME:
                yield one, other


def _told(root: str, observed: Sequence[Observed], known: Groups, in_full: InFull) -> Deal:
    return deal_told(root, observed, known.corrections(root), in_full)


def _articles(observed: Iterable[Observed]) -> set[str]:
    return {each.told.source.article_id for each in observed}


def _ids(root: str, known: Groups) -> frozenset[str]:
    return frozenset(each for each in known.ids if known.root(each) == root)
