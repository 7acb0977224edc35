"""What people type into a deal's fields, as values; amounts as the filters of a question take them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from handlers.blocks.correct_form import PARTIES, normal
from handlers.filters import amount_of
from storage.records import AmountKind, DealFacts, DealStatus, DealType, ExpectedClose, FieldValue, Money, Qualifier

NAMES = 30  # of a role
NAME = 150  # characters
TEXT = 300
FIRST_YEAR, LAST_YEAR = 1900, 2100

_QUALIFIERS = (
    (re.compile(r"(?:~|≈|about|around|approx\.?|approximately|roughly|rund|etwa|circa|ca\.?)\s*"), Qualifier.APPROX),
    (re.compile(r"(?:up to|at most|bis zu|höchstens|max\.?)\s*"), Qualifier.UP_TO),
    (re.compile(r"(?:at least|more than|over|mindestens|mind\.|mehr als|über|>=?)\s*"), Qualifier.AT_LEAST),
)
_RANGE = re.compile(r"(?P<low>.*\d.*?)\s*(?:-|–|\bto\b|\bbis\b)\s*(?P<high>\D{0,4}\d.*)")
_NUMBER = re.compile(r"\D*[\d.,']*\d")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)\s*%?")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_PART = re.compile(r"(?:(?P<year>\d{4})[-/ ]?(?P<part>[qh][1-4])|(?P<part2>[qh][1-4])[-/ ]?(?P<year2>\d{4}))")
_YEAR = re.compile(r"\d{4}")


class Wrong(ValueError):
    """An entry that the field cannot have; `why` names the sentence of DECIDING that says what would be right."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def value_of(field: str, typed: str, facts: DealFacts, lang: str, kind: AmountKind = AmountKind.PRICE) -> FieldValue:
    """The value that somebody typed for a field; None or an empty tuple for nothing. `facts` are the deal's so far.

    Raises `Wrong`.
    """
    typed = normal(typed)
    if field in PARTIES:
        return _names(typed)
    if not typed:
        return None
    if field == "amount":
        return _amount(typed, facts, lang, kind)
    return _READ[field](typed)


def _names(typed: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(typed.splitlines()))
    if len(names) > NAMES or any(len(name) > NAME for name in names):
        raise Wrong("wrong_names")
    return names


def _amount(typed: str, facts: DealFacts, lang: str, kind: AmountKind) -> Money:
    text, qualifier = typed.casefold(), Qualifier.EXACT
    for pattern, meant in _QUALIFIERS:
        if match := pattern.match(text):
            text, qualifier = text[match.end() :], meant
    otherwise = facts.amount.currency if facts.amount else ""
    if ends := _RANGE.fullmatch(text):
        return _range(typed, ends["low"], ends["high"], otherwise, lang, kind)
    value, currency = _figure(text, otherwise, lang)
    return Money(value, currency, typed, kind, qualifier)


def _range(typed: str, low: str, high: str, otherwise: str, lang: str, kind: AmountKind) -> Money:
    """`2-3bn GBP`, `£2bn - 3bn`: the scale and the currency that stand at one end hold for the other."""
    number = _NUMBER.match(high)
    if number and not re.search(r"[a-z]", low):
        low += high[number.end() :]
    least, currency = _figure(low, otherwise or _currency_of(high, lang), lang)
    most, currency = _figure(high, currency, lang)
    if least >= most:
        raise Wrong("wrong_amount")
    return Money(most, currency, typed, kind, Qualifier.RANGE, low=least)


def _currency_of(text: str, lang: str) -> str:
    with suppress(Wrong):
        return _figure(text, "", lang)[1]
    return ""


def _figure(text: str, otherwise: str, lang: str) -> tuple[Decimal, str]:
    try:
        value, currency = amount_of(_with_decimals(text, lang), otherwise)
    except (ValueError, ArithmeticError):
        raise Wrong("wrong_amount") from None
    if value <= 0:
        raise Wrong("wrong_amount")
    if not currency:
        raise Wrong("wrong_currency")
    return (Decimal(int(value)) if value == value.to_integral_value() else value.normalize()), currency


def _with_decimals(text: str, lang: str) -> str:
    """Three decimals are no thousands where the mark is the language's own: 1.125bn, in German 1,125 Mrd."""
    mark = "," if lang.startswith("de") else r"\."
    return re.sub(rf"^(\D*\d+{mark}\d{{3}})(?![\d.,'])", r"\g<1>0", text)


def _share(typed: str) -> Decimal:
    match = _SHARE.fullmatch(typed)
    share = Decimal(match[1].replace(",", ".")) if match else Decimal(0)
    if not 0 < share <= 100:
        raise Wrong("wrong_stake")
    return share


def _day_or_month(typed: str) -> str:
    try:
        return _iso(typed)
    except ValueError:
        raise Wrong("wrong_date") from None


def _close(typed: str) -> ExpectedClose:
    text = typed.casefold()
    if (match := _PART.fullmatch(text)) and (match["part"] or match["part2"]) not in ("h3", "h4"):
        period = f"{match['year'] or match['year2']}-{(match['part'] or match['part2']).upper()}"
        return ExpectedClose(typed, _sane(period))
    try:
        return ExpectedClose(typed, _sane(text) if _YEAR.fullmatch(text) else _iso(text))
    except ValueError:
        raise Wrong("wrong_close") from None


def _iso(typed: str) -> str:
    """A day or a month. Raises `ValueError` for one that there is not."""
    if match := _GERMAN_DAY.fullmatch(typed):
        return _sane(date(int(match[3]), int(match[2]), int(match[1])).isoformat())
    if match := _MONTH.fullmatch(typed):
        return _sane(date(int(match[1]), int(match[2]), 1).isoformat()[:7])
    return _sane(date.fromisoformat(typed).isoformat())


def _sane(period: str) -> str:
    if not FIRST_YEAR <= int(period[:4]) <= LAST_YEAR:
        raise ValueError(period)
    return period


def _text(typed: str) -> str:
    if len(typed) > TEXT:
        raise Wrong("wrong_text")
    return " ".join(typed.splitlines())


_READ: Mapping[str, Callable[[str], FieldValue]] = MappingProxyType(
    {
        "type": DealType,
        "status": DealStatus,
        "stake_percent": _share,
        "date": _day_or_month,
        "expected_close": _close,
        "target_business": _text,
        "target_location": _text,
    }
)


def same_value(one: FieldValue, other: FieldValue) -> bool:
    """Whether two values of a field say the same, however it was put."""
    return _bare(one) == _bare(other)


def _bare(value: FieldValue) -> FieldValue:
    match value:
        case Money():
            return replace(value, text="")
        case ExpectedClose(text, period):
            return ExpectedClose("" if period else text, period)
    return value
