"""The modal in which a deal's fields are corrected: what is known now stands in each field."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from slack_sdk.models.blocks import Block, DividerBlock, InputBlock, MarkdownTextObject, Option, SectionBlock

from handlers.blocks import formats, limits
from handlers.blocks.buttons import undo_button
from handlers.blocks.deal import parties, party_labels
from handlers.blocks.doubts import corrected_by, value
from handlers.blocks.doubts import label as field_label
from handlers.blocks.formats import day
from handlers.blocks.message import section
from handlers.blocks.modal import choice, entry, label, modal, text_entry
from handlers.blocks.mrkdwn import bold, clean
from handlers.blocks.words import Words
from handlers.blocks.words.deciding import DECIDING
from storage.records import (
    AmountKind,
    Correction,
    Deal,
    DealFacts,
    DealStatus,
    DealType,
    ExpectedClose,
    Money,
    Qualifier,
)

CALLBACK = "deal.correct"
ENTRY = "entry"  # the action id of every field
KIND = "amount_kind"  # stands beside the amount and is a part of it
KINDS = (
    AmountKind.PRICE,
    AmountKind.INVESTMENT,
    AmountKind.PER_SHARE,
    AmountKind.ENTERPRISE_VALUE,
    AmountKind.UP_TO,
)
PARTIES = ("acquirers", "targets", "sellers")
FIELDS = (
    *("type", "status"),
    *PARTIES,
    *("amount", "stake_percent", "date", "expected_close", "target_business", "target_location"),
)
_HINTS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(PARTIES, "hint_names")
    | {"amount": "hint_amount", "stake_percent": "hint_stake", "date": "hint_date", "expected_close": "hint_close"}
)
_CORRECTIONS_SHOWN = 20


def correct_form(deal: Deal, words: Words, metadata: str) -> dict[str, Any]:
    """`metadata` says where the button stood. A field too long for an entry is not offered."""
    texts = DECIDING.of(words.lang)
    blocks: list[Block] = [section(texts["correct_how"].format(deal=parties(deal.facts, words)))]
    for field in FIELDS:
        blocks += _entries(deal, field, words)
    blocks += corrections(deal, words)
    return modal(CALLBACK, words.lang, texts["correct_title"], blocks, submit=texts["save"], metadata=metadata)


def mark(typed: str) -> str:
    """Of what stood in a field when the modal was opened: its block's id carries it, so that a change is noticed."""
    return hashlib.sha256(normal(typed).encode("utf-8", "replace")).hexdigest()[:12]


def normal(typed: str) -> str:
    """An entry without the blanks that do not matter: each line cleaned, empty ones left out."""
    return "\n".join(filter(None, (clean(line) for line in typed.splitlines())))


def corrections(deal: Deal, words: Words) -> Iterator[Block]:
    """What was corrected so far, each with a button that takes it back."""
    if not deal.corrections:
        return
    yield DividerBlock()
    yield section(DECIDING.of(words.lang)["corrections"])
    for each in deal.corrections[:_CORRECTIONS_SHOWN]:
        yield SectionBlock(
            text=MarkdownTextObject(text=_correction(each, words), verbatim=True),
            accessory=undo_button([each.decision_id], deal.id, words.lang),
        )


def _correction(of: Correction, words: Words) -> str:
    return f"{bold(field_label(of.field, words))}: {value(of.field, of.value, words)} - {corrected_by(of, words)}"


def _entries(deal: Deal, field: str, words: Words) -> Iterator[InputBlock]:
    typed = as_typed(field, deal.facts, words)
    if len(typed) > limits.ENTRY:
        return
    texts, name = DECIDING.of(words.lang), _label(field, deal.facts, words)
    if field in ("type", "status"):
        menu = choice(ENTRY, list(_options(field, words)), typed)
        yield entry(f"{field}.{mark(typed)}", name, menu, hint=_corrected_hint(deal, field, words), optional=False)
        return
    hints = (texts[_HINTS[field]] if field in _HINTS else "", _corrected_hint(deal, field, words))
    typing = text_entry(ENTRY, typed, multiline=field in PARTIES)
    yield entry(f"{field}.{mark(typed)}", name, typing, hint=" ".join(filter(None, hints)))
    if field == "amount":
        kind = as_typed(KIND, deal.facts, words)
        options = [Option(value=each.value, text=label(texts[f"kind_{each.value}"], limits.OPTION)) for each in KINDS]
        yield entry(f"{KIND}.{mark(kind)}", texts["amount_kind"], choice(ENTRY, options, kind))


def _label(field: str, facts: DealFacts, words: Words) -> str:
    labels = dict(zip(PARTIES, party_labels(facts), strict=True))
    return words.labels[labels[field]] if field in labels else field_label(field, words)


def _corrected_hint(deal: Deal, field: str, words: Words) -> str:
    known = next((each for each in deal.corrections if each.field == field), None)
    return DECIDING.of(words.lang)["hint_corrected"].format(date=day(known.at.date(), words)) if known else ""


def _options(field: str, words: Words) -> Iterator[Option]:
    named: Mapping[Any, str] = words.types if field == "type" else words.statuses
    each: StrEnum
    for each in DealType if field == "type" else DealStatus:
        name = named[each] or DECIDING.of(words.lang)["unknown"]
        yield Option(value=each.value, text=label(name, limits.OPTION))


def as_typed(field: str, facts: DealFacts, words: Words) -> str:
    """A field's value as somebody would type it; "" where it is not known."""
    if field == KIND:
        kind = facts.amount.kind if facts.amount else AmountKind.PRICE
        return (kind if kind in KINDS else AmountKind.PRICE).value
    match getattr(facts, field):
        case Money() as money:
            return _money(money, words)
        case ExpectedClose(text, period):
            return clean(period or text)
        case Decimal() as share:
            return formats.number(share, words) if share.is_finite() else ""
        case tuple() as names:
            return "\n".join(filter(None, map(clean, names)))
        case StrEnum() as chosen:
            return chosen.value
        case str() as text:
            return clean(text)
    return ""


def _money(of: Money, words: Words) -> str:
    low = of.low if of.qualifier is Qualifier.RANGE else None
    if not of.value.is_finite() or (low is not None and not low.is_finite()):
        return ""
    shown = formats.typed_amount(of.value, clean(of.currency), words)
    if low is not None:
        return f"{formats.typed_amount(low, clean(of.currency), words)} - {shown}"
    qualifier = Qualifier.EXACT if of.qualifier is Qualifier.RANGE else of.qualifier
    return words.qualified[qualifier].format(amount=shown)
