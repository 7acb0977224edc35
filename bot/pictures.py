"""Which picture a digest gets, with its words: deal value by week or, where that shows little, who buys whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.charts import Arrow, Bar, Bars, Chart, Network
from handlers.blocks.formats import amount, day, money
from handlers.blocks.limits import ALT_TEXT, fit
from handlers.blocks.mrkdwn import clean, plain_text
from handlers.blocks.words import Words, words_of
from handlers.blocks.words.digest import DIGEST
from storage.bulletins import DealNews, News, deal_value
from storage.names import company_key
from storage.rates import Rates
from storage.records import DealStatus

WEEKS = 8
MOST_ARROWS = 8
NAME_LENGTH = 24  # characters of a company's name
_WEEK = timedelta(weeks=1)
_CALLED_OFF = (DealStatus.TERMINATED, DealStatus.BLOCKED)
_UNSURE = (DealStatus.RUMOURED, DealStatus.PROPOSED)


@dataclass(frozen=True, slots=True)
class Picture:
    chart: Chart
    title: str
    alt_text: str  # what is seen, in words


@dataclass(frozen=True, slots=True)
class _Language:
    """How a language's readers are told: their words, and the currency that all is converted into."""

    words: Words
    texts: Mapping[str, str]
    currency: str


def weeks_start(today: date, tz: ZoneInfo) -> datetime:
    """The first instant of the weeks that are drawn; weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday()) - _WEEK * (WEEKS - 1)
    return datetime.combine(monday, time(), tz)


def picture(news: News, weeks: Sequence[DealNews], today: date, lang: str, rates: Rates) -> Picture | None:
    """`weeks` are the deals first heard of since `weeks_start`. None where there is too little to see."""
    words = words_of(lang)
    told = _Language(words, DIGEST.of(lang), "EUR" if words.lang == "de" else "USD")
    deals = [each for each in (*news.new, *news.changed) if each.facts.status not in _CALLED_OFF]
    if not deals:
        return None
    return _bars(weeks, today, told, rates) or _network(deals, told)


def _bars(deals: Sequence[DealNews], today: date, told: _Language, rates: Rates) -> Picture | None:
    """From two weeks with an amount on: a single bar shows nothing."""
    this_week = today - timedelta(days=today.weekday())
    mondays = [this_week - _WEEK * back for back in reversed(range(WEEKS))]
    values: dict[date, float] = defaultdict(float)
    counts: Counter[date] = Counter()
    without = 0
    for each in deals:
        monday = each.day - timedelta(days=each.day.weekday())
        value = deal_value(each, told.currency, rates)
        if monday not in mondays or each.facts.status in _CALLED_OFF:
            continue
        if value is None:
            without += 1
        else:
            values[monday] += value
            counts[monday] += 1
    if len(values) < 2 or not sum(values.values()):
        return None
    bars = tuple(_bar(monday, monday == this_week, values[monday], counts[monday], told) for monday in mondays)
    chart = Bars(told.texts["chart_title"], _subtitle(without, told, rates), bars)
    return Picture(chart, chart.title, _alt_of_bars(bars, told, rates))


def _bar(monday: date, is_current: bool, value: float, count: int, told: _Language) -> Bar:
    texts = told.texts
    month = told.words.months[monday.month - 1]
    label = texts["chart_this_week"] if is_current else texts["chart_week"].format(day=monday.day, month=month[:3])
    deals = texts["chart_deals_one" if count == 1 else "chart_deals_many"].format(count=count) if count else ""
    return Bar(label, deals, value, _short(value, told) if count else "")


def _short(value: float, told: _Language) -> str:
    """Two or three digits: what is converted at yearly rates knows no more."""
    rounded = Decimal(f"{value:.2g}" if value < 1e9 else f"{value:.3g}")
    return amount(rounded, told.currency, told.words)


def _rates_note(told: _Language, rates: Rates) -> str:
    return told.texts["chart_rates"].format(date=day(date.fromisoformat(rates.as_of), told.words))


def _subtitle(without: int, told: _Language, rates: Rates) -> str:
    currency = told.texts[f"chart_{told.currency}"]
    note = ", ".join((currency, _rates_note(told, rates)))
    if not without:
        return note
    left_out = told.texts["chart_without_one" if without == 1 else "chart_without_many"].format(count=without)
    return f"{note} · {left_out}"


def _alt_of_bars(bars: Sequence[Bar], told: _Language, rates: Rates) -> str:
    weeks = [
        told.texts["chart_alt_week"].format(week=bar.label, value=bar.shown or "0", deals=bar.note or "0")
        for bar in bars
        if bar.shown
    ]
    return told.texts["chart_alt"].format(
        currency=told.texts[f"chart_{told.currency}"], rates=_rates_note(told, rates), weeks="; ".join(weeks)
    )


def _network(deals: Sequence[DealNews], told: _Language) -> Picture | None:
    """From two arrows on; the largest deals where there are many."""
    arrows: dict[tuple[str, str], Arrow] = {}
    names: dict[str, str] = {}
    for each in deals:
        for buyer, bought in [(one, other) for one in each.facts.acquirers for other in each.facts.targets]:
            ends = company_key(buyer), company_key(bought)
            if clean(buyer) and clean(bought) and ends[0] != ends[1] and len(arrows) < MOST_ARROWS:
                one, other = (
                    names.setdefault(key, _cut(name)) for key, name in zip(ends, (buyer, bought), strict=True)
                )
                arrows.setdefault(ends, Arrow(one, other, _note(each, told), each.facts.status not in _UNSURE))
    shown = tuple(each for each in arrows.values() if each.buyer != each.bought)
    if len(shown) < 2:
        return None
    texts = told.texts
    edges = "; ".join(
        texts["network_edge"].format(buyer=each.buyer, bought=each.bought) + (f" ({each.note})" if each.note else "")
        for each in shown
    )
    chart = Network(texts["network_title"], texts["network_note"], shown)
    return Picture(chart, chart.title, fit(texts["network_alt"].format(edges=edges), ALT_TEXT))


def _note(of: DealNews, told: _Language) -> str:
    """The price, and whether it is only said or wanted."""
    price = plain_text(money(of.facts.amount, told.words, short=True)) if of.facts.amount else ""
    unsure = told.words.statuses[of.facts.status] if of.facts.status in _UNSURE else ""
    return ", ".join(filter(None, (price, unsure)))


def _cut(name: str) -> str:
    name = clean(name)
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"
