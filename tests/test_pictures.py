"""Which picture a digest gets, and what it says to those who can't see it."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.charts import Bars, Network
from bot.pictures import NAME_LENGTH, Picture, picture, weeks_start
from handlers.blocks.limits import ALT_TEXT
from storage.bulletins import DealNews, News
from storage.rates import shipped_rates
from storage.records import DealFacts, DealStatus, DealType, Money
from tests.deal_records import NOW, PAPER
from tests.digests import euros

TODAY = date(2026, 11, 26)  # a Thursday
WEEK = timedelta(weeks=1)


def deal(target: str, amount: Money | None = None, day: date = TODAY, buyer: str = "Alpha", **more: Any) -> DealNews:
    facts = DealFacts(type=DealType.ACQUISITION, acquirers=(buyer,), targets=(target,), amount=amount, **more)
    return DealNews(target, facts, None, (PAPER,), 1, day)


def drawn(new: list[DealNews], weeks: list[DealNews], lang: str = "en") -> Picture | None:
    return picture(News(NOW, NOW, new=tuple(new)), weeks, TODAY, lang, shipped_rates())


def test_values_are_added_up_by_week_and_the_currency_is_the_readers() -> None:
    """Monday to Sunday; what is older or has no amount is left out, the latter with a word."""
    weeks = [
        deal("A", euros(2)),
        deal("B", euros(1), date(2026, 11, 23)),
        deal("C", euros(3), date(2026, 11, 22)),
        deal("D", None),
        deal("E", euros(9), TODAY - 10 * WEEK),
    ]
    shown = drawn(weeks[:1], weeks, "de")
    assert shown
    assert isinstance(shown.chart, Bars)
    bars = shown.chart.bars
    assert [(bar.label, bar.shown, bar.note) for bar in bars[-2:]] == [
        ("16. Nov", "3 Mrd. €", "1 Deal"),
        ("diese Woche", "3 Mrd. €", "2 Deals"),
    ]
    assert [bar.shown for bar in bars[:-2]] == [""] * 6
    assert "ohne einen Deal, dessen Betrag nicht bekannt ist" in shown.chart.subtitle
    assert "ungefähr, zu Referenzkursen vom" in shown.chart.subtitle
    assert "16. Nov 3 Mrd. € (1 Deal); diese Woche 3 Mrd. € (2 Deals)" in shown.alt_text
    in_english = drawn(weeks[:1], weeks)
    assert in_english
    assert "US dollars, approximate, at reference rates of" in in_english.alt_text


def test_a_single_week_shows_nothing_so_it_is_who_buys_whom() -> None:
    """From two arrows on; each company once, long names cut."""
    long = "Vereinigte Elektrizitätswerke und Gasversorgung AG"
    new = [deal("Beta", euros(2)), deal(long, None), deal("Delta", buyer="Beta GmbH")]
    shown = drawn(new, new)
    assert shown
    assert isinstance(shown.chart, Network)
    assert [(arrow.buyer, arrow.bought, arrow.note) for arrow in shown.chart.arrows] == [
        ("Alpha", "Beta", "€2bn"),
        ("Alpha", "Vereinigte Elektrizität…", ""),
        ("Beta", "Delta", ""),
    ]
    assert max(len(arrow.bought) for arrow in shown.chart.arrows) == NAME_LENGTH
    assert shown.alt_text.startswith("Arrows from buyers to what they buy: Alpha to Beta (€2bn); Alpha to")


def test_too_little_to_see_gets_no_picture() -> None:
    """One deal, or only people."""
    assert drawn([deal("Beta", euros(2))], [deal("Beta", euros(2))]) is None
    assert drawn([], [deal("Beta", euros(2)), deal("Gamma", euros(2), TODAY - WEEK)]) is None


def test_what_was_called_off_is_no_value_and_a_rumour_is_dashed() -> None:
    """A picture says no more than the words."""
    off = deal("Off", euros(9), status=DealStatus.BLOCKED)
    rumour = deal("Rumour", euros(2), status=DealStatus.RUMOURED)
    assert drawn([off], [off, rumour, deal("B", euros(1), TODAY - WEEK)]) is None
    by_week = drawn([rumour], [off, rumour, deal("B", euros(1), TODAY - WEEK)])
    assert by_week
    assert isinstance(by_week.chart, Bars)
    assert [bar.note for bar in by_week.chart.bars[-2:]] == ["1 deal", "1 deal"]
    shown = drawn([off, rumour, deal("Firm")], [])
    assert shown
    assert isinstance(shown.chart, Network)
    assert [(arrow.bought, arrow.note, arrow.is_firm) for arrow in shown.chart.arrows] == [
        ("Rumour", "€2bn, rumoured", False),
        ("Firm", "", True),
    ]


def test_many_deals_make_a_picture_of_the_first_ones() -> None:
    """And words that Slack takes."""
    many = [deal(f"{number} " + "x" * 300, euros(number)) for number in range(1, 60)]
    shown = drawn(many, many)
    assert shown
    assert isinstance(shown.chart, Network)
    assert len(shown.chart.arrows) == 8
    assert len(shown.alt_text) <= ALT_TEXT


def test_the_weeks_begin_on_a_monday_in_the_channels_zone() -> None:
    """Eight of them, this one included."""
    start = weeks_start(TODAY, ZoneInfo("Europe/Berlin"))
    assert start.isoformat() == "2026-10-05T00:00:00+02:00"
