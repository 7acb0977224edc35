"""Blocks of running text, with every character's place in the article."""

from __future__ import annotations

import time

import pytest

from bot.extraction.layout import MAX_RUN, blocks


def texts(article: str) -> list[str]:
    return [block.text for block in blocks(article)]


def test_each_line_is_a_block_of_its_own() -> None:
    """A headline never runs into the text below it."""
    long = (
        "Northwind said on Monday it would buy Harrow, the pump maker, and keep all of its four hundred staff in Leeds."
    )
    assert texts(f"Northwind buys Harrow\n\n{long}") == ["Northwind buys Harrow", long]


def test_wrapped_lines_are_joined() -> None:
    """Text that was wrapped at a column is one block a paragraph."""
    wrapped = (
        "Northwind Plc said it has agreed to\nbuy Harrow Ltd, a maker of pumps, for\n20 mln stg.\n"
        "    It gave no details."
    )
    assert texts(wrapped) == [
        "Northwind Plc said it has agreed to buy Harrow Ltd, a maker of pumps, for 20 mln stg.",
        "It gave no details.",
    ]


def test_every_character_keeps_its_offset() -> None:
    """What was squeezed or left out doesn't move the rest."""
    article = "Northwind  (NYSE: NWD)\tbuys Harrow."
    (block,) = blocks(article)
    assert block.text == "Northwind buys Harrow."
    assert [article[k] for k in block.offsets if not article[k].isspace()] == list(block.text.replace(" ", ""))


@pytest.mark.parametrize(
    "article",
    ["LONDON (Reuters) - Northwind buys Harrow.", "MUMBAI: Northwind buys Harrow.", "UPDATE 2-Northwind buys Harrow."],
)
def test_datelines_are_left_out(article: str) -> None:
    """A city in front is no party."""
    assert texts(article) == ["Northwind buys Harrow."]


def test_a_short_form_in_brackets_is_kept_aside() -> None:
    """The parser doesn't see it, the companies do."""
    (block,) = blocks("The Northwind Utilities Company (NUC) said it would sell.")
    assert [short for _, short in block.shorts] == ["NUC"]
    assert "NUC" not in block.text


def test_the_terms_of_a_contract_are_kept_aside_too() -> None:
    """Of several words they are only left out."""
    (block,) = blocks('Northwind Inc. (the "Company") signed a merger agreement (the "Merger Agreement") on Monday.')
    assert [short for _, short in block.shorts] == ["Company"]
    assert block.text == "Northwind Inc. signed a merger agreement on Monday."


def test_the_title_is_the_first_line_of_words() -> None:
    """A date above it is none."""
    found = blocks("18.06.2025\n\nNordwind kauft Harrow\n\nDer Konzern Nordwind kauft den Pumpenbauer Harrow.")
    assert [block.title for block in found] == [False, True, False]


def test_capitals_are_lowered() -> None:
    """A line in capitals is written as a title is."""
    assert texts("NORTHWIND TO BUY HARROW PUMPS LIMITED\n\nIt said so.")[0] == "Northwind To Buy Harrow Pumps Limited"


def test_unspaced_runs_are_cut() -> None:
    """The tokenizer never sees a run that costs it seconds."""
    longest = max(len(word) for block in blocks("(" * 5000) for word in block.text.split())
    assert longest == MAX_RUN


@pytest.mark.parametrize(
    "article", ["(" * 100_000, "a " * 50_000, "A" * 100_000, " " * 100_000, "1," * 50_000, "A.B " * 25_000]
)
def test_hostile_text_is_laid_out_in_time(article: str) -> None:
    """No expression runs away on 100 kB."""
    started = time.process_time()
    blocks(article)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("article", ["", " \n\n ", "\u200b", "\x00"])
def test_nothing_gives_no_blocks(article: str) -> None:
    """An empty text has no blocks."""
    assert texts(article) == []
