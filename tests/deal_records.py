"""Records of an invented acquihire, and of what articles said about it, for the tests of what users read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from handlers.blocks import Rendered
from storage.ids import lasting_id
from storage.records import (
    AmountKind,
    Citation,
    Deal,
    DealFacts,
    DealObservation,
    DealStatus,
    DealType,
    Disclosed,
    Evidence,
    InboxItem,
    Job,
    JobKind,
    Money,
    Move,
    MoveKind,
    PersonFacts,
    Qualifier,
    Recorded,
    RecordedDeal,
    Source,
)

NOW = datetime(2025, 6, 20, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
BOUGHT = "Meta is taking a 49 percent stake in the data labeller Scale AI, paying around 15 billion dollars."
MOVES = "Its 28-year-old chief executive, Alexandr Wang, goes to Meta."

PAPER = Source(
    article_id="a1",
    title="Meta takes half of Scale",
    url="https://paper.example/deals?id=7&page=2",
    site="paper.example",
    published=date(2025, 6, 13),
    shared_in="C1",
    seen_at=NOW,
)
PASTED = Source(
    article_id="a2", title=None, url=None, site=None, published=date(2025, 6, 18), shared_in="C1", seen_at=NOW
)

SCALE = DealFacts(
    type=DealType.ACQUIHIRE,
    status=DealStatus.ANNOUNCED,
    acquirers=("Meta",),
    targets=("Scale AI",),
    amount=Money(Decimal(15_000_000_000), "USD", "15 billion dollars", AmountKind.INVESTMENT, Qualifier.APPROX),
    disclosed=Disclosed.STATED,
    stake_percent=Decimal("49.0"),
    confidence=0.93,
    reasons=("buyer, target and price stand in one sentence",),
    evidence=tuple(
        Evidence(field, BOUGHT, 0, len(BOUGHT))
        for field in ("type", "acquirers", "targets", "amount", "stake_percent", "status")
    ),
)
WANG = PersonFacts(
    name="Alexandr Wang",
    role="chief executive",
    organisation="Scale AI",
    age=28,
    move=Move(MoveKind.JOINS, from_organisation="Scale AI", to_organisation="Meta"),
    evidence=(Evidence("move", MOVES, 100, 100 + len(MOVES)),),
)


def facts(**changes: Any) -> DealFacts:
    """The acquihire, with other values."""
    return replace(SCALE, **changes)


def deal(of: DealFacts = SCALE, sources: Sequence[Source] = (PAPER,), **changes: Any) -> Deal:
    """The deal as the store gives it; every sentence stands in the first source."""
    citations = tuple(Citation(evidence, sources[0]) for evidence in of.evidence)
    return replace(Deal("d1", "T1", of, citations, tuple(sources), first_seen=NOW, last_seen=NOW), **changes)


def recorded_deal(
    observed: DealFacts = SCALE,
    *,
    known: Deal | None = None,
    people: Sequence[PersonFacts] = (WANG,),
    source: Source = PAPER,
) -> RecordedDeal:
    """A deal as an article at `source` told it; `known` is what the store already had of it."""
    observation = DealObservation(observed, source)
    id = lasting_id(repr((observed.acquirers, observed.targets, observed.sellers)))
    return RecordedDeal(known or deal(observed, (source,), id=id), observation, known is None, tuple(people))


def recorded(*deals: RecordedDeal) -> Recorded:
    item = InboxItem(JobKind.SHARE, "T1", "C1", "channel", "1750000000.000100", None, "U1", "a link")
    return Recorded(Job("j1", item, "w1", 1, received_at=NOW), deals)


def shown(message: Rendered) -> list[str]:
    """The text of every block but those with buttons, in order; a divider is "---"."""
    return [_text(block) for block in message.blocks if block["type"] != "actions"]


def _text(block: dict[str, Any]) -> str:
    if block["type"] == "divider":
        return "---"
    if block["type"] == "context":
        return " | ".join(element["text"] for element in block["elements"])
    if "fields" in block:
        return "\n".join(field["text"] for field in block["fields"])
    text: str = block["text"]["text"]
    return text
