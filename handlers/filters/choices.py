"""Values of which only some are possible: kinds of deal, statuses and orders by their names, shares in per cent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from handlers.filters.amounts import NotUnderstood
from storage.query import Sort
from storage.records import DealStatus, DealType

Named = TypeVar("Named")

_STAKE_TYPES = (DealType.MAJORITY_STAKE, DealType.MINORITY_STAKE)
TYPES: Mapping[str, tuple[DealType, ...]] = MappingProxyType(
    {each.value: (each,) for each in DealType}
    | {
        name.casefold(): (kind,)
        for kind, names in {
            DealType.ACQUISITION: "takeover übernahme purchase buyout kauf zukauf",
            DealType.MERGER: "fusion zusammenschluss",
            DealType.JOINT_VENTURE: "jv gemeinschaftsunternehmen",
            DealType.FUNDING_ROUND: "funding round finanzierungsrunde finanzierung runde",
            DealType.MAJORITY_STAKE: "majority mehrheit mehrheitsbeteiligung",
            DealType.MINORITY_STAKE: "minority minderheit minderheitsbeteiligung",
            DealType.DIVESTITURE: "sale verkauf divestment disposal",
            DealType.SPIN_OFF: "spinoff abspaltung carve_out",
            DealType.IPO: "börsengang listing",
        }.items()
        for name in names.split()
    }
    | {"stake": _STAKE_TYPES, "beteiligung": _STAKE_TYPES}
)
STATUSES: Mapping[str, tuple[DealStatus, ...]] = MappingProxyType(
    {each.value: (each,) for each in DealStatus}
    | {
        name.casefold(): (status,)
        for status, names in {
            DealStatus.RUMOURED: "rumored gerücht rumour rumor",
            DealStatus.PROPOSED: "angeboten geplant planned",
            DealStatus.ANNOUNCED: "angekündigt",
            DealStatus.AGREED: "vereinbart signed",
            DealStatus.PENDING_APPROVAL: "pending ausstehend",
            DealStatus.COMPLETED: "closed done abgeschlossen vollzogen",
            DealStatus.TERMINATED: "abgesagt called_off cancelled canceled geplatzt",
            DealStatus.BLOCKED: "blockiert untersagt",
        }.items()
        for name in names.split()
    }
)
SORTS: Mapping[str, tuple[Sort, ...]] = MappingProxyType(
    {each.value: (each,) for each in Sort}
    | {
        name.casefold(): (order,)
        for order, names in {
            Sort.LARGEST: "amount value size betrag biggest größte",
            Sort.SMALLEST: "kleinste",
            Sort.NEWEST: "date datum latest neueste",
            Sort.OLDEST: "älteste",
            Sort.STAKE: "anteil share",
        }.items()
        for name in names.split()
    }
)
_PER_CENT = r"(\d{1,3}(?:[.,]\d+)?)\s*(?:%|per cent|percent|prozent)?"
_STAKES = (
    (re.compile(rf"{_PER_CENT}\s*(?:-|–|to|bis|and|und)\s*{_PER_CENT}"), lambda found: (found[1], found[2])),
    (re.compile(rf"(?:>=?|over |über |ab )\s*{_PER_CENT}"), lambda found: (found[1], None)),
    (re.compile(rf"(?:<=?|under |unter |bis )\s*{_PER_CENT}"), lambda found: (None, found[1])),
    (re.compile(_PER_CENT), lambda found: (found[1], found[1])),
)


def each_of(names: Mapping[str, tuple[Named, ...]], value: str) -> tuple[Named, ...]:
    """What the names in a list parted by commas stand for. Raises `NotUnderstood`."""
    named = [re.sub(r"[\s-]+", "_", part.strip().casefold()) for part in value.split(",") if part.strip()]
    if not named:
        raise NotUnderstood
    return tuple(one for name in named for one in _one(names, name))


def _one(names: Mapping[str, tuple[Named, ...]], name: str) -> Iterable[Named]:
    for form in (name, name.rstrip("s"), name.removesuffix("n"), name.removesuffix("en")):
        if form in names:
            return names[form]
    raise NotUnderstood


def stake(value: str) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most of a share in per cent: `25-50`, `>50`, `49,5`. Raises `NotUnderstood`."""
    for pattern, ends in _STAKES:
        if match := pattern.fullmatch(value.casefold().strip()):
            low, high = (Decimal(end.replace(",", ".")) if end else None for end in ends(match))
            if any(end is not None and end > 100 for end in (low, high)) or (low and high and low > high):
                raise NotUnderstood
            return low, high
    raise NotUnderstood
