"""A deal or a move as one sentence, for notifications and screen readers, which see no blocks.

The sentence's verb follows the deal's type, its mood the deal's status: a rumour is never told as a fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from handlers.blocks.formats import enumerated, money, percent
from handlers.blocks.limits import PHRASE
from handlers.blocks.mrkdwn import clean, foreign, name
from handlers.blocks.words import Action, Mood, Words
from handlers.blocks.words.roles import role_in
from storage.records import DealFacts, DealStatus, DealType, Disclosed, Move, MoveKind, PersonFacts

_MOODS = MappingProxyType(
    {
        DealStatus.RUMOURED: Mood.MAYBE,
        DealStatus.PROPOSED: Mood.WANTS,
        DealStatus.COMPLETED: Mood.DONE,
        DealStatus.TERMINATED: Mood.OFF,
        DealStatus.BLOCKED: Mood.OFF,
    }
)
_MOST = 3  # names a role


@dataclass(frozen=True, slots=True)
class _Clause:
    action: Action
    subjects: Sequence[str]
    object: str
    price_told: bool = False  # the amount is part of `object`


def deal_sentence(facts: DealFacts, words: Words) -> str:
    """`Meta buys 49 % of Scale AI for about $15bn (announced).`"""
    clause = _clause(facts, words)
    asides = [words.statuses[facts.status], *_price_aside(facts, clause, words)]
    told = ", ".join(filter(None, asides))
    return _spoken(clause, _MOODS.get(facts.status, Mood.NOW), words) + (f" ({told})." if told else ".")


def _price_aside(facts: DealFacts, clause: _Clause, words: Words) -> list[str]:
    if facts.disclosed is Disclosed.UNDISCLOSED and facts.amount is None:
        return [words.texts["price_undisclosed"]]
    return [] if clause.price_told or facts.amount is None else [money(facts.amount, words)]


def _spoken(clause: _Clause, mood: Mood, words: Words) -> str:
    verb = words.verbs[clause.action]
    several = len(clause.subjects) > 1
    sentence = words.moods[mood][several].format(
        subject=enumerated(clause.subjects, words, _MOST) or words.objects["someone"],
        object=clause.object,
        finite=verb.plural if several else verb.singular,
        infinitive=verb.infinitive,
        participle=verb.participle,
        auxiliary=verb.auxiliary[several],
    )
    return " ".join(sentence.split())


def _clause(facts: DealFacts, words: Words) -> _Clause:
    match facts.type:
        case DealType.FUNDING_ROUND:
            return _round(facts, words)
        case DealType.MERGER if len(facts.targets) > 1 or not facts.acquirers:
            return _Clause(Action.MERGE, names(facts.targets), "")
        case DealType.MERGER:
            return _Clause(
                Action.MERGE, names(facts.acquirers), words.objects["with"].format(target=_target(facts, words))
            )
        case DealType.JOINT_VENTURE:
            return _venture(facts, words)
        case DealType.SPIN_OFF:
            return _Clause(Action.SPIN_OFF, names(facts.sellers or facts.acquirers), _target(facts, words))
        case DealType.IPO:
            return _Clause(Action.GO, names(facts.targets or facts.acquirers), words.objects["public"])
        case DealType.OTHER if facts.acquirers:
            return _Clause(
                Action.MAKE, names(facts.acquirers), words.objects["deal_with"].format(target=_target(facts, words))
            )
    return _purchase(facts, words) if facts.acquirers else _sale(facts, words)


def _purchase(facts: DealFacts, words: Words) -> _Clause:
    action = Action.TAKE_OVER if facts.type is DealType.ACQUIHIRE and facts.stake_percent is None else Action.BUY
    what = [_share(facts, words), _seller(facts, words), _price(facts, words)]
    return _Clause(action, names(facts.acquirers), " ".join(what), price_told=True)


def _sale(facts: DealFacts, words: Words) -> _Clause:
    """Told without a buyer: from the seller's side, or else from the target's."""
    if facts.sellers:
        what = f"{_share(facts, words)} {_price(facts, words)}"
        return _Clause(Action.SELL, names(facts.sellers), what, price_told=True)
    share = "buyer" if facts.stake_percent is None else "buyer_for_share"
    what = words.objects[share].format(stake=_stake(facts, words))
    return _Clause(Action.FIND, names(facts.targets), f"{what} {_price(facts, words)}", price_told=True)


def _round(facts: DealFacts, words: Words) -> _Clause:
    raised = money(facts.amount, words) if facts.amount else words.objects["money"]
    if not facts.targets:
        return _Clause(Action.INVEST, names(facts.acquirers), raised, price_told=True)
    investors = enumerated(names(facts.acquirers), words, _MOST)
    source = words.objects["from"].format(seller=investors) if investors else ""
    return _Clause(Action.RAISE, names(facts.targets), f"{raised} {source}", price_told=True)


def _venture(facts: DealFacts, words: Words) -> _Clause:
    venture = words.objects["named_venture" if facts.targets else "venture"].format(target=_target(facts, words))
    return _Clause(Action.FORM, names(facts.acquirers), venture)


def _share(facts: DealFacts, words: Words) -> str:
    """What changes hands: "49 % of Scale AI", "a majority of …", "the team of …", or just the name."""
    kinds = {
        DealType.MAJORITY_STAKE: "majority",
        DealType.MINORITY_STAKE: "minority",
        DealType.ASSET_PURCHASE: "assets",
        DealType.ACQUIHIRE: "team",
    }
    part = facts.stake_percent is not None and facts.stake_percent < 100
    pattern = words.objects["share"] if part else words.objects.get(kinds.get(facts.type, ""), "{target}")
    return pattern.format(stake=_stake(facts, words), target=_target(facts, words))


def _stake(facts: DealFacts, words: Words) -> str:
    return percent(facts.stake_percent, words) if facts.stake_percent is not None else ""


def _target(facts: DealFacts, words: Words) -> str:
    return enumerated(names(facts.targets), words, _MOST) or words.objects["unnamed"]


def _seller(facts: DealFacts, words: Words) -> str:
    sellers = enumerated(names(facts.sellers), words, _MOST)
    return words.objects["from"].format(seller=sellers) if sellers else ""


def _price(facts: DealFacts, words: Words) -> str:
    if facts.amount is None:
        return ""
    return words.objects["for"].format(amount=money(facts.amount, words))


def names(parties: Sequence[str]) -> list[str]:
    """Parties' names as mrkdwn, in order, without empty ones."""
    return [name(party) for party in parties if clean(party)]


def move_sentence(facts: PersonFacts, words: Words, shown: str | None = None) -> str:
    """`Alexandr Wang moves from Scale AI to Meta`, without a full stop; "" for a person who does not move.

    `shown` is mrkdwn to stand for the name, for example in bold.
    """
    move = facts.move
    if move is None:
        return ""
    origin, to, post = _ends(facts, move)
    origin, to, role = (foreign(part or "", PHRASE) for part in (origin, to, role_in(post or "", words.lang)))
    form = words.moves[_form(move.kind, origin, to, role)]
    as_what = words.moves["post"].format(role=role) if role else ""
    return form.format(name=shown or name(facts.name), origin=origin, to=to, role=role, post=as_what)


def organisations_told(facts: PersonFacts) -> set[str]:
    """Those that the sentence about a person's move names."""
    return set(filter(None, _ends(facts, facts.move)[:2])) if facts.move else set()


def _ends(facts: PersonFacts, move: Move) -> tuple[str | None, str | None, str | None]:
    """From where, to where, as what. Who leaves or stays does so where the facts say the person is."""
    if move.kind in (MoveKind.STAYS, MoveKind.FOUNDER):
        return None, move.to_organisation or move.from_organisation or facts.organisation, move.new_role
    if move.kind is MoveKind.STEPS_DOWN:
        return move.from_organisation or facts.organisation, move.to_organisation, facts.role
    if move.kind is MoveKind.LEAVES:
        return move.from_organisation or facts.organisation, move.to_organisation, move.new_role
    return move.from_organisation, move.to_organisation, move.new_role


def _form(kind: MoveKind, origin: str, to: str, role: str) -> str:
    match kind:
        case MoveKind.FOUNDER | MoveKind.STAYS:
            return kind.value if to else f"{kind.value}_somewhere"
        case MoveKind.STEPS_DOWN:
            return kind.value if origin else f"{kind.value}_somewhere"
        case MoveKind.APPOINTED if role:
            return "appointed" if to else "appointed_somewhere"
        case MoveKind.LEAVES if not to:
            return "leaves" if origin else "leaves_somewhere"
    if origin and to:
        return "moves"
    return "joins" if to else "moves_somewhere"
