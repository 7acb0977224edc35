"""Amounts of money as people write them: `1bn`, `€500m`, `1,5 Mrd. €`, `200m chf`, `half a billion`."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType

from storage.rates import shipped_rates

MAX_DIGITS = 18  # before the decimal point of an amount; nobody pays more

_CURRENCIES = MappingProxyType(
    {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "fr": "CHF", "dollar": "USD", "euro": "EUR"}
    | {"franken": "CHF", "franc": "CHF", "swiss franc": "CHF"}
)
_SCALES = MappingProxyType(
    {"": 0, "k": 3, "tsd": 3, "tausend": 3, "thousand": 3}
    | {"m": 6, "mn": 6, "mm": 6, "mio": 6, "million": 6, "millions": 6, "millionen": 6}
    | {"b": 9, "bn": 9, "mrd": 9, "billion": 9, "billions": 9, "milliarde": 9, "milliarden": 9}
    | {"t": 12, "tn": 12, "trn": 12, "trillion": 12, "bio": 12, "billionen": 12}
)
_AMOUNT = re.compile(
    r"(?P<before>us\$|[$€£¥]|[a-z]{3}(?=[\d\s]))?\s*(?P<number>\d[\d.,']*)\s*(?P<rest>[a-z]*)\.?\s*(?P<after>us\$|[$€£¥]|[a-z]{3,7})?"
)
_IN_WORDS = re.compile(r"(half a|(?:eine[rn]? )?halben?|a hundred|hundert|an?|one|eine[rn]?) (?=[^\W\d])")

_SCALE = (
    r"(?:k|tsd|tausend|thousand|m|mn|mm|mio|million(?:s|en)?|bn?|mrd|billion(?:s|en)?|milliarden?|tn|trn|trillion|bio)"
)
CURRENCY = (
    r"(?:us\$|[$€£¥]|(?:usd|eur|gbp|chf|jpy|cny|cad|aud|sek|nok|dkk|pln|inr|(?:us[- ])?dollars?|euros?|franken)(?!\w))"
)
# An amount inside a question: a number with a scale or a currency, or "half a billion"
BARE = r"\d(?:[\d.,']*\d)?"
IN_WORDS = (
    rf"(?:{CURRENCY}\s?{BARE}(?:[ -]?{_SCALE}\b\.?)?"
    rf"|{BARE}[ -]?{_SCALE}\b\.?(?:[ -]?{CURRENCY})?"
    rf"|{BARE}\s?{CURRENCY}"
    rf"|(?:half a|(?:eine[rn]?\s)?halben?|a hundred|an?|one|eine[rn]?)\s{_SCALE}\b(?:\s{CURRENCY})?)"
)
SCALE_AND_CURRENCY = rf"(?:[ -]?{_SCALE}\b\.?)?(?:\s?{CURRENCY})?$"


class NotUnderstood(ValueError):
    """A value means nothing for its key."""


def amount(value: str, otherwise: str) -> tuple[Decimal, str]:
    """A number and its currency; without one, `otherwise`. Raises `NotUnderstood`."""
    text = " ".join(value.casefold().replace("-", " " if " " not in value and value[:1] != "-" else "-").split())
    match = _AMOUNT.fullmatch(_IN_WORDS.sub(lambda found: _spoken(found[1]), text).replace("us dollar", "dollar"))
    if not match:
        raise NotUnderstood
    scale, after = match["rest"], match["after"]
    if scale not in _SCALES and not after:
        if scale in _CURRENCIES or scale.rstrip("s") in _CURRENCIES or shipped_rates().knows(scale.upper()):
            scale, after = "", scale  # 500 euros
        elif scale[:-3] in _SCALES:  # 500meur, 500eur
            scale, after = scale[:-3], scale[-3:]
    if scale not in _SCALES:
        raise NotUnderstood
    number = _decimal(match["number"]).scaleb(_SCALES[scale])
    if number.adjusted() >= MAX_DIGITS:
        raise NotUnderstood
    return number, _currency(match["before"] or after, otherwise)


def _spoken(words: str) -> str:
    if "hal" in words:
        return "0.5 "
    return "100 " if "hund" in words else "1 "


def _decimal(digits: str) -> Decimal:
    """1.5 and 1,5; groups of three digits after marks are thousands: 1,500 and 1.500.000."""
    marks = re.findall(r"[.,']", digits)
    if not marks:
        return Decimal(digits)
    parts = re.split(r"[.,']", digits)
    grouped = all(len(part) == 3 for part in parts[1:]) and 0 < len(parts[0]) <= 3 and parts[0] != "0"
    if grouped and len(set(marks)) == 1:
        return Decimal("".join(parts))
    if not parts[-1] or any(len(part) != 3 for part in parts[1:-1]):
        raise NotUnderstood
    return Decimal("".join(parts[:-1]) + "." + parts[-1])


def _currency(sign: str | None, otherwise: str) -> str:
    if not sign:
        return otherwise
    if sign in _CURRENCIES:
        return _CURRENCIES[sign]
    code = _CURRENCIES.get(sign.rstrip("s"), sign.upper())
    if not shipped_rates().knows(code):
        raise NotUnderstood
    return code
