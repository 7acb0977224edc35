"""Amounts of money in a text: value, currency, qualifier and the words round them, in both languages' formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from bot.extraction.lexicon import Lexicon, lexicon
from storage.records import AmountKind, Money, Qualifier

_SIGNS = {
    "US$": "USD", "U.S.$": "USD", "USD": "USD", "C$": "CAD", "CA$": "CAD", "CAD": "CAD", "A$": "AUD", "AU$": "AUD",
    "AUD": "AUD", "HK$": "HKD", "HKD": "HKD", "S$": "SGD", "SGD": "SGD", "NZ$": "NZD", "NZD": "NZD", "NT$": "TWD",
    "R$": "BRL", "BRL": "BRL", "MX$": "MXN", "$": "USD", "€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP",
    "¥": "JPY", "JPY": "JPY", "₹": "INR", "Rs.": "INR", "Rs": "INR", "INR": "INR", "₩": "KRW", "KRW": "KRW",
    "₽": "RUB", "CHF": "CHF", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "CNY": "CNY", "RMB": "CNY", "PLN": "PLN",
    "ZAR": "ZAR", "₪": "ILS", "AED": "AED", "RM": "MYR", "SFr": "CHF", "Fr.": "CHF",
}  # fmt: skip
# hundredths that prices per share come in
_HUNDREDTHS = {"GBX": "GBP", "USX": "USD", "EUX": "EUR"}
_AROUND = 28  # characters before an amount in which "about" or "up to" counts


@dataclass(frozen=True)
class Amount:
    """Money with its place: `source[start:end] == money.text`."""

    money: Money
    start: int
    end: int


def find_money(text: str, lang: str, offset: int = 0) -> list[Amount]:
    """The amounts in a sentence, in order; `offset` is where the sentence starts in the article."""
    words = lexicon(lang)
    grammar = _grammar(lang)
    found: list[Amount] = []
    for match in grammar.finditer(text):
        money = _money(match, text, words)
        if money is not None:
            found.append(Amount(money, match.start() + offset, match.end() + offset))
    return found


@lru_cache(maxsize=4)
def _grammar(lang: str) -> re.Pattern[str]:
    """One expression for "$1.5 bn", "1,5 Mrd. Euro", "EUR 30 m", "two to three billion euros", "C$48 a share"."""
    table = lexicon(lang).tables["money"]
    number = r"\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
    spelled = _alternatives(table["numbers"])
    multiplier = _alternatives(table["multipliers"])
    currency = _alternatives(table["currencies"])
    sign = _alternatives(_SIGNS)
    link = r"(?:\s?(?:-|–|to|bis|and|und|or|oder)\s?)"
    value = rf"(?:{number}|\b(?i:{spelled})\b)"
    return re.compile(
        rf"""
        (?:(?<![\w$€£¥])(?P<sign>{sign})\s?(?P<low1>{number})?(?(low1)(?:\s?(?:{multiplier})(?!\w))?{link}(?:{sign})?\s?)(?P<number1>{number})
            (?:[\s-]?(?P<unit1>(?i:{multiplier}))(?!\w))?
        |(?<![\w.,])(?:(?P<low2>{value})(?:\s(?:{multiplier})\b)?{link})?(?P<number2>{value})
            (?:[\s-]?(?P<unit2>(?i:{multiplier})))?(?:\s|-)?(?:(?P<currency>(?i:{currency}))\b|(?P<sign2>[€$£]|EUR|USD|CHF|GBP)(?!\w))
        )
        """,
        re.X,
    )


def _alternatives(table: Mapping[str, object]) -> str:
    return "|".join(re.escape(key).replace(r"\ ", r"[\s-]") for key in sorted(table, key=len, reverse=True))


def _money(match: re.Match[str], text: str, words: Lexicon) -> Money | None:
    table = words.tables["money"]
    code = _currency(match, table)
    unit = (match["unit1"] or match["unit2"] or "").casefold()
    factor = Decimal(int(table["multipliers"].get(unit, 1)))
    value = _number(match["number1"] or match["number2"], table, words.lang)
    low = match["low1"] or match["low2"]
    lowest = _number(low, table, words.lang) if low else None
    if value is None or code is None:
        return None
    if code in _HUNDREDTHS:
        code, factor = _HUNDREDTHS[code], factor / 100
    money = Money(value * factor, code, match[0].strip(), low=lowest * factor if lowest is not None else None)
    return _qualified(money, text[max(0, match.start() - _AROUND) : match.start()], text[match.end() :], table["cues"])


def _currency(match: re.Match[str], table: Mapping[str, Mapping[str, str]]) -> str | None:
    if sign := match["sign"] or match["sign2"]:
        return _SIGNS.get(sign)
    name = re.sub(r"\s+", " ", match["currency"].casefold())
    return table["currencies"].get(name) or table["currencies"].get(name.replace("-", " "))


def _number(text: str, table: Mapping[str, Mapping[str, float]], lang: str) -> Decimal | None:
    """A number as either language writes it: "1,234.5", "1.234,5", "1'234", "zwei"."""
    spelled = table["numbers"].get(text.casefold())
    if spelled is not None:
        return Decimal(str(spelled))
    digits = text.replace("'", "").replace("’", "")
    decimal, thousands = (",", ".") if lang == "de" else (".", ",")
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", digits):
        digits = digits.replace(thousands, "").replace(decimal, ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:\.\d{3}){2,}", digits):
        digits = re.sub(r"[.,]", "", digits)
    else:
        digits = digits.replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def _qualified(money: Money, before: str, after: str, cues: Mapping[str, str]) -> Money:
    kind, qualifier = AmountKind.PRICE, Qualifier.EXACT
    for name in ("approx", "at_least", "up_to"):
        if re.search(_cue(cues[name]) + r"(?:\s(?:a|an|the|einer|eine|einem))?\s*$", before, re.I):
            qualifier = Qualifier(name)
    if money.low is not None:
        qualifier = Qualifier.RANGE
    if re.match(r"\s*(?:in\s(?:cash|bar)\s)?" + _cue(cues["per_share"]), after, re.I):
        kind = AmountKind.PER_SHARE
    return replace(money, kind=kind, qualifier=qualifier)


def _cue(phrases: str) -> str:
    alternatives = "|".join(re.escape(phrase).replace(r"\-", r"[\s-]") for phrase in phrases.split())
    return rf"(?<!\w)(?:{alternatives})(?!\w)"
