"""How sure a deal's parties are, and why, in words a user understands.

The weights were set on the development sets so that of the deals shown with at least 0.8 nine of ten have their
parties right; below `ASK` the bot had better ask than assert.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.extraction.relations.assembly import LEAD, Draft
from bot.extraction.relations.clues import Clue

ASK = 0.5
LEAST = 0.25  # of the listings found with less, none was right

_BASE = 0.42
_BEST = 0.97


@dataclass(frozen=True)
class Confidence:
    value: float  # 0..1
    reasons: tuple[str, ...]


def judge(draft: Draft, *, parties: int, people: bool) -> Confidence:
    """The confidence in a draft with `parties` named parties, some of them perhaps `people` or governments."""
    value, reasons = _BASE, []
    for holds, weight, reason in _grounds(draft, parties, people):
        if holds:
            value += weight
            reasons.append(reason)
    return Confidence(round(min(_BEST, max(0.05, value)), 2), tuple(reasons))


def _grounds(draft: Draft, parties: int, people: bool) -> list[tuple[bool, float, str]]:
    whole = [clue for clue in draft.clues if _whole(clue)]
    firm = [clue for clue in whole if not clue.filled and not _pointed(clue)]
    early = [w for clue, w in zip(draft.clues, draft.weights, strict=True) if clue in firm and w >= LEAD]
    titled = any(clue.sentence.title for clue in whole)
    sentences = len({clue.sentence.index for clue in draft.clues})
    return [
        (titled, 0.2, "the title names both sides"),
        (bool(early), 0.16, "the opening sentences say who does what to whom"),
        (bool(firm) and not early, 0.08, "one sentence names both sides"),
        (sentences >= 3, 0.12, f"{sentences} sentences tell of it"),
        (sentences == 2, 0.06, "two sentences tell of it"),
        (_listed(draft), 0.2, "the opening sentences say who goes public"),
        (not whole, -0.14, "the sides are put together from different sentences"),
        (
            bool(whole) and not firm,
            -0.08,
            "one side is only pointed to (\u201cit\u201d, \u201cthe company\u201d) or stands nearby",
        ),
        (parties < 2, -0.1, "only one side is named"),
        (parties > 3, -0.08, "many parties are named"),
        (_described(draft), -0.14, "the target is described, not named"),
        (people, -0.06, "a person or a government is one side"),
    ]


def _listed(draft: Draft) -> bool:
    return draft.kind == "ipo" and any(
        not clue.noun and "target" in clue.roles and w >= LEAD
        for clue, w in zip(draft.clues, draft.weights, strict=True)
    )


def _whole(clue: Clue) -> bool:
    """Whether a clue has both sides of a deal."""
    if len(clue.roles.get("partner", [])) >= 2:
        return True
    return "target" in clue.roles and bool({"acquirer", "seller"} & set(clue.roles))


def _described(draft: Draft) -> bool:
    return any(party.company is None and not party.actor for party in draft.role("target"))


def _pointed(clue: Clue) -> bool:
    return any(party.pointed for parties in clue.roles.values() for party in parties)
