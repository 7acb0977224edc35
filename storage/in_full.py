"""Deals are compared with every company under its full name, and shown with the names that their articles use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlite_utils import Database

from storage.known_names import full_name
from storage.names import company_key
from storage.records import (
    Claim,
    Correction,
    Deal,
    DealFacts,
    DealObservation,
    DealView,
    Named,
    Relation,
)

if TYPE_CHECKING:  # deals are loaded by their companies, so these two modules know each other
    from storage.deal_view import Merge

_PARTIES = ("acquirers", "targets", "sellers")
_Rename = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class InFull:
    """`merge` with the aliases of one workspace; for use in the transaction that `db` is in."""

    merge: Merge
    db: Database
    team_id: str
    known: dict[str, str] = field(default_factory=dict)  # full names looked up so far

    def same_deal(self, new: DealFacts, published: date | None, known: Sequence[Deal]) -> Deal | None:
        to_full = _by(self._full_names([new, *(deal.facts for deal in known)]))
        renamed = [_deal(deal, to_full) for deal in known]
        same = self.merge.same_deal(_facts(new, to_full), published, renamed)
        return next((deal for deal in known if same and deal.id == same.id), None)

    def view(self, observations: Sequence[DealObservation], corrections: Sequence[Correction]) -> DealView:
        full = self._full_names([each.facts for each in observations])
        if not full:
            return self.merge.view(observations, corrections)
        seen = self.merge.view([_told(each, _by(full)) for each in observations], corrections)
        return _view(seen, _by(_spelt(observations, full)), {each.field for each in corrections})

    def relation(self, deal: Deal, other: Deal) -> Relation | None:
        to_full = _by(self._full_names([deal.facts, other.facts]))
        return self.merge.relation(_deal(deal, to_full), _deal(other, to_full))

    def new_attempt(self, observations: Sequence[DealObservation]) -> Sequence[int]:
        to_full = _by(self._full_names([each.facts for each in observations]))
        return self.merge.new_attempt([_told(each, to_full) for each in observations])

    def _full_names(self, told: Iterable[DealFacts]) -> dict[str, str]:
        """Of the parties' names those that stand for another one, with that."""
        names = {name for facts in told for name in _names(facts)}
        for name in names - self.known.keys():
            self.known[name] = full_name(self.db, self.team_id, Named.COMPANY, name)
        return {name: self.known[name] for name in names if company_key(name) != company_key(self.known[name])}


def _spelt(observations: Sequence[DealObservation], full: Mapping[str, str]) -> dict[str, str]:
    """Of the full names those that no article uses, with the one that most articles have instead."""
    used = [name for each in observations for name in _names(each.facts)]
    own = {company_key(name) for name in used if name not in full}
    by_use = sorted(set(used), key=lambda name: (used.count(name), name))  # the most used one last, so that it stays
    return {full[name]: name for name in by_use if name in full and company_key(full[name]) not in own}


def _by(names: Mapping[str, str]) -> _Rename:
    return lambda name: names.get(name, name)


def _names(facts: DealFacts) -> tuple[str, ...]:
    return (*facts.acquirers, *facts.targets, *facts.sellers)


def _renamed(names: Iterable[str], rename: _Rename) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(rename, names)))


def _facts(facts: DealFacts, rename: _Rename, but: Collection[str] = ()) -> DealFacts:
    acquirers, targets, sellers = (
        getattr(facts, role) if role in but else _renamed(getattr(facts, role), rename) for role in _PARTIES
    )
    return replace(facts, acquirers=acquirers, targets=targets, sellers=sellers)


def _told(observation: DealObservation, rename: _Rename) -> DealObservation:
    return replace(observation, facts=_facts(observation.facts, rename))


def _deal(deal: Deal, rename: _Rename) -> Deal:
    return replace(deal, facts=_facts(deal.facts, rename))


def _view(view: DealView, rename: _Rename, corrected: Collection[str]) -> DealView:
    """What articles say with their names; what a user says stays as it was said."""
    conflicts = tuple(
        replace(each, claims=tuple(claim if claim.correction else _claim(claim, rename) for claim in each.claims))
        if each.field in _PARTIES
        else each
        for each in view.conflicts
    )
    return replace(view, facts=_facts(view.facts, rename, corrected), conflicts=conflicts)


def _claim(claim: Claim, rename: _Rename) -> Claim:
    assert isinstance(claim.value, tuple), "parties are several names"
    return replace(claim, value=_renamed((str(name) for name in claim.value), rename))
