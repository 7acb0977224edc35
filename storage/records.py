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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # news is made of what is recorded
    from storage.news import DealUpdate, MoveUpdate

from storage.facts import (
    Advisor as Advisor,
)
from storage.facts import (
    AmountKind as AmountKind,
)
from storage.facts import (
    Consideration as Consideration,
)
from storage.facts import (
    DealFacts as DealFacts,
)
from storage.facts import (
    DealStatus as DealStatus,
)
from storage.facts import (
    DealType as DealType,
)
from storage.facts import (
    Disclosed as Disclosed,
)
from storage.facts import (
    Evidence as Evidence,
)
from storage.facts import (
    ExpectedClose as ExpectedClose,
)
from storage.facts import (
    Money as Money,
)
from storage.facts import (
    Move as Move,
)
from storage.facts import (
    MoveKind as MoveKind,
)
from storage.facts import (
    PartyRole as PartyRole,
)
from storage.facts import (
    PersonFacts as PersonFacts,
)
from storage.facts import (
    Qualifier as Qualifier,
)
from storage.facts import (
    Stake as Stake,
)
from storage.facts import (
    Valuation as Valuation,
)


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
    read_by: str = ""  # the edition of the extractor, see `bot.extraction.edition`


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
    copy_of: str | None = None  # another source of the same deal that it repeats: the two count as one


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


class DecisionKind(StrEnum):
    SAME = "same"  # two deals are one
    APART = "apart"  # two deals are not one
    SPLIT = "split"  # what an article says is not about the deal it was taken for
    CORRECTION = "correction"  # a field has another value
    NO_DEAL = "no_deal"  # what looked like a deal is none


# what a field of `DealFacts` may hold
FieldValue = (
    StrEnum
    | str
    | bool
    | float
    | Decimal
    | Money
    | Valuation
    | Stake
    | ExpectedClose
    | tuple[str, ...]
    | tuple[Money, ...]
    | tuple[Advisor, ...]
    | tuple[Evidence, ...]
    | None
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who decides, and in which message. `user_id` is None for the bot itself.

    What was decided in a private place counts only for those who may read it: see `storage.audience.Place`.
    """

    team_id: str
    user_id: str | None
    channel_id: str | None = None
    ts: str | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a deal. A row for good: undoing it marks it, and it counts no longer."""

    id: str
    kind: DecisionKind
    author: Author
    at: datetime
    deal_id: str
    other: str | None = None  # the other deal; of a split the article
    field: str | None = None
    value: FieldValue = None
    reason: str = ""  # why the bot itself took two for one, the names of its rules
    undone_by: str | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, the deals that it concerns as they are now, and those of others that it overrides."""

    decision: Decision
    deals: tuple[Deal, ...]
    overrides: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a user says a field's value is; None or empty: the articles have it wrong and it is not known."""

    field: str
    value: FieldValue
    user_id: str
    at: datetime
    decision_id: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One of several values told of a field, with the sentences that tell it, or the user who does."""

    value: FieldValue
    citations: tuple[Citation, ...] = ()
    source_count: int = 0  # independent ones: copies count as one
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    field: str
    claims: tuple[Claim, ...]  # two or more, the one that won first


@dataclass(frozen=True, slots=True)
class Step:
    """A status as an article told it. Not `held`: it came late and moved nothing."""

    status: DealStatus
    on: date  # the day the article tells of
    citation: Citation | None = None
    correction: Correction | None = None
    held: bool = True


class NoteKind(StrEnum):
    """What about a deal's values does not add up."""

    ARITHMETIC = "arithmetic"  # price, share and valuation don't fit together
    STAKE_IMPOSSIBLE = "stake_impossible"  # not above 0 and up to 100 per cent
    AMOUNT_IMPOSSIBLE = "amount_impossible"  # zero, below, or no number
    CURRENCY_UNKNOWN = "currency_unknown"
    DATE_IMPOSSIBLE = "date_impossible"  # centuries away
    BUYS_ITSELF = "buys_itself"


@dataclass(frozen=True, slots=True)
class Note:
    """`field` is the one the note is about. Of an arithmetic one: what `amount` and the share make of the whole."""

    kind: NoteKind
    field: str
    amount: Money | None = None
    implied: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DealView:
    """What a deal's observations and the corrections say together."""

    facts: DealFacts
    conflicts: tuple[Conflict, ...] = ()
    timeline: tuple[Step, ...] = ()  # oldest first
    notes: tuple[Note, ...] = ()


class RelationKind(StrEnum):
    SAME = "same"  # nothing speaks against it
    MAYBE_SAME = "maybe_same"  # unsure: ask
    SUPERSEDES = "supersedes"  # withdrawn, and agreed again: `deal_id` is the new attempt
    SUPERSEDED = "superseded"  # the other way round; only as told of a deal


@dataclass(frozen=True, slots=True)
class Relation:
    """How a deal stands to another one. `reasons` are the names of the rules that say so, see `bot.merging`."""

    kind: RelationKind
    deal_id: str
    other_id: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedDeal:
    """Another deal as a deal's answer tells of it."""

    relation: Relation  # of this deal to that one
    facts: DealFacts


@dataclass(frozen=True, slots=True)
class Deal:
    """The deal a user sees: `facts` are the values that won, `citations` lead from each to its sentence.

    A value that a user corrected has its source in `corrections`.
    """

    id: str
    team_id: str
    facts: DealFacts
    citations: tuple[Citation, ...]
    sources: tuple[Source, ...]  # newest first
    first_seen: datetime
    last_seen: datetime
    corrections: tuple[Correction, ...] = ()  # newest first; of one field the first holds
    conflicts: tuple[Conflict, ...] = ()
    timeline: tuple[Step, ...] = ()  # oldest first
    notes: tuple[Note, ...] = ()
    related: tuple[RelatedDeal, ...] = ()

    @property
    def source_count(self) -> int:
        """Of independent sources: copies count as one."""
        return sum(source.copy_of is None for source in self.sources)


class Named(StrEnum):
    """What a name is the name of."""

    COMPANY = "company"
    PERSON = "person"


class AliasKind(StrEnum):
    ALIAS = "alias"  # another name
    MERGE = "merge"  # two that were kept apart are one


@dataclass(frozen=True, slots=True)
class Alias:
    """What somebody decided about a name. A row for good: undoing it marks it, and it counts no longer."""

    id: str  # "" of one that ships
    of: Named
    name: str
    stands_for: str | None  # None: for nobody else, whatever the table that ships says
    kind: AliasKind = AliasKind.ALIAS
    author: Author | None = None  # None: it ships
    at: datetime | None = None
    undone_by: str | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """A company by its full name, with what else is known of it."""

    id: str
    team_id: str
    name: str
    other_names: tuple[str, ...] = ()  # under which articles told of it, and its aliases
    owned_by: str | None = None  # a parent is no alias
    ticker: str | None = None
    lei: str | None = None  # ISO 17442
    wikidata: str | None = None  # "Q" and a number


@dataclass(frozen=True, slots=True)
class CareerStep:
    """What was first told of a person on a day: a post held, or a move. Citations lead to every source that says so."""

    on: date  # the day the first article tells of
    role: str | None
    organisation: str | None
    move: Move | None
    sources: tuple[Source, ...]  # oldest first
    citations: tuple[Citation, ...]  # oldest first; empty where the text gave no sentence


class Tie(StrEnum):
    """How a person stands to a company."""

    LEFT = "left"
    JOINED = "joined"
    AT = "at"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person as told of together with a company."""

    person_id: str
    name: str
    tie: Tie
    observation: PersonObservation


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much went."""

    articles: int = 0
    deals: int = 0  # those that nothing else told of
    deals_told_anew: int = 0  # those that other articles tell of, too
    companies: int = 0
    people: int = 0
    messages: int = 0  # Slack messages and replies whose texts were emptied


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    team_id: str
    name: str
    observations: tuple[PersonObservation, ...]  # newest first
    deals: tuple[Deal, ...] = ()  # told of in the same articles, newest first
    other_names: tuple[str, ...] = ()  # under which articles told of the same person
    timeline: tuple[CareerStep, ...] = ()  # oldest first


class JobKind(StrEnum):
    SHARE = "share"  # a message with links or a pasted text: read it
    QUESTION = "question"  # a mention or a direct message: answer it from the store
    GONE = "gone"  # a message that was deleted, or edited to nothing for the bot: take back what it brought
    EXTRACT = "extract"  # somebody asks, by a shortcut, what is in a message
    ADD = "add"  # somebody gives a command a link or a text to read
    EXPORT = "export"  # a command that orders a file of deals: its text is not the message's, see handlers/exporting.py


ASKED = (JobKind.EXTRACT, JobKind.ADD)  # of these `user_id` is who asks, and hears what goes wrong


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A Slack message, or what became of it, that must not be lost. (team_id, channel_id, ts, revision) is its key.

    An edit and a deletion are messages' revisions, and the last one counts; `ts` stays. What is asked by a shortcut or
    a command has a revision of its own beside them; a command's `ts` is made up.
    """

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
    files: tuple[str, ...] = ()  # names of what was attached
    revision: str = ""  # ts of the edit, "deleted", or "asked" and what makes the request one of its own
    response_url: str | None = None  # of whoever asked

    @property
    def is_revision(self) -> bool:
        """Whether it takes the place of what the message said before."""
        return bool(self.revision) and self.kind not in ASKED


@dataclass(frozen=True, slots=True)
class Job:
    """An inbox item that a worker has claimed; `attempt` and `worker` fence what it may write."""

    id: str
    item: InboxItem
    worker: str
    attempt: int  # 1 at the first claim
    received_at: datetime


class PostKind(StrEnum):
    """What is done in Slack; all of it durable, in order within a channel, and without effect when repeated."""

    MESSAGE = "message"
    UPDATE = "update"  # of the bot's own message `ts`: text and blocks take the place of what is there
    DELETE = "delete"  # the bot's own message `ts` goes
    REACT = "react"  # `text` is the name of the reaction that message `ts` gets
    UNREACT = "unreact"  # the bot takes it back
    FILE = "file"  # `file` is uploaded, with `text` as the message beside it


@dataclass(frozen=True, slots=True)
class PostFile:
    name: str  # unlike any other in its thread or channel: an upload is found again by it
    title: str
    content: bytes = field(repr=False)
    alt_text: str = ""  # of a picture, for those who can't see it


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be sent. `id` is the key a message's Slack metadata carries, so that it can be found again.

    `parent_id` names another post of the outbox that this one answers in a thread, changes or deletes: it waits for
    that one's ts.
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
    ephemeral: bool = False  # seen by one person: `user_id`, or whoever the response_url was given to
    user_id: str | None = None
    kind: PostKind = PostKind.MESSAGE
    ts: str | None = None  # of the message that an update or a reaction is about
    file: PostFile | None = None
    answers: str | None = None  # ts of the message in the same channel that it is said because of
    tells: tuple[str, ...] = ()  # ids of the deals that it tells of


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
class Thread:
    """A place in Slack: `ts` is that of a thread's first message."""

    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What `record_reading` made of a job's articles, for composing the reply in the same transaction."""

    job: Job
    deals: tuple[RecordedDeal, ...] = ()
    people: tuple[Person, ...] = ()
    article_ids: tuple[str, ...] = ()
    fresh_ids: tuple[str, ...] = ()  # of those articles that were not known before
    news: tuple[DealUpdate | MoveUpdate, ...] = ()  # to those who watch for it

    def is_news(self, step: CareerStep) -> bool:
        """Whether nobody else had told of that step."""
        return all(source.article_id in self.fresh_ids for source in step.sources)


@dataclass(frozen=True, slots=True)
class RecordedDeal:
    deal: Deal
    observation: DealObservation  # what the article at hand said
    is_new: bool  # False: the deal was known before this message
    people: tuple[PersonFacts, ...] = field(default=())  # of the same article
    before: DealFacts | None = None  # as it was known before these articles
    told_at: Thread | None = None  # where the same channel was told of it first, if it was
    as_told: DealFacts | None = None  # and as it was known there when it was last told of it
