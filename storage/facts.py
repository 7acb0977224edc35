"""What a text says of deals and people: the facts that are read from it, each with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class DealType(StrEnum):
    ACQUISITION = "acquisition"  # all of it, or said without a share
    MAJORITY_STAKE = "majority_stake"  # above 50 %
    MINORITY_STAKE = "minority_stake"  # below 50 %
    MERGER = "merger"
    JOINT_VENTURE = "joint_venture"
    FUNDING_ROUND = "funding_round"
    DIVESTITURE = "divestiture"  # a sale told from the seller's side
    SPIN_OFF = "spin_off"
    ACQUIHIRE = "acquihire"  # a minority stake or a licence fee, and the founders move over
    ASSET_PURCHASE = "asset_purchase"
    IPO = "ipo"
    OTHER = "other"


class DealStatus(StrEnum):
    RUMOURED = "rumoured"  # talks, unnamed sources, "considering"
    PROPOSED = "proposed"  # an offer, a bid, a letter of intent
    ANNOUNCED = "announced"  # stated without more
    AGREED = "agreed"  # signed
    PENDING_APPROVAL = "pending_approval"
    COMPLETED = "completed"
    TERMINATED = "terminated"  # withdrawn, called off, denied, voted down
    BLOCKED = "blocked"  # refused by a regulator or a government
    UNKNOWN = "unknown"


class AmountKind(StrEnum):
    PRICE = "price"
    INVESTMENT = "investment"
    PER_SHARE = "per_share"
    ENTERPRISE_VALUE = "enterprise_value"
    UP_TO = "up_to"
    # the kinds below only stand in `DealFacts.other_amounts`
    EARN_OUT = "earn_out"
    DEBT = "debt"
    BREAK_FEE = "break_fee"
    REVENUE = "revenue"
    OTHER = "other"


class Qualifier(StrEnum):
    EXACT = "exact"
    APPROX = "approx"
    UP_TO = "up_to"
    AT_LEAST = "at_least"
    RANGE = "range"


class Disclosed(StrEnum):
    """Whether the text gives a price; "undisclosed" means that the text says it is not given."""

    STATED = "stated"
    UNDISCLOSED = "undisclosed"
    NOT_STATED = "not_stated"


class Consideration(StrEnum):
    CASH = "cash"
    STOCK = "stock"
    CASH_AND_STOCK = "cash_and_stock"
    DEBT_ASSUMED = "debt_assumed"
    OTHER = "other"


class MoveKind(StrEnum):
    JOINS = "joins"
    LEAVES = "leaves"
    APPOINTED = "appointed"
    STEPS_DOWN = "steps_down"
    STAYS = "stays"
    FOUNDER = "founder"


class PartyRole(StrEnum):
    ACQUIRER = "acquirer"
    TARGET = "target"
    SELLER = "seller"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence a fact was read from: `text[start:end] == sentence` in the article's text."""

    field: str  # the name of the field in `DealFacts` or `PersonFacts`, e.g. "amount", "stake_percent", "move"
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Money:
    value: Decimal  # in units; the upper end of a range
    currency: str  # ISO 4217
    text: str  # as the article has it
    kind: AmountKind = AmountKind.PRICE
    qualifier: Qualifier = Qualifier.EXACT
    low: Decimal | None = None  # the lower end of a range


@dataclass(frozen=True, slots=True)
class Stake:
    """The steps round the share that changes hands, in per cent; `DealFacts.stake_percent` is that share."""

    before: Decimal | None = None
    after: Decimal | None = None
    sought: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Valuation:
    value: Decimal
    currency: str
    text: str


@dataclass(frozen=True, slots=True)
class ExpectedClose:
    text: str
    period: str | None  # an ISO day, month, quarter ("2025-Q3"), half ("2025-H2") or year


@dataclass(frozen=True, slots=True)
class Advisor:
    name: str
    side: str | None  # "acquirer", "target", "seller" or None where the text does not say
    kind: str | None  # "financial", "legal" or None


@dataclass(frozen=True, slots=True)
class DealFacts:
    """One deal as one text tells it, or as all its texts together do (`Deal.facts`)."""

    type: DealType
    status: DealStatus = DealStatus.UNKNOWN
    primary: bool = True  # the news itself; False: background the article mentions
    status_text: str = ""
    tags: tuple[str, ...] = ()
    acquirers: tuple[str, ...] = ()  # best full form in the text; a round's investors, the lead first
    targets: tuple[str, ...] = ()
    sellers: tuple[str, ...] = ()
    advisors: tuple[Advisor, ...] = ()
    amount: Money | None = None
    disclosed: Disclosed = Disclosed.NOT_STATED
    other_amounts: tuple[Money, ...] = ()
    valuation: Valuation | None = None
    consideration: Consideration | None = None
    stake_percent: Decimal | None = None
    stake: Stake | None = None
    date: str | None = None  # announcement: an ISO day or month
    expected_close: ExpectedClose | None = None
    target_business: str | None = None
    target_location: str | None = None
    confidence: float = 0.0  # 0..1
    reasons: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    kind: MoveKind
    from_organisation: str | None = None
    to_organisation: str | None = None
    new_role: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    name: str
    role: str | None = None
    organisation: str | None = None
    age: int | None = None
    move: Move | None = None
    evidence: tuple[Evidence, ...] = ()
