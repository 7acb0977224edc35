"""Where a deal stands."""

from __future__ import annotations

import pytest

from bot.extraction.sentences import Sentence, Word
from bot.extraction.status import StatusWords, read_status, takes_back, weakest
from storage.records import DealStatus


def sentence(text: str) -> Sentence:
    """A sentence of one word: status is read from the text alone."""
    return Sentence((Word(0, text, text.lower(), "X", "root", 0, 0, len(text)),), text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Northwind is in talks to buy Harrow", DealStatus.RUMOURED),
        ("Northwind is close to selling its stake in Harrow", DealStatus.RUMOURED),
        ("Northwind made a hostile bid for Harrow", DealStatus.PROPOSED),
        ("Northwind agreed to buy Harrow", DealStatus.AGREED),
        ("Northwind buys Harrow", DealStatus.ANNOUNCED),
        ("Northwind has completed its purchase of Harrow", DealStatus.COMPLETED),
        ("Northwind called off its bid for Harrow", DealStatus.TERMINATED),
        ("Regulators blocked the merger", DealStatus.BLOCKED),
        ("The deal is subject to regulatory approval", DealStatus.PENDING_APPROVAL),
    ],
)
def test_english_status(text: str, status: DealStatus) -> None:
    """Hedges and endings come before plain statements."""
    found = read_status(sentence(text), "en")
    assert found is not None
    assert found.status is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Nordwind will Harrow offenbar übernehmen", DealStatus.RUMOURED),
        ("Nordwind bietet 40 Euro je Aktie", DealStatus.PROPOSED),
        ("Nordwind und Harrow unterzeichneten den Vertrag", DealStatus.AGREED),
        ("Nordwind übernimmt Harrow", DealStatus.ANNOUNCED),
        ("Die Übernahme ist abgeschlossen", DealStatus.COMPLETED),
        ("Nordwind hat einen Vertrag über den Kauf von Harrow abgeschlossen", DealStatus.AGREED),
        ("Harrow steht zum Verkauf", DealStatus.RUMOURED),
        ("Die Übernahme ist geplatzt", DealStatus.TERMINATED),
        ("Das Kartellamt untersagt die Fusion", DealStatus.BLOCKED),
        ("Die Aktionäre stimmten der Fusion zu", DealStatus.PENDING_APPROVAL),
    ],
)
def test_german_status(text: str, status: DealStatus) -> None:
    """The same in German."""
    found = read_status(sentence(text), "de")
    assert found is not None
    assert found.status is status


@pytest.mark.parametrize(
    ("text", "lang", "denied"),
    [
        ("Northwind denied that it would bid for Harrow", "en", True),
        ("Northwind is not in talks to buy Harrow", "en", True),
        ("Northwind called off its bid for Harrow", "en", False),
        ("Nordwind hat kein Interesse an Harrow", "de", True),
        ("Der Kauf von Harrow ist geplatzt", "de", False),
    ],
)
def test_what_never_was_is_told_from_what_is_off(text: str, lang: str, denied: bool) -> None:
    """Both are at an end, but only one had begun."""
    found = read_status(sentence(text), lang)
    assert found is not None
    assert (found.is_end, found.denied) == (True, denied)


def test_a_sentence_on_an_earlier_version_takes_something_back() -> None:
    """In either language."""
    assert takes_back(sentence("An earlier version of this article said Harrow was sold"), "en")
    assert takes_back(sentence("In einer früheren Fassung hieß es, Harrow sei verkauft"), "de")
    assert not takes_back(sentence("Harrow was sold earlier this year"), "en")


def test_the_words_that_say_so_are_kept_without_their_auxiliary() -> None:
    """`status_text` is a span of the text."""
    found = read_status(sentence("Northwind has acquired Harrow"), "en")
    assert found is not None
    assert found.text == "acquired"


def test_an_ending_outweighs_what_was_said_first() -> None:
    """A deal that was agreed and then called off is off."""
    agreed, off = read_status(sentence("It agreed to buy"), "en"), read_status(sentence("It walked away"), "en")
    assert agreed is not None
    assert off is not None
    assert weakest([agreed, off]) == StatusWords(DealStatus.TERMINATED, "walked away", off.sentence)
    assert weakest([]) is None


def test_a_sentence_without_a_cue_gives_no_status() -> None:
    """Nothing is guessed."""
    assert read_status(sentence("Harrow makes pumps in Leeds"), "en") is None
