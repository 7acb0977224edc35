"""What can be pressed on a deal's card, and how a card's blocks are told apart in a message.

Every block of a card has an id that names the card's language and deal, so that a click knows both, and a changed
deal is found again in the messages that tell of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, ConfirmObject, Option, OverflowMenuElement

from handlers.blocks.mrkdwn import clean
from handlers.blocks.words.cards import CARDS
from storage.records import Deal, DealFacts, RelatedDeal

CARD = "card"
_LONGEST_NAME = 100  # characters, so that two with their escapes go into a button's value
# What a block's id says it is of its card; the others are numbered
HEAD, BUTTONS, MENU, STUB = "head", "buttons", "menu", "stub"
REST = "rest"  # of a stub: what it stands for was more than the head


@dataclass(frozen=True, slots=True)
class CardKey:
    """Which card a block belongs to: in which language it tells of which deal."""

    lang: str
    deal_id: str

    def __str__(self) -> str:
        return f"{CARD}.{self.lang}.{self.deal_id}"


def key_of(block_id: str | None) -> CardKey | None:
    """The card that a block of that id is part of; None for what is not part of one."""
    parts = (block_id or "").split(".")
    return CardKey(parts[1], parts[2]) if len(parts) >= 4 and parts[0] == CARD else None


def parts_of(block_id: str) -> set[str]:
    """Which part of its card a block is: `HEAD`, `BUTTONS`, `MENU` or another; of a stub those it stands for."""
    part, *more = block_id.split(".")[3:]
    return {STUB, *more[0].split("-")} if part == STUB else {part}


def stub_id(key: CardKey, parts: Iterable[str], number: int) -> str:
    """The id of a block that stands for the whole of a card which is not shown for now, and had these parts."""
    return f"{key}.{STUB}.{'-'.join(sorted(set(parts) & {HEAD, BUTTONS, MENU, REST}))}.{number}"


def card_buttons(deal: Deal, key: CardKey) -> ActionsBlock:
    """The buttons of a card that has a message to itself."""
    texts = CARDS.of(key.lang)
    parting = [_button("apart", deal, texts["apart"])] if _can_part(deal) else []
    wrong = ButtonElement(
        text=texts["not_a_deal"],
        action_id="deal.not_a_deal",
        value=deal.id,
        style="danger",
        confirm=ConfirmObject(
            title=texts["confirm_title"], text=texts["confirm_text"], confirm=texts["confirm"], deny=texts["deny"]
        ),
    )
    return ActionsBlock(
        block_id=f"{key}.{BUTTONS}",
        elements=[
            *(_button(verb, deal, texts[verb]) for verb in ("correct", "sources", "watch", "same")),
            *parting,
            wrong,
        ],
    )


def card_menu(deal: Deal, key: CardKey) -> ActionsBlock:
    """The same, small, for a card that stands among others."""
    texts = CARDS.of(key.lang)
    verbs = ("correct", "same", *(("apart",) if _can_part(deal) else ()), "not_a_deal")
    options = [Option(value=f"{verb}.{deal.id}", label=texts[verb]) for verb in verbs]
    return ActionsBlock(
        block_id=f"{key}.{MENU}",
        elements=[
            *(_button(verb, deal, texts[verb]) for verb in ("sources", "watch")),
            OverflowMenuElement(action_id="deal.menu", options=options),
        ],
    )


def pair_buttons(deal: Deal, other: RelatedDeal, key: CardKey) -> ActionsBlock:
    """The answers to whether two deals are one; where only two names speak against it, that these are one, too."""
    texts, other_id = CARDS.of(key.lang), other.relation.other_id
    value = json.dumps({"deal": deal.id, "other": other_id})
    names = _two_names(deal.facts, other)
    tie = json.dumps({"deal": deal.id, "other": other_id, "name": names[1], "full": names[0]}) if names else ""
    same_name = [ButtonElement(text=texts["same_company"], action_id="pair.names", value=tie)] if names else []
    return ActionsBlock(
        block_id=f"{key}.pair.{other_id}",
        elements=[
            ButtonElement(text=texts["yes_same"], action_id="pair.same", value=value, style="primary"),
            ButtonElement(text=texts["no_two"], action_id="pair.apart", value=value),
            *same_name,
        ],
    )


def _two_names(facts: DealFacts, other: RelatedDeal) -> tuple[str, str] | None:
    """The one company that each of the two names in the role in which they differ."""
    by_rule = {
        "other_buyer": (facts.acquirers, other.facts.acquirers),
        "other_target": (facts.targets, other.facts.targets),
    }
    for ours, theirs in (by_rule[rule] for rule in other.relation.reasons if rule in by_rule):
        if len(ours) == len(theirs) == 1 and max(len(ours[0]), len(theirs[0])) <= _LONGEST_NAME:
            return clean(ours[0]), clean(theirs[0])
    return None


def undo_button(decision_ids: Sequence[str], deal_id: str, lang: str, ts: str | None = None) -> ButtonElement:
    """Takes decisions back; `ts` is the message with the card that they changed."""
    value = json.dumps({"undo": list(decision_ids), "deal": deal_id, "lang": lang, "ts": ts})
    return ButtonElement(text=CARDS.of(lang)["undo"], action_id="decision.undo", value=value)


def _can_part(deal: Deal) -> bool:
    return len(deal.sources) > 1


def _button(verb: str, deal: Deal, label: str) -> ButtonElement:
    return ButtonElement(text=label, action_id=f"deal.{verb}", value=deal.id)
