"""Numbers, money and days the way English and German readers write them. Everything returned is mrkdwn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from handlers.blocks.limits import PHRASE
from handlers.blocks.mrkdwn import foreign
from handlers.blocks.words import Words
from storage.records import AmountKind, ExpectedClose, Money, Qualifier, Valuation

_SYMBOLS = MappingProxyType(
    {
        **{"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$"},
        **{"SGD": "S$", "TWD": "NT$", "BRL": "R$", "INR": "₹", "KRW": "₩", "ILS": "₪", "TRY": "₺", "RUB": "₽"},
    }
)
_LONGEST = 18  # digits; a longer figure is nobody's money but a mistake: 1E+40 instead of forty digits
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_HALF = re.compile(r"(\d{4})-H([12])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


def number(value: Decimal, words: Words, places: int = 2) -> str:
    """A number with at most `places` decimals and without trailing zeros: 49, 33.3 or 1,250.5."""
    if value.adjusted() >= _LONGEST:
        return f"{value:.3G}"
    digits = f"{value:,.{places}f}"
    digits = digits.rstrip("0").rstrip(".") if places else digits
    return _separated(digits, words)


def _separated(digits: str, words: Words) -> str:
    separators = {",": words.money.thousands, ".": words.money.decimal}
    return "".join(separators.get(character, character) for character in digits)


def percent(value: Decimal, words: Words) -> str:
    return f"{number(value, words)} %"


def amount(value: Decimal, currency: str, words: Words) -> str:
    """`$15bn`, `C$3.7bn`, `CHF 20m`; in German `15 Mrd. $`, `20 Mio. CHF`. Pence (`GBp`, `GBX`) are `1,800p`."""
    if currency in ("GBp", "GBX"):
        return f"{number(value, words)}p"
    power, scale = _scale(value, words)
    symbol = _SYMBOLS.get(currency.upper(), "")
    pattern = words.money.pattern if symbol else words.money.code_pattern
    code = symbol or foreign(currency, 8)
    shown = pattern.format(symbol=code, number=_mantissa(value, power, words), scale=scale)
    return " ".join(shown.split())


def typed_amount(value: Decimal, currency: str, words: Words) -> str:
    """`14.3bn USD`, `14,3 Mrd. USD`: plain text, as `handlers.filters` reads it."""
    power, scale = _scale(value, words)
    blank = " " if scale and "{number} " in words.money.pattern else ""
    return f"{_mantissa(value, power, words)}{blank}{scale} {currency}"


def _mantissa(value: Decimal, power: int, words: Words) -> str:
    if power:
        return number(value.scaleb(-power), words)
    if value.adjusted() >= _LONGEST or value == value.to_integral_value():
        return number(value, words)
    return _separated(f"{value:,.2f}", words)  # cents: two places or none


def _scale(value: Decimal, words: Words) -> tuple[int, str]:
    """The largest scale that leaves at least 1 once rounded to two places: 999,999,999 is 1bn."""
    if value.adjusted() < _LONGEST:
        for power, scale in words.money.scales:
            if round(abs(value).scaleb(-power), 2) >= 1:
                return power, scale
    return 0, ""


def money(what: Money, words: Words, *, short: bool = False) -> str:
    """An amount with its qualifier and kind: "about $15bn", "$48 a share"; `short`: "~$15bn"."""
    patterns = words.short if short else words.qualified
    qualifier = Qualifier.UP_TO if what.kind is AmountKind.UP_TO else what.qualifier
    if qualifier is Qualifier.RANGE and what.low is None:
        qualifier = Qualifier.EXACT
    low = amount(what.low, what.currency, words) if what.low is not None else ""
    shown = patterns[qualifier].format(amount=amount(what.value, what.currency, words), low=low)
    return words.amounts[what.kind].format(amount=shown)


def valuation(what: Valuation, words: Words) -> str:
    return amount(what.value, what.currency, words)


def day(when: date, words: Words) -> str:
    """`18 June 2025`, `18. Juni 2025`."""
    return words.day.format(day=when.day, month=words.months[when.month - 1], year=when.year)


def period(iso: str, words: Words) -> str:
    """An ISO day, month, quarter, half or year in words; anything else as it is."""
    try:
        return day(date.fromisoformat(iso), words)
    except ValueError:
        pass
    if match := _QUARTER.fullmatch(iso):
        return words.quarter.format(year=match[1], number=match[2])
    if match := _HALF.fullmatch(iso):
        return words.halves[int(match[2]) - 1].format(year=match[1])
    if (match := _MONTH.fullmatch(iso)) and 1 <= int(match[2]) <= 12:
        return f"{words.months[int(match[2]) - 1]} {match[1]}"
    return foreign(iso, PHRASE)


def close(what: ExpectedClose, words: Words) -> str:
    return period(what.period, words) if what.period else foreign(what.text, PHRASE)


def is_over(iso: str | None, today: date) -> bool:
    """Whether the whole of an ISO period lies before `today`; False where it is not understood."""
    end = _last_month(iso or "")
    if end is None:
        return False
    if len(iso or "") == len("2025-06-18"):
        return (iso or "") < today.isoformat()
    return end < (today.year, today.month)


def _last_month(iso: str) -> tuple[int, int] | None:
    if match := _QUARTER.fullmatch(iso):
        return int(match[1]), int(match[2]) * 3
    if match := _HALF.fullmatch(iso):
        return int(match[1]), int(match[2]) * 6
    if match := _MONTH.match(iso):
        return int(match[1]), int(match[2])
    return (int(iso), 12) if _YEAR.fullmatch(iso) else None


def enumerated(items: Sequence[str], words: Words, most: int = 4) -> str:
    """`A, B and C`; beyond `most` names, `A, B, C and 4 more`. Empty items are skipped."""
    items = [item for item in items if item]
    if len(items) > most:
        items = [*items[: most - 1], words.more.format(count=len(items) - most + 1)]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {words.conjunction} {items[-1]}"
