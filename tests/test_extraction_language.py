"""Which language a text is in."""

from __future__ import annotations

import pytest

from bot.extraction.language import detect


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Northwind has agreed to buy the pump maker Harrow for 40 million pounds, the companies said.", "en"),
        ("Nordwind übernimmt den Pumpenhersteller Harrow für 40 Millionen Euro, wie beide mitteilten.", "de"),
        ("Vent du Nord rachète le fabricant de pompes Harrow pour 40 millions d'euros, selon les sociétés.", "fr"),
        ("Noordenwind neemt pompenfabrikant Harrow over voor 40 miljoen euro, melden de bedrijven.", "nl"),
        ("NORTHWIND HAS AGREED TO BUY THE PUMP MAKER HARROW FOR FORTY MILLION POUNDS, THE COMPANIES SAID", "en"),
    ],
)
def test_the_text_decides(text: str, lang: str) -> None:
    """Common languages of business news are told apart."""
    assert detect(text) == lang


def test_a_page_s_word_decides_for_short_texts() -> None:
    """Three words are a lottery."""
    assert detect("Harrow Nordwind 2025", "de-AT") == "de"


def test_a_page_s_word_does_not_decide_for_long_texts() -> None:
    """Pages often declare their template's language."""
    text = (
        "Nordwind übernimmt den Pumpenhersteller Harrow für 40 Millionen Euro, wie beide Unternehmen mitteilten. " * 3
    )
    assert detect(text, "en") == "de"


@pytest.mark.parametrize("text", ["", "12345", "((((", "🙂🙂"])
def test_a_text_without_letters_has_some_language(text: str) -> None:
    """Never an exception."""
    assert detect(text) == "en"
