"""Shares of companies, and the steps round them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.extraction.stakes import Step, find_shares, says_control, says_minority


@pytest.mark.parametrize(
    ("text", "lang", "percent"),
    [
        ("bought a 49% stake in Harrow", "en", "49"),
        ("holds 12.5 percent of Harrow", "en", "12.5"),
        ("acquired two-thirds of the shares", "en", "66.67"),
        ("eine 49-prozentige Beteiligung", "de", "49"),
        ("einen Anteil von 7,5 Prozent", "de", "7.5"),
        ("30 Prozent der Anteile", "de", "30"),
    ],
)
def test_a_share_is_read(text: str, lang: str, percent: str) -> None:
    """Figures and words for shares of a company, in both languages."""
    (found,) = find_shares(text, lang)
    assert (found.percent, found.step) == (Decimal(percent), Step.BOUGHT)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("a 34% premium to Monday's close", "en"),
        ("shares rose 6 percent", "en"),
        ("sales grew 12 percent", "en"),
        ("ein Aufschlag von 20 Prozent", "de"),
        ("der Umsatz stieg um 4 Prozent", "de"),
        ("The sale does not include its 50 percent stake in The Courier", "en"),
        ("Nicht zum Paket gehört der Anteil von 50 Prozent am Kurier", "de"),
    ],
)
def test_premiums_and_growth_are_no_shares(text: str, lang: str) -> None:
    """A percentage of something else is not a stake."""
    assert find_shares(text, lang) == []


def test_the_steps_of_an_increase_are_told_apart() -> None:
    """What was held before is not what is held afterwards."""
    found = find_shares("will lift its stake to 40 percent from 25 percent of the shares", "en")
    assert [(share.percent, share.step) for share in found] == [
        (Decimal(40), Step.AFTER),
        (Decimal(25), Step.BEFORE),
    ]


def test_control_and_minority_are_said_in_words() -> None:
    """Articles often give no figure."""
    assert says_control("took a controlling stake in Harrow", "en")
    assert says_control("übernimmt die Mehrheit an Harrow", "de")
    assert says_minority("a minority stake in Harrow", "en")
    assert not says_minority("bought all of Harrow", "en")
