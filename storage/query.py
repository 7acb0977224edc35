"""What can be asked of the deals, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from storage.records import Deal, DealStatus, DealType, PartyRole

LEFT_OUT_COUNTED = 1_000  # deals left out after which counting stops: then there are that many or more


class Sort(StrEnum):
    """The order of deals; ties are broken by the deal's id, so that pages neither overlap nor skip."""

    NEWEST = "newest"  # by the day of its newest article; a company's own deals before those of longer names
    OLDEST = "oldest"
    LARGEST = "largest"  # by amount in the query's currency; deals without a comparable value last, newest first
    SMALLEST = "smallest"
    STAKE = "stake"  # the largest share first; deals without one last, newest first
    NAME = "name"  # by the deal's title


@dataclass(frozen=True, slots=True)
class Party:
    """A company by name, full or short ("scale" is Scale AI), in a role or in any."""

    name: str
    role: PartyRole | None = None


@dataclass(frozen=True, slots=True)
class DealQuery:
    """Everything that is given must hold. Ends of ranges belong to them."""

    companies: tuple[Party, ...] = ()  # all of them are parties of the deal
    person: str = ""  # named in one of the deal's articles
    types: tuple[DealType, ...] = ()  # any of them
    statuses: tuple[DealStatus, ...] = ()
    since: date | None = None  # announced; where that is not known, told of by its newest article
    until: date | None = None
    min_amount: Decimal | None = None  # in units of `currency`; others are compared by reference rates
    max_amount: Decimal | None = None
    currency: str = "USD"  # ISO 4217
    min_stake: Decimal | None = None  # per cent
    max_stake: Decimal | None = None
    sector: str = ""  # words, each in what the target does, a sentence or a title; also as a word's beginning
    country: str = ""  # of the target's seat, in English or German, or as an ISO 3166 code
    text: str = ""  # words, each in a title, in a sentence or in what the target does and where
    sort: Sort = Sort.NEWEST

    @property
    def by_amount(self) -> bool:
        return self.min_amount is not None or self.max_amount is not None

    @property
    def by_stake(self) -> bool:
        return self.min_stake is not None or self.max_stake is not None


@dataclass(frozen=True, slots=True)
class Page:
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One page of deals, and what stands behind it.

    `is_whole` is False where looking ended early: then there are `total` deals or more. What is left out is counted
    to `LEFT_OUT_COUNTED`; `left_out_is_whole` is False where there may be more.
    """

    deals: tuple[Deal, ...]
    total: int
    left_out_without_value: int = 0  # all else holds, but there is no amount, or none that compares
    left_out_without_stake: int = 0
    is_whole: bool = True
    left_out_is_whole: bool = True
