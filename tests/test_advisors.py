"""Who advises whom, in both languages."""

from __future__ import annotations

import pytest

from bot.extraction import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One for all tests of this module: loading takes longer than reading."""
    return Extractor()


def told(extractor: Extractor, sentence: str, lang: str) -> dict[str, tuple[str | None, str | None]]:
    """Side and kind of each advisor of Northwind's purchase of Harrow."""
    deal = {"en": "Northwind Plc buys Harrow Ltd for $40 million.", "de": "Die Northwind AG kauft die Harrow GmbH."}
    (found,) = extractor.read(f"{deal[lang]} {sentence}", lang=lang).deals
    return {advisor.name: (advisor.side, advisor.kind) for advisor in found.advisors}


@pytest.mark.parametrize(
    ("sentence", "lang"),
    [
        ("Goldman Sachs is advising Northwind and Morgan Stanley is advising Harrow.", "en"),
        ("Goldman Sachs advised Northwind, while Morgan Stanley acted as financial adviser to Harrow.", "en"),
        ("Goldman Sachs berät Northwind bei dem Kauf, während Harrow von Morgan Stanley begleitet wird.", "de"),
        ("Goldman Sachs beriet Northwind, Harrow ließ sich von Morgan Stanley beraten.", "de"),
    ],
)
def test_two_banks_in_one_sentence_have_each_their_client(extractor: Extractor, sentence: str, lang: str) -> None:
    """And no client is its own rival's adviser."""
    assert told(extractor, sentence, lang) == {
        "Goldman Sachs": ("acquirer", "financial"),
        "Morgan Stanley": ("target", "financial"),
    }


def test_a_party_of_the_deal_advises_nobody(extractor: Extractor) -> None:
    """However the banks stand round it."""
    sentence = "Northwind was advised by Goldman Sachs and Morgan Stanley advised Harrow."
    assert not {"Northwind Plc", "Harrow Ltd"} & set(told(extractor, sentence, "en"))


@pytest.mark.parametrize(
    ("sentence", "lang", "firm", "side"),
    [
        ("Kirkland & Ellis LLP is serving as legal counsel to Harrow.", "en", "Kirkland & Ellis LLP", "target"),
        ("Northwind wurde dabei von Hengeler Mueller rechtlich beraten.", "de", "Hengeler Mueller", "acquirer"),
        ("Auf Seiten von Harrow war Linklaters tätig.", "de", "Linklaters", "target"),
    ],
)
def test_law_firms_are_told_from_banks(extractor: Extractor, sentence: str, lang: str, firm: str, side: str) -> None:
    """By what they do, or by their names."""
    assert told(extractor, sentence, lang) == {firm: (side, "legal")}


def test_each_advisor_of_a_row_has_the_kind_said_of_it(extractor: Extractor) -> None:
    """The bank in front of "and" is no law firm."""
    sentence = "Lazard is serving as financial advisor and Kirkland & Ellis LLP as legal counsel to Harrow."
    assert told(extractor, sentence, "en") == {
        "Lazard": ("target", "financial"),
        "Kirkland & Ellis LLP": ("target", "legal"),
    }


def test_whoever_is_advised_on_a_sale_is_the_seller(extractor: Extractor) -> None:
    """As law firms tell of their work."""
    text = "Davis Polk advised Milton Group on the sale of Harrow Ltd to Northwind Plc for $475 million."
    (found,) = extractor.read(text, lang="en").deals
    assert (found.acquirers, found.targets, found.sellers) == (("Northwind Plc",), ("Harrow Ltd",), ("Milton Group",))
