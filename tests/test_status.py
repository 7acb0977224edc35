"""Where a deal stands."""

from __future__ import annotations

import pytest

from bot.extraction.sentences import Sentence, Word
from bot.extraction.status import StatusWords, read_status, weakest
from storage.records import DealStatus


def sentence(text: str) -> Sentence:
    """A sentence of one word: status is read from the text alone."""
    return Sentence((Word(0, text, text.lower(), "X", "root", 0, 0, len(text)),), text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Northwind is in talks to buy Harrow", DealStatus.RUMOURED),
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
