"""Days of announcement and of closing."""

from __future__ import annotations

from datetime import date

import pytest

from bot.extraction.dates import announced, expected_close, published_in

WEDNESDAY = date(2025, 6, 18)


@pytest.mark.parametrize(
    ("sentence", "lang", "day"),
    [
        ("It said on Monday that it had agreed.", "en", "2025-06-16"),
        ("It said on Wednesday that it had agreed.", "en", "2025-06-18"),
        ("The deal was announced on June 3, 2025.", "en", "2025-06-03"),
        ("Wie der Konzern gestern mitteilte", "de", "2025-06-17"),
        ("Das teilte der Konzern am Donnerstag mit.", "de", "2025-06-12"),
        ("Der Vertrag vom 2. Mai 2025", "de", "2025-05-02"),
        ("Der Konzern hat kürzlich gekauft", "de", "2025-06"),
        ("It agreed to buy Harrow.", "en", None),
    ],
)
def test_a_day_is_relative_to_publication(sentence: str, lang: str, day: str | None) -> None:
    """A weekday is the last one up to the day of publication."""
    assert announced(sentence, lang, WEDNESDAY) == day


def test_without_a_day_of_publication_a_weekday_is_no_day() -> None:
    """Nothing is guessed."""
    assert announced("It said on Monday that it had agreed.", "en", None) is None


@pytest.mark.parametrize(
    ("sentence", "lang", "period"),
    [
        ("The deal is expected to close in the third quarter.", "en", "2025-Q3"),
        ("It is expected to be completed in the first half of 2026.", "en", "2026-H1"),
        ("The transaction is expected to close by the end of the year.", "en", "2025"),
        ("It is expected to close in September.", "en", "2025-09"),
        ("Die Übernahme soll im vierten Quartal abgeschlossen werden.", "de", None),
        ("Der Kauf soll bis Jahresende abgeschlossen werden.", "de", "2025"),
    ],
)
def test_when_a_deal_should_close(sentence: str, lang: str, period: str | None) -> None:
    """Quarters, halves, months and years become ISO-like periods."""
    found = expected_close(sentence, lang, WEDNESDAY)
    if period is None and lang == "de":
        assert found is not None
        assert found.period == "2025-Q4"
        return
    assert found is not None
    assert found.period == period


def test_a_sentence_about_something_else_has_no_close() -> None:
    """Only words for closing open the question."""
    assert expected_close("Sales grew in the third quarter.", "en", WEDNESDAY) is None


def test_an_article_carries_its_own_date() -> None:
    """The date in the first lines counts where the page gives none."""
    assert published_in("18.06.2025\n\nNordwind kauft Harrow", "de") == WEDNESDAY
    assert published_in("Northwind buys Harrow", "en") is None


def test_an_impossible_day_is_no_day() -> None:
    """31.02. is an OCR error, not a date."""
    assert published_in("31.02.2025 Nordwind kauft Harrow", "de") is None
