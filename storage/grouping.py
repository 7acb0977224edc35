"""Which observations make one deal: those filed under one id, as decisions join and part them.

Every observation is filed under a deal's id when it is read. A split gives what one article says an id of its own;
of two ids the latest decision counts that calls them the same or not; ids that are the same, also by way of others,
are one deal under the smallest of them, the oldest. Two that are kept apart are not the same by way of others either:
of what leads from one to the other the older joins hold, and users' before the bot's. All of it follows from the
decisions that are not undone, and from the bot's joins that are: those it does not make again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlite_utils import Database

from storage import sql
from storage.audience import Audience
from storage.decision_rows import decision
from storage.records import Author, Correction, Decision, DecisionKind

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_LINKS = (DecisionKind.SAME, DecisionKind.APART)


@dataclass(frozen=True, slots=True)
class Groups:
    """Ids of deals that decisions link, with all live decisions on them, oldest first."""

    ids: frozenset[str]
    decisions: tuple[Decision, ...]
    roots: Mapping[str, str] = field(default_factory=dict)  # from each id to that of the deal users see
    refused: tuple[Decision, ...] = ()  # joins of the bot's that somebody undid

    @property
    def decided_privately(self) -> bool:
        """Whether somebody decided something about them where not everybody may read it."""
        return any(each.author.user_id and not each.author.is_public for each in self.decisions)

    def known_to(self, audience: Audience, *, joined: bool = True) -> Groups:
        """As those decisions make them that this audience may know; with the bot's own joins, or without."""
        own = (each for each in self.decisions if joined or each.author.user_id)
        known = tuple(each for each in own if may_know(audience, each.author))
        return Groups(self.ids, known, _roots(self.ids, known), self.refused)

    def joined(self, one: str, other: str) -> Groups:
        """As if the bot had found the two deals to be one, before anybody decided anything."""
        join = Decision(f"{one} {other}", DecisionKind.SAME, Author("", None), _EVER, one, other)
        decisions = (join, *self.decisions)
        return Groups(self.ids, decisions, _roots(self.ids, decisions), self.refused)

    def root(self, deal_id: str) -> str:
        return self.roots.get(deal_id, deal_id)

    def home(self, filed_under: str, article_id: str) -> str:
        """The id an article's observation has after splits."""
        splits = {
            each.deal_id: each.id
            for each in self.decisions
            if each.kind is DecisionKind.SPLIT and each.other == article_id
        }
        while filed_under in splits:
            filed_under = splits[filed_under]
        return filed_under

    def kept_apart(self, one: str, other: str) -> bool:
        """Whether somebody decided that the two deals, or one of the ids of each, are not the same."""
        ours, theirs = self.root(one), self.root(other)
        refused = [(each.deal_id, each.other or "") for each in self.refused]
        return any(
            {self.root(first), self.root(second)} == {ours, theirs} and ours != theirs
            for first, second in (*_apart(self.decisions), *refused)
        )

    def corrections(self, deal_id: str) -> tuple[Correction, ...]:
        """Of the deal, newest first."""
        return tuple(
            Correction(each.field or "", each.value, each.author.user_id or "", each.at, each.id)
            for each in reversed(self._on(deal_id, DecisionKind.CORRECTION))
        )

    def is_none(self, deal_id: str, before: datetime | None = None) -> bool:
        """Whether the last word on it is that it is no deal, said before that time if one is given."""
        refused = [each for each in self._on(deal_id, DecisionKind.NO_DEAL) if before is None or each.at < before]
        joined = self._on(deal_id, DecisionKind.SAME)
        return bool(refused) and (not joined or _when(refused[-1]) > _when(joined[-1]))

    def _on(self, deal_id: str, kind: DecisionKind) -> list[Decision]:
        return [each for each in self.decisions if each.kind is kind and self.root(each.deal_id) == self.root(deal_id)]


def may_know(audience: Audience, author: Author) -> bool:
    """Whether the audience may know what that author decided; what the bot itself does is no secret."""
    if audience.conversations is None or author.user_id is None:
        return True
    return (author.is_public and audience.knows_public) or author.channel_id in audience.conversations


def groups(db: Database, team_id: str, deal_ids: Iterable[str]) -> Groups:
    """The groups of these ids, of whatever age: also of such that are not seen any more."""
    ids: set[str] = set()
    decisions: dict[str, Decision] = {}
    fresh = set(deal_ids)
    while fresh:
        ids |= fresh
        found = _touching(db, team_id, sorted(fresh))
        decisions |= {each.id: each for each in found}
        fresh = {named for each in found if not each.undone_at for named in _named(each)} - ids
    in_order = sorted(decisions.values(), key=_when)
    live = tuple(each for each in in_order if not each.undone_at)
    refused = tuple(each for each in in_order if each.undone_at)
    return Groups(frozenset(ids), live, _roots(ids, live), refused)


def _touching(db: Database, team_id: str, deal_ids: Sequence[str]) -> list[Decision]:
    """Those that count, and joins of the bot's that were undone."""
    found = [
        row
        for column in ("deal", "other", "id")
        for row in sql.rows_of(
            db,
            f"SELECT * FROM decisions WHERE {column} IN (:ids) AND team_id = :team_id"  # noqa: S608 ours
            " AND (undone_at IS NULL OR (user_id IS NULL AND kind = :same))",
            deal_ids,
            {"team_id": team_id, "same": DecisionKind.SAME.value},
        )
    ]
    return [decision(row) for row in found]


def _named(of: Decision) -> tuple[str, ...]:
    """The ids of deals that a decision links; those it keeps apart are not linked."""
    if of.kind is DecisionKind.SAME:
        return (of.deal_id, of.other or of.deal_id)
    return (of.deal_id, of.id) if of.kind is DecisionKind.SPLIT else (of.deal_id,)


def _apart(decisions: Iterable[Decision]) -> list[tuple[str, str]]:
    latest = _latest(decisions)
    pairs = [(each.deal_id, each.other or "") for each in latest.values() if each.kind is DecisionKind.APART]
    splits = [(each.deal_id, each.id) for each in decisions if each.kind is DecisionKind.SPLIT]
    return [*pairs, *(pair for pair in splits if frozenset(pair) not in latest)]


def _latest(decisions: Iterable[Decision]) -> dict[frozenset[str], Decision]:
    """Of each pair of ids the last word, from oldest to newest."""
    return {frozenset((each.deal_id, each.other or "")): each for each in decisions if each.kind in _LINKS}


def _roots(ids: Iterable[str], decisions: Sequence[Decision]) -> dict[str, str]:
    roots = {each: each for each in ids}
    latest = _latest(decisions).values()
    apart = [each for each in latest if each.kind is DecisionKind.APART]
    for join in sorted(latest, key=lambda each: (each.author.user_id is None, _when(each))):
        both = _ends(join, roots)
        later = (each for each in apart if _when(each) > _when(join))
        if join.kind is DecisionKind.SAME and not any(_ends(each, roots) == both for each in later):
            roots = {each: min(both) if root in both else root for each, root in roots.items()}
    return roots


def _ends(of: Decision, roots: Mapping[str, str]) -> set[str]:
    return {roots.get(each, each) for each in (of.deal_id, of.other or of.deal_id)}


def _when(of: Decision) -> tuple[str, str]:
    return sql.instant(of.at), of.id
