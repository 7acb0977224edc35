"""Scores extracted deals and people against annotated texts; `tests/gold/README.md` says how those are annotated.

A predicted deal is aligned with the gold deal it shares most with: a target or an acquirer must match, in a merger
in either role. Slots are then counted one by one and summed over all texts. A gold deal that is background
(`primary: false`) costs nothing when it is missed and counts when it is found, an `optional` one counts neither way,
and a predicted deal without a counterpart is wrong in all its slots.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]
Same = Callable[[Any, Any], bool]

ROLES = ("acquirers", "targets", "sellers")
PARTIES = ("acquirers", "targets")  # the roles that make a reading useful
SLOTS = (*ROLES, "amount", "stake_percent")
PARTS = (*SLOTS, "type", "status", "disclosed", "valuation", "date", "people", "organisations", "moves")

LEGAL_FORM = re.compile(
    "ab|ag|as|asa|co|company|corp|corporation|der|die|gmbh|group|gruppe|holdings?|inc|kg|kgaa|konzern|limited|llc|ltd|nv"
    "|oyj|plc|sa|se|spa|the"
)
# neighbours in meaning count as one: a divestiture is an acquisition told by the seller
TYPE_CLASS = {
    "majority_stake": "acquisition",
    "asset_purchase": "acquisition",
    "divestiture": "acquisition",
    "minority_stake": "funding_round",
}
STATUS_CLASS = {
    "proposed": "rumoured",
    "announced": "agreed",
    "pending_approval": "agreed",
    "blocked": "terminated",
}
ALL_OF_IT = frozenset({"acquisition", "merger", "divestiture", "asset_purchase"})
AMOUNT_TOLERANCE = 0.01  # of the value
STAKE_TOLERANCE = 0.5  # points
MANY = 3  # acquirers, of whom only the lead must be found


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a slot was filled rightly, left empty and filled wrongly."""

    hit: int = 0
    missed: int = 0
    wrong: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hit + other.hit, self.missed + other.missed, self.wrong + other.wrong)

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.wrong) if self.hit else 0.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hit / (2 * self.hit + self.missed + self.wrong) if self.hit else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One text as its reader feels it; None where the measure does not apply to it.

    `useful`: every primary deal has its acquirers and targets right, and no wrong one among them.
    `exact`: also amount and stake, and no deal is invented. `quiet`: nothing was read out of a text without a deal.
    """

    useful: bool | None = None
    exact: bool | None = None
    quiet: bool | None = None


@dataclass(slots=True)
class Scores:
    counts: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    verdicts: dict[str, Verdict] = field(default_factory=dict)  # by the text's id

    def add(self, slot: str, hit: int = 0, missed: int = 0, wrong: int = 0) -> None:
        self.counts[slot] += Counts(hit, missed, wrong)

    def share(self, measure: str) -> float:
        """The share of "useful", "exact" or "quiet" texts among those the measure applies to."""
        answers = [answer for v in self.verdicts.values() if (answer := getattr(v, measure)) is not None]
        return sum(answers) / len(answers) if answers else 0.0

    def measures(self) -> dict[str, float]:
        """Every measure by name, from 0 to 1: shares of texts, precision of deals, F1 of the rest."""
        slots = sum((self.counts[slot] for slot in SLOTS), Counts())
        return {
            **{measure: self.share(measure) for measure in ("useful", "exact", "quiet")},
            "slots": slots.f1,
            "deals precision": self.counts["deals"].precision,
            "deals recall": self.counts["deals"].recall,
            **{part: self.counts[part].f1 for part in PARTS},
        }


def score(gold: Iterable[Json], predicted: Mapping[str, Json]) -> Scores:
    """Scores predictions, which are found by text id; a text without one counts as read without a result."""
    scores = Scores()
    for text in gold:
        prediction = predicted.get(text["id"], {})
        deals = prediction.get("deals", [])
        useful, exact = _score_deals(scores, text["deals"], deals)
        if not text.get("people_ignore"):
            _score_people(scores, text["people"], prediction.get("people", []))
        if text["kind"] == "negative":
            scores.verdicts[text["id"]] = Verdict(quiet=not deals)
        elif any(map(_is_primary, text["deals"])):
            scores.verdicts[text["id"]] = Verdict(useful=useful, exact=useful and exact)
    return scores


def same_company(gold: str, predicted: str) -> bool:
    """Whether `predicted` is one of gold's "a|b" names, but for legal form, case, genitive and words at the end."""
    return any(_begins_alike(_words(name), _words(predicted)) for name in gold.split("|"))


def same_person(gold: str, predicted: str) -> bool:
    """Whether `predicted` is one of gold's "a|b" names, but for titles and first names at the beginning."""
    return any(_begins_alike(_words(name)[::-1], _words(predicted)[::-1]) for name in gold.split("|"))


def _words(name: str) -> list[str]:
    plain = re.sub(r"['’]s?\b", "", name.casefold().replace(".", ""))
    words = re.findall(r"\w+", plain)
    return [word for word in words if not LEGAL_FORM.fullmatch(word)] or words


def _begins_alike(a: list[str], b: list[str]) -> bool:
    def same(x: str, y: str) -> bool:
        return x == y or x + "s" == y or y + "s" == x

    if not a or not b:
        return False
    return "".join(a) == "".join(b) or all(same(x, y) for x, y in zip(a, b, strict=False))


def _match(
    gold: Iterable[Any], predicted: Iterable[Any], same: Same
) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """One-to-one, first come first served: (pairs, gold without a partner, predictions without a partner)."""
    pairs, missed, left = [], [], list(predicted)
    for wanted in gold:
        if (found := next((p for p in left if same(wanted, p)), None)) is None:
            missed.append(wanted)
        else:
            left.remove(found)
            pairs.append((wanted, found))
    return pairs, missed, left


def _options(gold: Json, slot: str) -> list[Any]:
    """The answers that count as right: the slot's own, split at "|", and those of its `_alt` list."""
    answers = [gold.get(slot), *gold.get(slot.removesuffix("_percent") + "_alt", [])]
    return [part for answer in answers for part in (answer.split("|") if isinstance(answer, str) else [answer])]


def _is_primary(deal: Json) -> bool:
    return bool(deal["primary"]) and not deal.get("optional")


# deals


def _score_deals(scores: Scores, gold: list[Json], predicted: list[Json]) -> tuple[bool, bool]:
    """Counts the deals of one text; returns whether its primary ones have their parties and their figures right."""
    pairs, missed, invented = _align(gold, predicted)
    pairs = [(g, p) for g, p in pairs if not g.get("optional")]
    missed = [g for g in missed if _is_primary(g)]
    parties, figures = not missed, not invented
    for g, p in pairs:
        right = _score_parties(scores, g, p), _score_figures(scores, g, p)
        _score_class(scores, g, p)
        if _is_primary(g):
            parties, figures = parties and right[0], figures and right[1]
    for deal in missed:
        _add_all(scores, deal, "missed")
    for deal in invented:
        _add_all(scores, deal, "wrong")
    scores.add("deals", len(pairs), len(missed), len(invented))
    return parties, figures


def _align(gold: list[Json], predicted: list[Json]) -> tuple[list[tuple[Json, Json]], list[Json], list[Json]]:
    """Pairs deals, those that share most first; (pairs, gold without a partner, predictions without a partner)."""
    ranked = sorted(
        ((-_shared(g, p), not g["primary"], i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted)),
    )
    pairs: dict[int, int] = {}
    for shared, _, i, j in ranked:
        if shared and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return (
        [(gold[i], predicted[j]) for i, j in pairs.items()],
        [g for i, g in enumerate(gold) if i not in pairs],
        [p for j, p in enumerate(predicted) if j not in pairs.values()],
    )


def _shared(gold: Json, predicted: Json) -> int:
    """Two points a matching party role, one each for amount and seller; 0 where neither buyer nor target matches."""
    if _is_merger(gold, predicted):
        roles = len(_match(_parties(gold), _parties(predicted), same_company)[0])
    else:
        roles = sum(bool(_match(gold[role], predicted[role], same_company)[0]) for role in PARTIES)
    if not roles:
        return 0
    seller = bool(_match(gold["sellers"], predicted["sellers"], same_company)[0])
    return 2 * roles + _amount_right(gold, predicted) + seller


def _is_merger(gold: Json, predicted: Json) -> bool:
    """In a merger both parties stand for each other, where gold and prediction can agree that it is one."""
    first, *others = _options(gold, "type")
    return first == "merger" or (predicted["type"] == "merger" and "merger" in others)


def _parties(deal: Json) -> list[str]:
    return [name for role in PARTIES for name in deal[role]]


def _score_parties(scores: Scores, gold: Json, predicted: Json) -> bool:
    right = True
    if _is_merger(gold, predicted):
        right = _score_role(scores, "targets", _parties(gold), _parties(predicted), lead_suffices=False)
    else:
        for role in PARTIES:
            right &= _score_role(scores, role, gold[role], predicted[role], lead_suffices=len(gold[role]) >= MANY)
    pairs, missed, left = _match(gold["sellers"], predicted["sellers"], same_company)
    scores.add("sellers", len(pairs), 0 if gold.get("sellers_optional") else len(missed), len(left))
    return right


def _score_role(scores: Scores, slot: str, gold: list[str], predicted: list[str], *, lead_suffices: bool) -> bool:
    pairs, missed, left = _match(gold, predicted, same_company)
    scores.add(slot, len(pairs), len(missed), len(left))
    return not left and (gold[0] not in missed if lead_suffices else not missed)


def _score_figures(scores: Scores, gold: Json, predicted: Json) -> bool:
    amount = _score_single(scores, "amount", gold, predicted, _amount_right(gold, predicted))
    stake = _score_single(scores, "stake_percent", gold, predicted, _stake_right(gold, predicted))
    return amount and stake


def _score_single(scores: Scores, slot: str, gold: Json, predicted: Json, right: bool) -> bool:
    """Counts a slot of one value; True where it is right, or where both leave it empty."""
    wanted, given = gold[slot] is not None, predicted[slot] is not None
    if right:
        scores.add(slot, hit=wanted or given)
    else:
        scores.add(slot, missed=wanted, wrong=given)
    return right or not (wanted or given)


def _same_money(gold: Json | None, predicted: Json | None) -> bool:
    if not gold or not predicted or gold["currency"] != predicted["currency"]:
        return False
    return bool(abs(gold["value"] - predicted["value"]) <= AMOUNT_TOLERANCE * gold["value"])


def _amount_right(gold: Json, predicted: Json) -> bool:
    return any(_same_money(option, predicted["amount"]) for option in _options(gold, "amount"))


def _stake_right(gold: Json, predicted: Json) -> bool:
    """Half a point more or less; a full takeover may leave its 100 % unsaid."""
    options, given = _options(gold, "stake_percent"), predicted["stake_percent"]
    if ALL_OF_IT & set(_options(gold, "type")) and {given, *options} <= {100, None}:
        return True
    return given is not None and any(o is not None and abs(o - given) <= STAKE_TOLERANCE for o in options)


def _score_class(scores: Scores, gold: Json, predicted: Json) -> None:
    """Counts what is no slot: type, status, whether the price is told, valuation, day."""
    for slot, classes in (("type", TYPE_CLASS), ("status", STATUS_CLASS), ("disclosed", {})):
        wanted = {classes.get(option, option) for option in _options(gold, slot)}
        right = classes.get(predicted[slot], predicted[slot]) in wanted
        scores.add(slot, hit=right, missed=not right, wrong=not right)
    _score_single(scores, "valuation", gold, predicted, _same_money(gold["valuation"], predicted["valuation"]))
    if gold["date"]:
        right = predicted["date"] is not None and any(
            _same_day(day, predicted["date"]) for day in _options(gold, "date")
        )
        _score_single(scores, "date", gold, predicted, right)


def _same_day(gold: str, predicted: str) -> bool:
    """A month or a year is met by a day in it."""
    return predicted.startswith(gold)


def _add_all(scores: Scores, deal: Json, outcome: str) -> None:
    """Counts every slot of a deal that has no counterpart."""
    for role in ROLES:
        scores.add(role, **{outcome: len(deal[role])})
    for slot in ("amount", "stake_percent"):
        scores.add(slot, **{outcome: deal[slot] is not None})


# people


def _score_people(scores: Scores, gold: list[Json], predicted: list[Json]) -> None:
    pairs, missed, left = _match(gold, predicted, lambda g, p: same_person(g["name"], p["name"]))
    pairs = [(g, p) for g, p in pairs if not g.get("optional")]
    missed = [g for g in missed if not g.get("optional")]
    scores.add("people", len(pairs), len(missed), len(left))
    for g, p in pairs:
        _score_organisation(scores, g["organisation"], p["organisation"])
        _score_move(scores, g, p)
    for g in missed:
        _score_move(scores, g, None)


def _score_organisation(scores: Scores, gold: str | None, predicted: str | None) -> None:
    """Only where gold names one: a person who belongs nowhere in particular may be put somewhere."""
    if gold:
        right = predicted is not None and same_company(gold, predicted)
        scores.add("organisations", hit=right, missed=not right, wrong=predicted is not None and not right)


def _move_kinds(person: Json) -> set[str]:
    """The kinds of move that count as right; empty where nobody moves: who founded the company, who stays."""
    kinds = set(person["move"]["kind"].split("|")) if person["move"] else set()
    return kinds - {"stays", "founder"}


def _score_move(scores: Scores, gold: Json, predicted: Json | None) -> None:
    """Right where one end of the move is; who may as well be said to stay (`stays|leaves`) is left out."""
    wanted = bool(_move_kinds(gold))
    given = bool(predicted and _move_kinds(predicted))
    if wanted and len(_move_kinds(gold)) < len(gold["move"]["kind"].split("|")):
        return
    ends = (
        [(gold["move"][end], predicted["move"][end]) for end in ("from", "to")]
        if predicted and wanted and given
        else []
    )
    right = any(a and b and same_company(a, b) for a, b in ends)
    scores.add("moves", hit=right, missed=wanted and not right, wrong=given and not right)
