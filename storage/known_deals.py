"""The deals of a workspace as an audience may know them.

Most are told as they are kept. A deal of which an audience may know some articles only is told as those tell it, as
if no other had ever been read. What it may know nothing of is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from storage import sql
from storage.audience import Audience
from storage.deal_view import Merge, deal_id_now, deal_told, facts_without, load_deals, observations
from storage.grouping import groups
from storage.in_full import InFull
from storage.names import company_key
from storage.parting import Part, parts
from storage.publicity import MIXED, PUBLIC, knows
from storage.records import Deal, DealFacts, RelatedDeal, Relation, RelationKind
from storage.relations import candidates


@dataclass(frozen=True, slots=True)
class KnownDeals:
    """For use in the transaction that `db` is in.

    `whole` are the ids of deals that are told as they are kept although not everybody may know them; `parts` are told
    otherwise, by their ids. Where `is_plain`, all deals are told as they are kept.
    """

    db: Database
    audience: Audience
    whole: frozenset[str] = frozenset()
    parts: Mapping[str, Part] = field(default_factory=dict)
    is_plain: bool = False

    def as_kept(self) -> tuple[str, Mapping[str, str]]:
        """SQL that holds for each `deal` that is told as it is kept, and its values."""
        if self.is_plain:
            return "1", {}
        listed = "deal.id IN (SELECT value FROM json_each(:told_whole))"
        whole = {"told_whole": sql.opaque(sorted(self.whole - self.parts.keys()))}
        if not self.audience.knows_public:
            return listed, whole
        otherwise = {"told_team": self.audience.team_id, "told_otherwise": sql.opaque(sorted(self.parts))}
        return f"(NOT {_HIDDEN} AND NOT {_OTHERWISE} OR {listed})", {**whole, **otherwise}

    def load(self, deal_ids: Sequence[str]) -> list[Deal]:
        """The deals of these ids, in their order; those that the audience does not know are left out."""
        if self.is_plain:
            return load_deals(self.db, deal_ids)
        kept = {each.id: each for each in load_deals(self.db, self.told_as_kept(deal_ids))}
        told = {**kept, **{each: self.parts[each].deal for each in deal_ids if each in self.parts}}
        return [_Related(self, told[each]).deal for each in deal_ids if each in told]

    def facts_without(self, deal_id: str, article_ids: Collection[str], merge: Merge) -> DealFacts | None:
        """A deal as it would be without these articles; None where nothing else that may be known tells of it."""
        if (part := self.parts.get(deal_id)) is None:
            return facts_without(self.db, self.audience.team_id, deal_id, list(article_ids), merge)
        told = [each for each in part.observed if each.told.source.article_id not in article_ids]
        in_full = InFull(merge, self.db, self.audience.team_id)
        return deal_told(deal_id, told, part.deal.corrections, in_full).facts if told else None

    def part(self, deal: Deal) -> Part:
        """A deal that is known, with what its articles say, however it is told."""
        observed = tuple(observations(self.db, "observation.deal_id", [deal.id]))
        as_kept = Part(deal, observed, frozenset((deal.id,)), deal.id)
        return self.parts.get(deal.id, as_kept)

    def every(self, deal_ids: Sequence[str]) -> list[Deal]:
        """Those of these ids that are told as they are kept, and all the others; how they stand to each other is left
        open.
        """
        kept = load_deals(self.db, deal_ids if self.is_plain else self.told_as_kept(deal_ids))
        return [*kept, *(each.deal for each in self.parts.values())]

    def told_as_kept(self, deal_ids: Sequence[str]) -> list[str]:
        """Those of the ids that are of deals which the audience is told as they are kept."""
        condition, values = self.as_kept()
        found = sql.rows(
            self.db,
            f"SELECT deal.id FROM json_each(:ids) AS list JOIN deals AS deal ON deal.id = list.value WHERE {condition}",  # noqa: S608 ours
            {**values, "ids": sql.opaque([each for each in deal_ids if each not in self.parts])},
        )
        return [row["id"] for row in found]


def known_deals(db: Database, audience: Audience) -> KnownDeals:
    """All that it may know."""
    if audience.knows_all or (audience.knows_public and not _has_private(db, audience.team_id)):
        return KnownDeals(db, audience, is_plain=True)
    reached = _reached(db, audience)
    hiding = _hiding(db, audience, reached)
    told = parts(db, audience, hiding | _dismissed(db, audience.team_id))
    return KnownDeals(db, audience, frozenset(reached - hiding), {each.deal.id: each for each in told})


def known_of(db: Database, audience: Audience, deal_ids: Iterable[str]) -> KnownDeals:
    """What it may know of these deals, by the ids that they are kept under, and of those that others dismissed."""
    if audience.knows_all:
        return KnownDeals(db, audience, is_plain=True)
    ids = set(deal_ids)
    hiding = _hiding(db, audience, ids)
    told = parts(db, audience, hiding | _dismissed(db, audience.team_id))
    return KnownDeals(db, audience, frozenset(ids - hiding), {each.deal.id: each for each in told})


def deal_known(db: Database, audience: Audience, deal_id: str) -> Deal | None:
    """By an id of whatever age."""
    known = known_deals(db, audience)
    now = deal_id_now(db, audience.team_id, deal_id)
    parts = known.parts.values()
    told = [part.deal.id for each in (deal_id, now) for part in parts if each in part.ids]
    told += [part.deal.id for part in parts if part.kept_as == now]
    return next(iter(known.load(told[:1] or ([now] if now else []))), None)


_OTHERWISE = "deal.id IN (SELECT value FROM json_each(:told_otherwise))"
_HIDDEN = f"""EXISTS (
    SELECT 1 FROM deals AS hidden INDEXED BY deals_not_public
    WHERE hidden.team_id = :told_team AND hidden.id = deal.id AND hidden.reach < {PUBLIC}
)"""  # noqa: S608 ours
_PRIVATE = f"SELECT id FROM deals INDEXED BY deals_not_public WHERE team_id = :team_id AND reach < {PUBLIC}"  # noqa: S608 ours
_MIXED = f"{_PRIVATE} AND reach = {MIXED}"
_DISMISSED = "SELECT DISTINCT filed_under AS id FROM deal_observations WHERE deal_id IS NULL AND team_id = :team_id"
_SHARED = """
    SELECT DISTINCT deals.id FROM shares AS share JOIN deal_observations AS told ON told.article_id = share.article_id
    JOIN deals ON deals.id = told.deal_id
    WHERE share.team_id = :team_id AND share.channel_id IN (SELECT value FROM json_each(:conversations))
"""
_NOT_PUBLIC = f" AND share.is_public = 0 AND deals.reach < {PUBLIC}"
# What was filed again is told otherwise to some. Of a deal, and of an attempt that it follows or that follows it:
# that there are two is told by both
_HIDING = """
    SELECT told.deal_id AS id FROM deal_observations AS told JOIN articles AS article ON article.id = told.article_id
    WHERE told.deal_id IN (SELECT value FROM json_each(:ids)) AND NOT {since_read}
    UNION SELECT told.deal_id FROM deal_observations AS told JOIN articles AS article ON article.id = told.article_id
    WHERE told.deal_id IN (SELECT value FROM json_each(:ids)) AND told.seen_at <> article.seen_at
    UNION SELECT id FROM deals WHERE id IN (SELECT value FROM json_each(:ids)) AND decided_privately
    UNION SELECT pair.deal_id FROM deal_relations AS pair
    JOIN deal_observations AS told ON told.deal_id = pair.other_deal_id
    JOIN articles AS article ON article.id = told.article_id
    WHERE pair.deal_id IN (SELECT value FROM json_each(:ids)) AND pair.kind = 'supersedes' AND NOT {since_read}
    UNION SELECT pair.other_deal_id FROM deal_relations AS pair
    JOIN deal_observations AS told ON told.deal_id = pair.deal_id
    JOIN articles AS article ON article.id = told.article_id
    WHERE pair.other_deal_id IN (SELECT value FROM json_each(:ids)) AND pair.kind = 'supersedes' AND NOT {since_read}
"""


def _has_private(db: Database, team_id: str) -> bool:
    """Whether anything is kept that not everybody may know, or that somebody decided to be no deal."""
    of = {"team_id": team_id}
    return bool(sql.first(db, f"{_PRIVATE} LIMIT 1", of) or sql.first(db, f"{_DISMISSED} LIMIT 1", of))


def _dismissed(db: Database, team_id: str) -> set[str]:
    """What somebody decided to be no deal; perhaps not for everybody to know."""
    return {row["id"] for row in sql.rows(db, _DISMISSED, {"team_id": team_id})}


def _reached(db: Database, audience: Audience) -> set[str]:
    """Deals that not everybody may know, and of which it may know something."""
    values = {"team_id": audience.team_id, "conversations": sql.opaque(sorted(audience.conversations or ()))}
    shared = _SHARED + _NOT_PUBLIC if audience.knows_public else _SHARED
    found = sql.rows(db, shared, values)
    if audience.knows_public:
        found += sql.rows(db, _MIXED, values)
    return {row["id"] for row in found}


def _hiding(db: Database, audience: Audience, deal_ids: Collection[str]) -> set[str]:
    """Those of these deals that are kept as the audience may not know them, or does since later."""
    known = knows(audience)
    values = {**known.values, "ids": sql.opaque(sorted(deal_ids))}
    return {row["id"] for row in sql.rows(db, _HIDING.format(since_read=known.since_read), values)}


@dataclass(frozen=True, slots=True)
class _Related:
    """How a deal stands to others as the audience knows them."""

    known: KnownDeals
    told: Deal

    @property
    def deal(self) -> Deal:
        others = [each.deal for each in self.known.parts.values() if self._near(each.deal)]
        related: list[RelatedDeal] = []
        if self.told.id in self.known.parts:
            near = candidates(self.known.db, self.told.team_id, self.told.facts)
            others += load_deals(self.known.db, self.known.told_as_kept(near))
        else:
            told = set(self.known.told_as_kept([each.relation.other_id for each in self.told.related]))
            related += [each for each in self.told.related if each.relation.other_id in told]
        related += [found for other in others if (found := self._to(other))]
        return replace(self.told, related=tuple(sorted(related, key=_order)))

    def _near(self, other: Deal) -> bool:
        return other.id != self.told.id and _share_a_party(self.told.facts, other.facts)

    def _to(self, other: Deal) -> RelatedDeal | None:
        audience = self.known.audience
        assert audience.merge is not None
        found = InFull(audience.merge, self.known.db, audience.team_id).relation(self.told, other)
        if found is None or found.kind is RelationKind.SAME:
            return None
        linked = groups(self.known.db, audience.team_id, [self.told.id, other.id]).known_to(audience)
        one_article = {each.article_id for each in self.told.sources} & {each.article_id for each in other.sources}
        if linked.kept_apart(self.told.id, other.id) or (one_article and found.kind is not RelationKind.SUPERSEDES):
            return None
        ours = found.deal_id == self.told.id
        kind = RelationKind.SUPERSEDED if found.kind is RelationKind.SUPERSEDES and not ours else found.kind
        facts = replace(other.facts, evidence=())  # as they are kept
        return RelatedDeal(Relation(kind, self.told.id, other.id, found.reasons), facts)


def _order(of: RelatedDeal) -> tuple[bool, bool, str]:
    """As `load_deals` has them: first those that this deal's own relations name first."""
    relation = of.relation
    is_second = relation.kind is RelationKind.SUPERSEDED or (
        relation.kind is RelationKind.MAYBE_SAME and relation.deal_id > relation.other_id
    )
    return is_second, relation.kind is RelationKind.MAYBE_SAME, relation.other_id


def _share_a_party(one: DealFacts, other: DealFacts) -> bool:
    """By name, or by a short form of it."""
    ours, theirs = _keys(one), _keys(other)
    return any(mine.startswith(its) or its.startswith(mine) for mine in ours for its in theirs)


def _keys(facts: DealFacts) -> list[str]:
    """Each ends with a blank, so that only whole words are its beginning."""
    return [f"{company_key(name)} " for name in (*facts.acquirers, *facts.targets, *facts.sellers)]
