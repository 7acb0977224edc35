"""Records as JSON: the contract that `extract` prints, and the lossless form the database keeps."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, cast

from storage.records import Advisor, DealFacts, Evidence, FieldValue, Money, Move, Note, PersonFacts, Reading, Stake


def reading_as_json(reading: Reading) -> dict[str, Any]:
    """The `lang`, `deals` and `people` of one text as `python -m bot extract` prints them.

    Numbers are ints where whole, else floats; what the text does not give is null or an empty list.
    """
    return {
        "lang": reading.lang,
        "deals": [_deal(deal) for deal in reading.deals],
        "people": [_person(person) for person in reading.people],
    }


def deal_facts_as_json(facts: DealFacts) -> dict[str, Any]:
    """Lossless: decimals as text, absent values left out. `deal_facts_from_json` gives the same record back."""
    return cast(dict[str, Any], _encode(facts))


def deal_facts_from_json(form: Mapping[str, Any]) -> DealFacts:
    return cast(DealFacts, _decoder(DealFacts)(form))


def person_facts_as_json(facts: PersonFacts) -> dict[str, Any]:
    """Lossless, as `deal_facts_as_json`."""
    return cast(dict[str, Any], _encode(facts))


def person_facts_from_json(form: Mapping[str, Any]) -> PersonFacts:
    return cast(PersonFacts, _decoder(PersonFacts)(form))


def field_as_json(value: FieldValue) -> Any:
    """The value of one field of `DealFacts`, lossless. `field_from_json` gives it back."""
    return _encode(value)


def field_from_json(field: str, form: Any) -> FieldValue:
    """Raises `ValueError` for what the field cannot hold, `KeyError` for a field there is not."""
    try:
        return cast(FieldValue, _decoder(_hints(DealFacts)[field])(form))
    except (TypeError, AttributeError, ArithmeticError) as wrong:
        raise ValueError(f"{field} cannot hold {form!r}") from wrong


def note_as_json(note: Note) -> dict[str, Any]:
    """Lossless, as `deal_facts_as_json`."""
    return cast(dict[str, Any], _encode(note))


def note_from_json(form: Mapping[str, Any]) -> Note:
    return cast(Note, _decoder(Note)(form))


def _deal(facts: DealFacts) -> dict[str, Any]:
    close, valuation = facts.expected_close, facts.valuation
    return {
        "primary": facts.primary,
        "type": facts.type.value,
        "tags": list(facts.tags),
        "status": facts.status.value,
        "status_text": facts.status_text,
        "acquirers": list(facts.acquirers),
        "targets": list(facts.targets),
        "sellers": list(facts.sellers),
        "advisors": [_advisor(advisor) for advisor in facts.advisors],
        "amount": _money(facts.amount) if facts.amount else None,
        "disclosed": facts.disclosed.value,
        "other_amounts": [_money(amount) for amount in facts.other_amounts],
        "valuation": valuation
        and {"value": _number(valuation.value), "currency": valuation.currency, "text": valuation.text},
        "consideration": facts.consideration.value if facts.consideration else None,
        "stake_percent": _number(facts.stake_percent),
        "stake": _stake(facts.stake) if facts.stake else None,
        "date": facts.date,
        "expected_close": close and {"text": close.text, "period": close.period},
        "target_business": facts.target_business,
        "target_location": facts.target_location,
        "confidence": facts.confidence,
        "reasons": list(facts.reasons),
        "evidence": [_evidence(evidence) for evidence in facts.evidence],
    }


def _person(facts: PersonFacts) -> dict[str, Any]:
    return {
        "name": facts.name,
        "role": facts.role,
        "organisation": facts.organisation,
        "age": facts.age,
        "evidence": [_evidence(evidence) for evidence in facts.evidence],
        "move": _move(facts.move) if facts.move else None,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "from": move.from_organisation,
        "to": move.to_organisation,
        "new_role": move.new_role,
        "kind": move.kind.value,
    }


def _advisor(advisor: Advisor) -> dict[str, Any]:
    return {"name": advisor.name, "side": advisor.side, "kind": advisor.kind}


def _money(money: Money) -> dict[str, Any]:
    form = {
        "value": _number(money.value),
        "currency": money.currency,
        "text": money.text,
        "kind": money.kind.value,
        "qualifier": money.qualifier.value,
    }
    return form if money.low is None else {**form, "low": _number(money.low)}


def _stake(stake: Stake) -> dict[str, Any]:
    steps = {"before": stake.before, "after": stake.after, "sought": stake.sought}
    return {**{step: _number(share) for step, share in steps.items()}, "text": stake.text}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"field": evidence.field, "sentence": evidence.sentence, "start": evidence.start, "end": evidence.end}


def _number(value: Decimal | None) -> int | float | None:
    if value is None or not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _encode(value: Any) -> Any:
    match value:
        case StrEnum():
            return value.value
        case Decimal():
            return str(value)
        case tuple():
            return [_encode(each) for each in value]
    if not is_dataclass(value):
        return value
    pairs = ((each, getattr(value, each.name)) for each in fields(value))
    # only what says nothing is left out: any other default may change with a later version
    return {each.name: _encode(held) for each, held in pairs if held != each.default or held not in (None, ())}


@cache
def _decoder(hint: Any) -> Callable[[Any], Any]:
    """What reads `_encode`'s form of a type back."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        inner = _decoder(next(each for each in typing.get_args(hint) if each is not type(None)))
        return lambda form: None if form is None else inner(form)
    if typing.get_origin(hint) is tuple:
        item = _decoder(typing.get_args(hint)[0])
        return lambda form: tuple(item(each) for each in form)
    if is_dataclass(hint):
        return _record_decoder(cast(type, hint))
    return hint if isinstance(hint, type) and issubclass(hint, StrEnum | Decimal) else lambda form: form


@cache
def _hints(record: type) -> Mapping[str, Any]:
    return typing.get_type_hints(record)


def _record_decoder(record: type) -> Callable[[Any], Any]:
    hints = _hints(record)
    readers = {each.name: _decoder(hints[each.name]) for each in fields(cast(Any, record))}
    required = {each.name for each in fields(cast(Any, record)) if each.default is MISSING}

    def decode(form: Mapping[str, Any]) -> Any:
        missing = required - form.keys()
        if missing:
            raise ValueError(f"{record.__name__} without {', '.join(sorted(missing))}")
        return record(**{name: read(form[name]) for name, read in readers.items() if name in form})

    return decode
