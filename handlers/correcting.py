"""A deal's fields are corrected: the modal with what is known, and what becomes of what is typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from handlers import typed
from handlers.blocks import decided
from handlers.blocks.correct_form import CALLBACK, KIND, as_typed, correct_form, mark
from handlers.blocks.decided import Change
from handlers.blocks.modal import notice
from handlers.blocks.words import words_of
from handlers.blocks.words.deciding import DECIDING
from handlers.deciding import Refused, View, announce, check_may_decide, deal_pressed, opens
from handlers.pressed import Body, Pressed, author_of, pressed_in
from handlers.services import Services
from handlers.typed import Wrong, same_value
from storage import decisions
from storage.decisions import DecisionRefused
from storage.records import AmountKind, Correction, Deal, FieldValue


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a field when the modal is submitted; `opened` is the mark of what stood there at first."""

    block_id: str
    text: str
    opened: str

    @property
    def is_changed(self) -> bool:
        return mark(self.text) != self.opened


class _WrongEntries(Exception):
    """By block, what would be right."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(*sentences.values())
        self.sentences = sentences


def register(app: AsyncApp, services: Services) -> None:
    opens(app, services, "deal.correct", correct_view)

    @app.view(CALLBACK)
    async def submitted(ack: AsyncAck, body: Body, context: AsyncBoltContext, view: Body) -> None:
        pressed = pressed_in(body, context)
        lang = pressed.place.lang
        try:
            overridden = await _corrected(services, pressed, _entries(view))
        except _WrongEntries as wrong:
            await ack(response_action="errors", errors=dict(wrong.sentences))
        except Refused as refused:
            await ack(response_action="update", view=notice(lang, DECIDING.of(lang)[refused.why]))
        else:
            await _closed(ack, lang, overridden)


async def _closed(ack: AsyncAck, lang: str, overridden: Sequence[str]) -> None:
    if overridden:
        await ack(response_action="update", view=notice(lang, *overridden, title="saved_title"))
    else:
        await ack()


async def correct_view(services: Services, pressed: Pressed) -> View:
    """Raises `Refused`."""
    await check_may_decide(services, pressed)
    deal = await deal_pressed(services, pressed)
    return correct_form(deal, words_of(pressed.place.lang), pressed.place.metadata())


async def _corrected(services: Services, pressed: Pressed, entries: Mapping[str, Entry]) -> list[str]:
    """Keep what was changed and tell of it; returns what the author has to know of others who did the same."""
    await check_may_decide(services, pressed)
    deal = await deal_pressed(services, pressed)
    changes = changes_in(entries, deal, pressed.place.lang)
    if not changes:  # sent again, or somebody else said the same meanwhile
        return []
    values = {each.field: each.value for each in changes}
    try:
        kept = await decisions.correct_fields(
            services.store,
            await author_of(services, pressed),
            deal.id,
            values,
            merge=services.merge,
            now=services.now(),
        )
    except DecisionRefused:
        raise Refused("refused") from None
    words = words_of(pressed.place.lang)
    sentence = decided.corrected(pressed.user_id, deal, changes, words)
    await announce(services, pressed, [each.decision.id for each in kept], sentence, [deal.id])
    return decided.meanwhile([each for each in changes if each.meanwhile], words)


def _entries(view: Body) -> dict[str, Entry]:
    found = {}
    for block_id, elements in view["state"]["values"].items():
        field, _, opened = block_id.partition(".")
        found[field] = Entry(block_id, _text(next(iter(elements.values()))), opened)
    return found


def _text(state: Mapping[str, Any]) -> str:
    option = state.get("selected_option")
    return str(option["value"] if option else state.get("value") or "")


def changes_in(entries: Mapping[str, Entry], deal: Deal, lang: str) -> list[Change]:
    """The fields with another value than the deal's. Raises `_WrongEntries`, also where nothing was touched."""
    touched = [field for field in entries if field != KIND and _is_touched(field, entries)]
    if not touched:
        first = next(iter(entries.values()))
        raise _WrongEntries({first.block_id: DECIDING.of(lang)["wrong_nothing"]})
    values: dict[str, FieldValue] = {}
    wrong: dict[str, str] = {}
    for field in touched:
        try:
            values[field] = _value(field, entries, deal, lang)
        except Wrong as why:
            wrong[entries[field].block_id] = DECIDING.of(lang)[why.why].format(
                most=typed.NAMES, length=typed.TEXT if why.why == "wrong_text" else typed.NAME
            )
    if wrong:
        raise _WrongEntries(wrong)
    return [
        Change(field, value, getattr(deal.facts, field), _meanwhile(entries[field], field, deal, lang))
        for field, value in values.items()
        if not same_value(value, getattr(deal.facts, field))
    ]


def _is_touched(field: str, entries: Mapping[str, Entry]) -> bool:
    parts = (field, KIND) if field == "amount" else (field,)
    return any(entries[part].is_changed for part in parts if part in entries)


def _value(field: str, entries: Mapping[str, Entry], deal: Deal, lang: str) -> FieldValue:
    entry = entries[field]
    if field != "amount":
        return typed.value_of(field, entry.text, deal.facts, lang)
    chosen = entries[KIND].text if KIND in entries else ""
    kind = AmountKind(chosen) if chosen else AmountKind.PRICE
    if not entry.is_changed and deal.facts.amount:
        return replace(deal.facts.amount, kind=kind)
    return typed.value_of(field, entry.text, deal.facts, lang, kind)


def _meanwhile(entry: Entry, field: str, deal: Deal, lang: str) -> Correction | None:
    """Another's correction of the field since the modal was opened."""
    if mark(as_typed(field, deal.facts, words_of(lang))) == entry.opened:
        return None
    return next((each for each in deal.corrections if each.field == field), None)
