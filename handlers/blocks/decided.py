"""What a thread is told when somebody has decided about a deal, with a button to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock

from handlers.blocks.buttons import undo_button
from handlers.blocks.citations import source
from handlers.blocks.deal import parties
from handlers.blocks.doubts import corrected_by, label, person, value
from handlers.blocks.message import Rendered, rendered, sections
from handlers.blocks.words import Words
from handlers.blocks.words.deciding import DECIDING
from storage.records import Correction, Deal, FieldValue, Source


@dataclass(frozen=True, slots=True)
class Change:
    """A field that somebody corrected; `meanwhile` is what another had made of it after the modal was opened."""

    field: str
    value: FieldValue
    before: FieldValue
    meanwhile: Correction | None = None


def corrected(user_id: str, deal: Deal, changes: Sequence[Change], words: Words) -> str:
    """`@anna corrected Price: $14.3bn, before about $15bn.`; several in a list."""
    texts = DECIDING.of(words.lang)
    lines = [
        texts["corrected_one" if len(changes) == 1 else "corrected_line"].format(
            user=person(user_id),
            field=label(each.field, words),
            value=value(each.field, each.value, words),
            before=value(each.field, each.before, words),
        )
        for each in changes
    ]
    if len(changes) == 1:
        return lines[0]
    head = texts["corrected_many"].format(user=person(user_id), deal=parties(deal.facts, words))
    return "\n".join((head, *lines))


def meanwhile(changes: Sequence[Change], words: Words) -> list[str]:
    """What others had made of the same fields, for whoever has just overridden it; empty where nobody had."""
    texts = DECIDING.of(words.lang)
    lines = [
        texts["meanwhile_line"].format(
            field=label(each.field, words),
            value=value(each.field, each.meanwhile.value, words),
            by=corrected_by(each.meanwhile, words),
        )
        for each in changes
        if each.meanwhile
    ]
    return [texts["meanwhile"], *lines] if lines else []


def joined(user_id: str, deal: Deal, other: Deal | None, words: Words) -> str:
    """`other` is None where those who read this may not know it."""
    return _pair("joined", user_id, deal, other, words)


def kept_apart(user_id: str, deal: Deal, other: Deal | None, words: Words) -> str:
    """`other` is None where those who read this may not know it."""
    return _pair("kept_apart", user_id, deal, other, words)


def parted(user_id: str, deal: Deal, article: Source, words: Words) -> str:
    return DECIDING.of(words.lang)["parted"].format(
        user=person(user_id), source=source(article, words), deal=parties(deal.facts, words)
    )


def no_deal(user_id: str, deal: Deal, words: Words) -> str:
    return DECIDING.of(words.lang)["no_deal"].format(user=person(user_id), deal=parties(deal.facts, words))


def _pair(form: str, user_id: str, deal: Deal, other: Deal | None, words: Words) -> str:
    told = {"user": person(user_id), "deal": parties(deal.facts, words)}
    if other is None:
        return DECIDING.of(words.lang)[f"{form}_hidden"].format(**told)
    return DECIDING.of(words.lang)[form].format(**told, other=parties(other.facts, words))


def with_undo(sentence: str, decision_ids: Sequence[str], deal_id: str, words: Words, ts: str | None) -> Rendered:
    """A sentence of the above; `ts` is the message with the card."""
    button = undo_button(decision_ids, deal_id, words.lang, ts)
    return rendered(sentence, *sections(sentence.split("\n")), ActionsBlock(elements=[button]))


def undone(told: str, user_id: str, words: Words) -> Rendered:
    """What had been told, and that it counts no longer."""
    between = "\n" if "\n" in told else " "  # a list of corrections ends before it
    return said(told + between + DECIDING.of(words.lang)["undone"].format(user=person(user_id)))


def said(sentence: str) -> Rendered:
    return rendered(sentence, *sections(sentence.split("\n")))
