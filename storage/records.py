"""What the whole program speaks in: frozen records of articles, deals, people, work to do and posts to make.

Times are aware and UTC, money is a `Decimal` in units (not millions) with an ISO 4217 currency, offsets count
characters of `Article.text`. The words and their meaning are the deal desk's: see README, "Terms".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of one text."""

    lang: str  # ISO 639-1 of the text; deals and people are only read from "en" and "de"
    deals: tuple[DealFacts, ...] = ()
    people: tuple[PersonFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it was read, from a link or pasted. Offsets of evidence count characters of `text`."""

    text: str  # begins with the title where there is one
    url: str | None = None  # as shared; None for pasted text
    canonical_url: str | None = None
    title: str | None = None
    site: str | None = None
    published: date | None = None
    lang: str | None = None  # as the page declares it


@dataclass(frozen=True, slots=True)
class ReadArticle:
    article: Article
    reading: Reading


@dataclass(frozen=True, slots=True)
class Source:
    """An article as an answer cites it."""

    article_id: str
    title: str | None
    url: str | None
    site: str | None
    published: date | None
    shared_in: str | None  # the channel it was shared in
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence with the article it stands in."""

    evidence: Evidence
    source: Source


@dataclass(frozen=True, slots=True)
class DealObservation:
    """What one article said about one deal; stored once, never overwritten."""

    facts: DealFacts
    source: Source


@dataclass(frozen=True, slots=True)
class PersonObservation:
    facts: PersonFacts
    source: Source


@dataclass(frozen=True, slots=True)
class Deal:
    """The deal a user sees: `facts` are the values that won, `citations` lead from each to its sentence."""

    id: str
    team_id: str
    facts: DealFacts
    citations: tuple[Citation, ...]
    sources: tuple[Source, ...]  # newest first
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    team_id: str
    name: str
    observations: tuple[PersonObservation, ...]  # newest first
    deals: tuple[Deal, ...] = ()  # told of in the same articles, newest first


class JobKind(StrEnum):
    SHARE = "share"  # a message with links or a pasted text: read it
    QUESTION = "question"  # a mention or a direct message: answer it from the store


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A Slack message that must not be lost. (team_id, channel_id, ts) is its key."""

    kind: JobKind
    team_id: str
    channel_id: str
    channel_type: str  # Slack's: channel, group, im, mpim, or "" where the event does not say
    ts: str
    thread_ts: str | None
    user_id: str
    text: str  # Slack's mrkdwn as it came
    links: tuple[str, ...] = ()
    addressed: bool = False  # the bot was mentioned, or it is a direct message


@dataclass(frozen=True, slots=True)
class Job:
    """An inbox item that a worker has claimed; `attempt` and `worker` fence what it may write."""

    id: str
    item: InboxItem
    worker: str
    attempt: int  # 1 at the first claim
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be sent. `id` is the key its Slack metadata carries, so that it can be found again.

    `parent_id` names another post of the outbox that this one answers in a thread: it waits for that one's ts.
    `response_url` is where the content goes, ephemerally, when the bot turns out not to be in the channel.
    """

    id: str
    team_id: str
    channel_id: str
    text: str
    blocks: tuple[Mapping[str, Any], ...] = ()
    thread_ts: str | None = None
    parent_id: str | None = None
    response_url: str | None = None
    ephemeral: bool = False  # only through response_url


@dataclass(frozen=True, slots=True)
class Delivery:
    """A post that a sender has claimed; `thread_ts` of the post is filled in from its parent.

    `uncertain` is True when an earlier attempt ended without Slack's answer: look before posting again.
    """

    post: Post
    worker: str
    attempt: int
    uncertain: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """What `record_reading` made of a job's articles, for composing the reply in the same transaction."""

    job: Job
    deals: tuple[RecordedDeal, ...] = ()
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedDeal:
    deal: Deal
    observation: DealObservation  # what the article at hand said
    is_new: bool  # False: the deal was known before this article
    people: tuple[PersonFacts, ...] = field(default=())  # of the same article
