"""Articles read from pasted texts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.page import pasted
from bot.articles.prose import MAX_TEXT, capped, clean
from bot.errors import NoText
from storage.records import Article


def test_long_text_ends_with_a_paragraph() -> None:
    """The cap is 100,000 characters."""
    text = "\n\n".join(["A sentence of some words, and another one. It goes on."] * 4000)
    short = capped(text)
    assert MAX_TEXT - 100 < len(short) <= MAX_TEXT
    assert short.endswith("It goes on.")
    assert text.startswith(short + "\n\n")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("One two. Three four. Five", "One two. Three four."),
        ("One two three four five six", "One two three four"),
        ("x" * 50, "x" * 11),
        ("One two.\n\nThree", "One two.\n\nThree"),
    ],
)
def test_text_is_cut_at_the_best_place(text: str, short: str) -> None:
    """A sentence's end, else a space, else anywhere."""
    assert capped(text, 22) == short


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        (" a \n \n\n\t b ", "a\n\nb"),
        ("15\u00a0Mio.\u202f€", "15 Mio. €"),
        ("Scha\u00adden\u200b\ufeff\x00\x07\ud800", "Schaden"),
        ("u\u0308ber", "über"),
        ("\u202eevil\u202c", "evil"),
        ("(" * 130, f"{'(' * 64} {'(' * 64} (("),
        ("", ""),
    ],
)
def test_text_is_cleaned(raw: str, text: str) -> None:
    """Newlines, spaces, marks nobody sees, and runs that would stall a tokenizer."""
    assert clean(raw) == text


BODY = "Nordwind buys Quarry Labs for 40 million euros. The founder joins the board of the buyer."


@pytest.mark.parametrize(
    ("text", "title", "published"),
    [
        (f"18.06.2025\n\nNordwind buys Quarry\n\n{BODY}", "Nordwind buys Quarry", date(2025, 6, 18)),
        (f"Nordwind buys Quarry\nJune 18, 2025\n\n{BODY}", "Nordwind buys Quarry", date(2025, 6, 18)),
        (f"Nordwind buys Quarry\n{BODY}", "Nordwind buys Quarry", None),
        (f"Nordwind buys Quarry!\n\n{BODY}", "Nordwind buys Quarry!", None),
        (f"\n\n  2025-06-18  \n{BODY}", None, date(2025, 6, 18)),
        (BODY, None, None),
        ("Nordwind buys Quarry", None, None),
        (f"{BODY}\n\n{BODY}", None, None),
        (
            f"Nordwind said on Tuesday that it will buy the sensor maker\nQuarry Labs for 40 million.\n\n{BODY}",
            None,
            None,
        ),
        (f"Update:\n\n{BODY}", None, None),
        (f"{'Nordwind ' * 30}\n\n{BODY}", None, None),
        (f"31.02.2025 ist kein Tag\n\n{BODY}", "31.02.2025 ist kein Tag", None),
    ],
)
def test_a_pasted_texts_headline_and_date_are_found(text: str, title: str | None, published: date | None) -> None:
    """A date line and a first line without a full stop, over more text."""
    article = pasted(text)
    assert (article.title, article.published) == (title, published)
    assert article.text.startswith(title or article.text[:1])
    assert "2025-06-18" not in article.text
    assert (article.url, article.canonical_url, article.lang) == (None, None, None)


def test_a_pasted_text_keeps_its_words() -> None:
    """Only the date line is taken out; the title stands first."""
    article = pasted("18. Juni 2025\r\n\r\nNordwind kauft Quarry\r\n\r\nErster Absatz.\r\nWeiter.\r\n\r\n\r\nZweiter.")
    assert article.text == "Nordwind kauft Quarry\n\nErster Absatz.\nWeiter.\n\nZweiter."


@pytest.mark.parametrize(
    "line",
    [
        "18.06.2025",
        "18.6.2025",
        "18. 6. 2025",
        "2025-06-18",
        "18. Juni 2025",
        "18 June 2025",
        "18th of June 2025",
        "June 18, 2025",
        "Jun. 18, 2025",
        "June 18th, 2025",
        "Mittwoch, 18. Juni 2025",
        "Mi., 18.06.2025",
        "Wed, June 18, 2025",
        "Wednesday 18 June 2025",
        "Veröffentlicht am 18.06.2025 um 10:32 Uhr",
        "Stand: 18.06.2025, 10:32 Uhr",
        "Published on June 18, 2025 at 9:05 am ET",
        "18/06/2025",
        "06/18/2025",
        "18.06.2025.",
    ],
)
def test_date_lines_are_read(line: str) -> None:
    """As English and German pages write them."""
    assert pasted(f"{line}\n\n{BODY}") == Article(text=BODY, published=date(2025, 6, 18))


@pytest.mark.parametrize(
    "line",
    [
        "06/07/2025",
        "31.02.2025",
        "13 Nivose 2025",
        "June 2025",
        "2025",
        "On June 18, 2025 Nordwind bought Quarry.",
        "1.2",
    ],
)
def test_other_lines_are_no_dates(line: str) -> None:
    """What may mean two days, no day, or more than a day."""
    assert pasted(f"{line}\n\n{BODY}").published is None


def test_german_months_are_known() -> None:
    """All twelve, and the Austrian January."""
    months = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November")
    found = [pasted(f"1. {month} 2025\n\n{BODY}").published for month in (*months, "Dezember")]
    assert found == [date(2025, number, 1) for number in range(1, 13)]
    assert pasted(f"1. Jänner 2025\n\n{BODY}").published == date(2025, 1, 1)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\x00"])
def test_blanks_are_no_text(text: str) -> None:
    """There is nothing to read."""
    with pytest.raises(NoText):
        pasted(text)


@given(st.text())
def test_no_text_breaks_pasting(text: str) -> None:
    """A pasted text is cleaned or has nothing in it."""
    try:
        article = pasted(text)
    except NoText:
        return
    assert article.text
    assert article.title is None or article.text.startswith(article.title)
