"""What users decide about deals: two are one or not, an article is about another one, a value is wrong, it is none.

A decision is a row for good. It says who, when and from where; undoing it marks the row, and the deals it concerned
are made anew from observations and the decisions that still count. Of two on the same matter the later one counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sqlite_utils import Database

from storage import sql
from storage.audience import Audience
from storage.deal_view import Merge, filed
from storage.decision_rows import decision, keep_decision
from storage.forms import field_as_json, field_from_json
from storage.grouping import Groups, groups, may_know
from storage.ids import timed_id
from storage.known_deals import deal_known
from storage.opening import StoreError
from storage.records import Author, Decided, Decision, DecisionKind, FieldValue
from storage.relations import decided
from storage.store import Store

# What a text says of a deal and a user can know better
CORRECTABLE = (
    "type",
    "status",
    "acquirers",
    "targets",
    "sellers",
    "amount",
    "disclosed",
    "valuation",
    "consideration",
    "stake_percent",
    "date",
    "expected_close",
    "target_business",
    "target_location",
)
_REQUIRED = ("type", "status", "disclosed")


class DecisionRefused(StoreError):
    """It cannot be decided so; the message is one sentence for the user. Nothing was kept."""


async def merge_deals(
    store: Store, author: Author, deal_id: str, other_id: str, *, merge: Merge, now: datetime
) -> Decided:
    """The two deals are one. They go on under the older one's id. Raises `DecisionRefused`."""
    return await _link(store, author, DecisionKind.SAME, deal_id, other_id, merge, now)


async def keep_apart(
    store: Store, author: Author, deal_id: str, other_id: str, *, merge: Merge, now: datetime
) -> Decided:
    """The two deals are not the same: they are not joined, nor is it asked again. Raises `DecisionRefused`."""
    return await _link(store, author, DecisionKind.APART, deal_id, other_id, merge, now)


async def split_off(
    store: Store, author: Author, deal_id: str, article_id: str, *, merge: Merge, now: datetime
) -> Decided:
    """What that article says is about another deal, which it becomes. Raises `DecisionRefused`."""

    def work(db: Database) -> Decided:
        _seen(db, author, deal_id, merge)
        linked = groups(db, author.team_id, [deal_id])
        root = linked.root(deal_id)
        homes = _homes(db, linked, root, article_id)
        if not homes:
            raise DecisionRefused("That article says nothing about this deal.")
        if len(filed(db, author.team_id, linked, root)) == 1:
            raise DecisionRefused("No other article tells of this deal, so there is nothing to part it from.")
        return _decide(db, _new(author, DecisionKind.SPLIT, now, homes[0], other=article_id), merge, now)

    return await store.write(work)


async def correct(
    store: Store, author: Author, deal_id: str, field: str, value: FieldValue, *, merge: Merge, now: datetime
) -> Decided:
    """`correct_fields` for one of them."""
    (kept,) = await correct_fields(store, author, deal_id, {field: value}, merge=merge, now=now)
    return kept


async def correct_fields(
    store: Store, author: Author, deal_id: str, values: Mapping[str, FieldValue], *, merge: Merge, now: datetime
) -> tuple[Decided, ...]:
    """Fields, each one of `CORRECTABLE`, have these values: None or an empty tuple where it is not known.

    All of them or none, in the order of `values`; the last has the deal as it is. Raises `DecisionRefused`, also for a
    value that its field cannot hold.
    """
    for field, value in values.items():
        if field not in CORRECTABLE or not _holds(field, value):
            raise DecisionRefused("That field cannot have that value.")

    def work(db: Database) -> tuple[Decided, ...]:
        seen = _seen(db, author, deal_id, merge)
        return tuple(
            _decide(db, _new(author, DecisionKind.CORRECTION, now, seen, field=field, value=value), merge, now)
            for field, value in values.items()
        )

    return await store.write(work)


async def not_a_deal(store: Store, author: Author, deal_id: str, *, merge: Merge, now: datetime) -> Decided:
    """What the articles tell is no deal: nobody is shown it. Raises `DecisionRefused`."""

    def work(db: Database) -> Decided:
        seen = _seen(db, author, deal_id, merge)
        return _decide(db, _new(author, DecisionKind.NO_DEAL, now, seen), merge, now)

    return await store.write(work)


async def undo(store: Store, author: Author, decision_id: str, *, merge: Merge, now: datetime) -> Decided:
    """The decision counts no longer; everything is as if it had not been made. Again does nothing more.

    Anybody may undo anybody's, the bot's own included. Raises `DecisionRefused` where there is no such decision.
    """

    def work(db: Database) -> Decided:
        key = {"id": decision_id, "team_id": author.team_id}
        row = sql.first(db, "SELECT * FROM decisions WHERE id = :id AND team_id = :team_id", key)
        if row is None:
            raise DecisionRefused("There is no such decision.")
        undone = decision(row)
        if undone.undone_at is None:
            undone = replace(undone, undone_by=author.user_id, undone_at=now)
            mark = key | {"by": author.user_id, "at": sql.instant(now)}
            sql.execute(db, "UPDATE decisions SET undone_by = :by, undone_at = :at WHERE id = :id", mark)
        return Decided(undone, tuple(decided(db, author.team_id, _concerned(undone), merge, now)))

    return await store.write(work)


async def decisions_on(store: Store, audience: Audience, deal_id: str) -> tuple[Decision, ...]:
    """All that was decided on a deal, may be known and is not undone, newest first; by an id of whatever age."""

    def work(db: Database) -> tuple[Decision, ...]:
        return tuple(reversed(groups(db, audience.team_id, [deal_id]).known_to(audience).decisions))

    return await store.read(work)


async def decision_of(store: Store, audience: Audience, decision_id: str) -> Decision | None:
    """One decision that may be known, undone or not."""
    key = {"id": decision_id, "team_id": audience.team_id}
    found = "SELECT * FROM decisions WHERE id = :id AND team_id = :team_id"
    row = await store.read(lambda db: sql.first(db, found, key))
    found_one = decision(row) if row else None
    return found_one if found_one and may_know(audience, found_one.author) else None


async def joined_by_bot(store: Store, team_id: str, at: datetime) -> tuple[Decision, ...]:
    """The deals that the bot itself took for one at that moment, such as that of a decision about names."""
    key = {"team_id": team_id, "at": sql.instant(at), "kind": DecisionKind.SAME.value}
    found = (
        "SELECT * FROM decisions WHERE team_id = :team_id AND decided_at = :at AND kind = :kind"
        " AND user_id IS NULL AND undone_at IS NULL ORDER BY id"
    )
    rows = await store.read(lambda db: sql.rows(db, found, key))
    return tuple(decision(row) for row in rows)


async def decisions_of(store: Store, audience: Audience, limit: int = 100) -> tuple[Decision, ...]:
    """The workspace's last decisions that may be known, newest first, undone ones too."""

    def work(db: Database) -> tuple[Decision, ...]:
        found = sql.rows(
            db,
            "SELECT * FROM decisions WHERE team_id = :team_id ORDER BY decided_at DESC, id DESC",
            {"team_id": audience.team_id},
        )
        known = (each for each in map(decision, found) if may_know(audience, each.author))
        return tuple(islice(known, limit))

    return await store.read(work)


async def _link(
    store: Store, author: Author, kind: DecisionKind, deal_id: str, other_id: str, merge: Merge, now: datetime
) -> Decided:
    def work(db: Database) -> Decided:
        one, other = sorted(_seen(db, author, each, merge) for each in (deal_id, other_id))
        linked = groups(db, author.team_id, [one, other])
        if one == other or (kind is DecisionKind.SAME and linked.root(one) == linked.root(other)):
            raise DecisionRefused("That is one deal with itself.")
        return _decide(db, _new(author, kind, now, one, other), merge, now)

    return await store.write(work)


def _decide(db: Database, new: Decision, merge: Merge, now: datetime) -> Decided:
    linked = groups(db, new.author.team_id, [new.deal_id])
    same = [each for each in linked.decisions if _matter(each, linked) == _matter(new, linked)]
    if same and _word(same[-1]) == _word(new) and _in_force(same[-1], linked):  # a second click, or a Slack retry
        new = same[-1]
    else:
        keep_decision(db, new)
    overrides = tuple(each for each in same if _word(each) != _word(new))
    return Decided(new, tuple(decided(db, new.author.team_id, _concerned(new), merge, now)), overrides)


def _matter(of: Decision, linked: Groups) -> tuple[object, ...]:
    """What a decision is about: of two on one matter the later counts. What was split off is another matter."""
    if of.kind in (DecisionKind.SAME, DecisionKind.APART):
        return (frozenset((of.deal_id, of.other)),)
    return of.kind, of.field, of.deal_id if of.kind is DecisionKind.SPLIT else linked.root(of.deal_id), of.other


def _in_force(of: Decision, linked: Groups) -> bool:
    """Whether a decision still does what it says: others may have been made since that part what it joins."""
    if of.kind is DecisionKind.NO_DEAL:
        return False  # whoever dismisses a deal sees it: it was joined since, or is parted from what was dismissed
    joined = linked.root(of.deal_id) == linked.root(of.other or of.deal_id)
    return of.kind not in (DecisionKind.SAME, DecisionKind.APART) or joined is (of.kind is DecisionKind.SAME)


def _word(of: Decision) -> tuple[object, ...]:
    # what was said in private does not count for others until it is said to them
    return of.author.user_id, of.author.is_public or of.author.channel_id, of.kind, repr(of.value)


def _concerned(of: Decision) -> list[str]:
    named = [of.deal_id]
    if of.kind in (DecisionKind.SAME, DecisionKind.APART):
        named.append(of.other or of.deal_id)
    return [*named, of.id] if of.kind is DecisionKind.SPLIT else named


def _new(
    author: Author,
    kind: DecisionKind,
    now: datetime,
    deal_id: str,
    other: str | None = None,
    field: str | None = None,
    value: FieldValue = None,
) -> Decision:
    told = sql.opaque(field_as_json(value)) if field else ""
    names = (author.team_id, author.user_id or "", kind.value, deal_id, other or "", field or "", told)
    return Decision(timed_id(now, "decision", *names), kind, author, now, deal_id, other, field, value)


def _seen(db: Database, author: Author, deal_id: str, merge: Merge) -> str:
    """The id, of whatever age, if there is such a deal for the author.

    A decision stays with the id that its author saw: others may not know that it is the same as an older one.
    """
    linked = groups(db, author.team_id, [deal_id])
    found = sql.rows_of(
        db,
        "SELECT filed_under, article_id FROM deal_observations WHERE filed_under IN (:ids) AND team_id = :team_id",
        sorted(linked.ids),
        {"team_id": author.team_id},
    )
    is_told = any(
        linked.root(linked.home(row["filed_under"], row["article_id"])) == linked.root(deal_id) for row in found
    )
    is_none = linked.known_to(_readers(author, merge)).is_none(deal_id)
    if not is_told or (is_none and not _is_told(db, author, deal_id, merge)):
        raise DecisionRefused("There is no such deal any more.")
    return deal_id


def _is_told(db: Database, author: Author, deal_id: str, merge: Merge) -> bool:
    """Whether the deal is there for the author although it is one with a dismissed one to whoever knows more.

    A channel that is shared with another organisation may not know of a dismissal in public.
    """
    readers = _readers(author, merge)
    audiences = (readers,) if author.is_public else (readers, replace(readers, knows_public=False))
    return any(deal_known(db, each, deal_id) for each in audiences)


def _readers(author: Author, merge: Merge) -> Audience:
    return Audience(author.team_id, frozenset([author.channel_id] if author.channel_id else []), merge)


def _homes(db: Database, linked: Groups, root: str, article_id: str) -> Sequence[str]:
    """The ids under which a deal has what that article says, oldest first."""
    found = sql.rows(
        db,
        "SELECT DISTINCT filed_under FROM deal_observations WHERE article_id = :article AND deal_id = :deal ORDER BY 1",
        {"article": article_id, "deal": root},
    )
    return [linked.home(row["filed_under"], article_id) for row in found]


def _holds(field: str, value: FieldValue) -> bool:
    if value is None:
        return field not in _REQUIRED and field not in ("acquirers", "targets", "sellers")
    try:
        return repr(field_from_json(field, field_as_json(value))) == repr(value)
    except ValueError:
        return False
