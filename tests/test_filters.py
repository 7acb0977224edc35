"""Filters in a question: what is understood, and what is told not to be."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.filters import Filter, Key, split, understood
from handlers.filters.periods import period
from handlers.queries import About, Query, deal_query, mention_query
from storage.query import DealQuery, Party, Sort
from storage.records import DealStatus, DealType, PartyRole

TODAY = date(2025, 6, 20)


def query(text: str) -> DealQuery:
    rest, filters = split(text)
    asked = understood(filters, TODAY)
    assert (rest, asked.problems) == ("", ())
    return asked.query


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("min:1bn", 10**9, "USD"),
        ("min:$2b", 2 * 10**9, "USD"),
        ("MIN:€500m", 500 * 10**6, "EUR"),
        ("min:1bn€", 10**9, "EUR"),
        ("min:1,5 Mrd. €", 15 * 10**8, "EUR"),
        ("min: 200 mio CHF", 200 * 10**6, "CHF"),
        ("min:500meur", 500 * 10**6, "EUR"),
        ("min:eur500m", 500 * 10**6, "EUR"),
        ("min:1,000,000", 10**6, "USD"),
        ("min:1.000.000", 10**6, "USD"),
        ('min:"3 million pounds"', None, ""),
        ('min:"3 million dollars"', 3 * 10**6, "USD"),
        ("min:0.5k", 500, "USD"),
        ("min:7", 7, "USD"),
    ],
)
def test_amounts_are_written_in_many_ways(text: str, amount: int | None, currency: str) -> None:
    """With a scale and a currency, before or after, with or without blanks; dollars where none is named."""
    asked = understood(split(text)[1], TODAY)
    if amount is None:
        assert asked.problems
    else:
        assert (asked.query.min_amount, asked.query.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-03", date(2024, 2, 3), date(2024, 2, 3)),
        ("03.02.2024", date(2024, 2, 3), date(2024, 2, 3)),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("q4/2024", date(2024, 10, 1), date(2024, 12, 31)),
        ("this-quarter", date(2025, 4, 1), date(2025, 6, 30)),
        ('"dieses jahr"', date(2025, 1, 1), date(2025, 12, 31)),
        ("last-year", date(2024, 1, 1), date(2024, 12, 31)),
        ("heute", TODAY, TODAY),
        ("30d", date(2025, 5, 21), date(2025, 5, 21)),
        ("2m", date(2025, 4, 21), date(2025, 4, 21)),
        ("yesterday", date(2025, 6, 19), date(2025, 6, 19)),
        ("vorgestern", date(2025, 6, 18), date(2025, 6, 18)),
        ("this-week", date(2025, 6, 16), date(2025, 6, 22)),
        ("letzte-woche", date(2025, 6, 9), date(2025, 6, 15)),
        ("last-month", date(2025, 5, 1), date(2025, 5, 31)),
        ('"letztes Quartal"', date(2025, 1, 1), date(2025, 3, 31)),
        ('"last half"', date(2024, 7, 1), date(2024, 12, 31)),
        ('"last 3 months"', date(2025, 3, 20), TODAY),
        ('"letzte zwei Wochen"', date(2025, 6, 6), TODAY),
        ('"5 days ago"', date(2025, 6, 15), date(2025, 6, 15)),
        ('"vor einem Monat"', date(2025, 5, 20), date(2025, 5, 20)),
        ("march", date(2025, 3, 1), date(2025, 3, 31)),
        ("august", date(2024, 8, 1), date(2024, 8, 31)),
        ('"Dezember 2023"', date(2023, 12, 1), date(2023, 12, 31)),
        ("monday", date(2025, 6, 16), date(2025, 6, 16)),
        ("freitag", TODAY, TODAY),
        ('"letzten Freitag"', date(2025, 6, 13), date(2025, 6, 13)),
        ("q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("h1-2024", date(2024, 1, 1), date(2024, 6, 30)),
        ('"third quarter of 2023"', date(2023, 7, 1), date(2023, 9, 30)),
        ('"2. Halbjahr 2023"', date(2023, 7, 1), date(2023, 12, 31)),
        ('"3 June 2025"', date(2025, 6, 3), date(2025, 6, 3)),
        ('"June 3, 2024"', date(2024, 6, 3), date(2024, 6, 3)),
        ('"1. Juli"', date(2024, 7, 1), date(2024, 7, 1)),
        ("ytd", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_begins_and_ends(text: str, first: date, last: date) -> None:
    """`since` takes its first day, `until` its last, `during` both."""
    assert query(f"since:{text}").since == first
    assert query(f"until:{text}").until == last
    assert query(f"during:{text}") == DealQuery(since=first, until=last)


def test_after_and_before_leave_the_span_out() -> None:
    """As "since" and "until" take it in."""
    assert query('since:"after 2023"').since == date(2024, 1, 1)
    assert query('bis:"vor März"').until == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("today", "span", "first"),
    [
        (date(2024, 2, 29), "last 1 year", date(2023, 2, 28)),
        (date(2025, 3, 31), "last 1 month", date(2025, 2, 28)),
        (date(2025, 1, 1), "last week", date(2024, 12, 23)),
        (date(2025, 1, 1), "last quarter", date(2024, 10, 1)),
        (date(2025, 1, 1), "december", date(2024, 12, 1)),
    ],
)
def test_spans_hold_at_the_ends_of_months_and_years(today: date, span: str, first: date) -> None:
    """A leap day, a shorter month, the turn of the year."""
    assert period(span, today)[0] == first


def test_a_party_is_asked_for_in_its_role() -> None:
    """In English and German; several add up."""
    roles = (PartyRole.ACQUIRER, PartyRole.TARGET, PartyRole.SELLER)
    parties = tuple(Party(name, role) for name, role in zip("abc", roles, strict=True))
    assert query("buyer:a target:b seller:c").companies == parties
    assert query("käufer:a ziel:b verkäufer:c").companies == parties
    assert understood(split("top:5")[1], TODAY).top == 5
    assert understood(split("top:0")[1], TODAY).problems


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("type:merger,ipo", {"types": (DealType.MERGER, DealType.IPO)}),
        ("art:übernahme typ:jv", {"types": (DealType.ACQUISITION, DealType.JOINT_VENTURE)}),
        ("type:funding-rounds", {"types": (DealType.FUNDING_ROUND,)}),
        ("status:closed", {"statuses": (DealStatus.COMPLETED,)}),
        ("stake:25-50", {"min_stake": Decimal(25), "max_stake": Decimal(50)}),
        ("type:stake", {"types": (DealType.MAJORITY_STAKE, DealType.MINORITY_STAKE)}),
        ("stand:gerücht", {"statuses": (DealStatus.RUMOURED,)}),
        ("stake:>50%", {"min_stake": Decimal(50)}),
        ("anteil:49,5", {"min_stake": Decimal("49.5"), "max_stake": Decimal("49.5")}),
        ('sector:"cold storage" land:Österreich', {"sector": "cold storage", "country": "Österreich"}),
        ("person:„Ada Lang“ with:beta", {"person": "Ada Lang", "companies": (Party("beta"),)}),
        ("sort:amount", {"sort": Sort.LARGEST}),
        ("text:half text:price", {"text": "half price"}),
        ("min:1bn min:2bn", {"min_amount": Decimal(2 * 10**9)}),
    ],
)
def test_each_filter_narrows_the_query(text: str, changes: dict[str, Any]) -> None:
    """In English and German."""
    assert query(text) == DealQuery(**changes)


@pytest.mark.parametrize(
    "text",
    [
        "min:lots", "min:", "min:-5", "min:1e9", "min:5xyz", "min:1bn2", "max:99999999999999999999", "min:1.5.2",
        "since:yesteryear", "until:2024-13", "since:2024-02-30", "since:0000", "since:9999y", "since:2024-Q5",
        "type:marriage", "type:", "status:unhappy", "sort:colour", "stake:150", "stake:50-25", "stake:half",
        "sector:", 'person:"?"', "country:!", "min:5bn max:1bn", "since:2025 until:2024",
    ],
)  # fmt: skip
def test_what_means_nothing_is_a_problem(text: str) -> None:
    """Never a guess, and never an exception."""
    assert len(understood(split(text)[1], TODAY).problems) == 1


def test_filters_are_taken_out_of_the_question() -> None:
    """Wherever they stand; what only looks like one is a name."""
    assert split("meta min:1bn") == ("meta", (Filter(Key.MIN, "1bn"),))
    assert split("since:2024 scale ai max:2bn")[0] == "scale ai"
    assert split("Nota:Bene foo:bar") == ("Nota:Bene", (Filter(Key.UNKNOWN, "foo:bar"),))
    assert split('https://a.example 12:30 "foo:bar"') == ('https://a.example 12:30 "foo:bar"', ())


def test_a_question_with_filters_asks_for_deals() -> None:
    """Of a company in its role, or of all."""
    one = (Filter(Key.MIN, "1bn"),)
    assert deal_query("meta min:1bn") == Query(About.DEALS, "meta", filters=one)
    assert deal_query("min:1bn") == Query(About.DEALS, filters=one)
    assert mention_query("<@U0BOT> show me all deals min:1bn") == Query(About.DEALS, filters=one)
    assert mention_query("who bought Wiz? min:1bn") == Query(About.DEALS, "Wiz", PartyRole.TARGET, filters=one)
    assert mention_query("was hat Bosch gekauft min:1bn").lang == "de"
    assert deal_query("sector:&lt;b&gt;").filters == (Filter(Key.SECTOR, "<b>"),)


@given(st.sampled_from(list(Key)), st.text(st.characters(exclude_categories=()), max_size=60))
def test_whatever_is_typed_is_understood_or_told(key: Key, value: str) -> None:
    """Nothing raises."""
    _, filters = split(f"{key.value}:{value}")
    asked = understood(filters, TODAY)
    assert {problem.filter for problem in asked.problems} <= set(filters)
