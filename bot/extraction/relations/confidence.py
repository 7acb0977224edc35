"""How sure a deal's parties are, and why, in words a user understands.

The weights were set on the development sets so that of the deals shown with at least 0.8 nine of ten have their
parties right; below `ASK` the bot had better ask than assert.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.extraction.relations.assembly import LEAD, Draft
from bot.extraction.relations.clues import Clue
from bot.extraction.sentences import Sentence

ASK = 0.5
LEAST = 0.25  # of the listings found with less, none was right

# what a company does on the way to an exchange
_STEPS = frozenset(
    ("filed", "files", "filing", "priced", "prices", "launched", "launches", "plant", "strebt", "bereitet")
)
_BASE = 0.42
_BEST = 0.97


@dataclass(frozen=True)
class Confidence:
    value: float  # 0..1
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What else is known of a draft: the parties named, how many people or governments are among them, its amount."""

    parties: int
    people: bool
    amount_in: Sentence | None
    denied: bool  # somebody says that there is no such deal
    short: bool  # the article is a few sentences without a title


def judge(draft: Draft, told: Told) -> Confidence:
    """The confidence in a draft."""
    value, reasons = _BASE, []
    for holds, weight, reason in _grounds(draft, told):
        if holds:
            value += weight
            reasons.append(reason)
    return Confidence(round(min(_BEST, max(0.05, value)), 2), tuple(reasons))


def _grounds(draft: Draft, told: Told) -> list[tuple[bool, float, str]]:
    whole = [clue for clue in draft.clues if _whole(clue, told.amount_in)]
    firm = [clue for clue in whole if not clue.filled and not _points_away(clue)]
    early = [w for clue, w in zip(draft.clues, draft.weights, strict=True) if clue in firm and w >= LEAD]
    titled = any(clue.sentence.title for clue in whole)
    sentences = len({clue.sentence.index for clue in draft.clues})
    alone = told.parties < 2
    return [
        (titled, 0.2, "the title names both sides"),
        (bool(early), 0.16, "the opening sentences say who does what to whom"),
        (bool(early) and told.short, 0.24, "the text is short and to the point"),
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
        (alone, -0.1, "only one side is named"),
        (told.parties > 3, -0.08, "many parties are named"),
        (_described(draft), -0.14, "the target is described, not named"),
        (told.denied, -0.36, "the text says that there is no such deal"),
        (told.people, -0.06, "a person or a government is one side"),
    ]


def _listed(draft: Draft) -> bool:
    """Whether an opening sentence says of a company that it goes public: by a verb, or by what it does about it."""
    return draft.kind == "ipo" and any(
        "target" in clue.roles
        and w >= LEAD
        and (not clue.noun or bool(_STEPS & set(clue.sentence.lowers) and not (_pointed(clue) or clue.filled)))
        for clue, w in zip(draft.clues, draft.weights, strict=True)
    )


def _whole(clue: Clue, amount_in: Sentence | None) -> bool:
    """Whether a clue has both sides of a deal; money raised is told without those who give it."""
    if clue.kind == "raise" and "target" in clue.roles and clue.sentence is amount_in:
        return True
    if len(clue.roles.get("partner", [])) >= 2:
        return True
    return "target" in clue.roles and bool({"acquirer", "seller"} & set(clue.roles))


def _described(draft: Draft) -> bool:
    return any(party.company is None and not party.actor for party in draft.role("target"))


def _points_away(clue: Clue) -> bool:
    """Whether whom a clue only points to is not named in its own sentence; "Harrow said it would buy" is plain."""
    parties = (party for parties in clue.roles.values() for party in parties if party.pointed)
    return any(party.text not in clue.sentence.text for party in parties)


def _pointed(clue: Clue) -> bool:
    return any(party.pointed for parties in clue.roles.values() for party in parties)
