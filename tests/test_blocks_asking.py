"""What is said of questions: buttons, pages, people of a company, filters and files, whatever stands in them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.block_rules import check_blocks
from handlers.blocks import asking, colleagues, exporting, filters, limits, notices
from handlers.blocks.asking import Question, question_of
from handlers.blocks.help import help_text, who_help
from handlers.blocks.message import Rendered, messages
from handlers.blocks.words import ENGLISH, GERMAN, Words
from handlers.filters import Filter, Key, Problem, Why, split, understood
from handlers.queries import Asking, read, with_name
from storage.query import DealQuery, Found, Party, Sort
from storage.records import (
    Colleague,
    DealFacts,
    DealStatus,
    DealType,
    PartyRole,
    PersonObservation,
    Source,
    Tie,
)
from tests.deal_records import TODAY, WANG, deal
from tests.test_blocks_limits import assert_acceptable, deals, people, sources, texts, thoroughly, vocabularies

queries = st.builds(
    DealQuery,
    companies=st.lists(st.builds(Party, texts, st.none() | st.sampled_from(PartyRole)), max_size=5).map(tuple),
    person=texts,
    types=st.lists(st.sampled_from(DealType)).map(tuple),
    statuses=st.lists(st.sampled_from(DealStatus)).map(tuple),
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    min_amount=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    max_stake=st.none() | st.decimals(0, 100),
    sector=texts,
    country=texts,
    text=texts,
    sort=st.sampled_from(Sort),
)
ties = st.builds(
    lambda facts, source, tie: Colleague(facts.name, facts.name, tie, PersonObservation(facts, source)),
    people,
    sources,
    st.sampled_from(Tie),
)
languages = st.sampled_from(["en", "de"])


def buttons(message: Rendered) -> list[dict[str, Any]]:
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


@thoroughly
@given(texts, texts, st.lists(texts, max_size=9), st.sampled_from(Asking), languages)
def test_names_that_may_be_meant_are_buttons_that_slack_takes(
    typed: str, asked: str, known: list[str], asking_: Asking, lang: str
) -> None:
    """Each carries the question about that name, whatever was typed and whatever a company is called."""
    query = read(f"who bought {typed}", asking_, lang)
    choices = [(each, Question(with_name(query, each), asking_.value, lang)) for each in known]
    if not choices:
        return
    notice = asking.which(asked, choices, lang)
    assert_acceptable(notice)
    assert [each["action_id"] for each in buttons(notice)] == [f"ask.{number}" for number in range(len(choices[:5]))]
    for each, (_, question) in zip(buttons(notice), choices, strict=False):
        assert len(each["value"]) <= limits.VALUE
        assert question_of(each["value"]) == question
    card = asking.which_person(asked, len(choices), ["a line"] * len(choices), choices, lang)
    for message in messages([card], ENGLISH):
        assert_acceptable(message)


@given(st.integers(0, 100), st.integers(1, 10), st.booleans(), languages)
def test_pages_lead_on_and_back(offset: int, shown: int, further: bool, lang: str) -> None:
    """Never before the first; without a button where there is nothing to turn to."""
    card = asking.pages(Question("alpha", "deal", lang, offset), shown, "120", further, 10)
    (message,) = messages([card], ENGLISH)
    check_blocks(message.blocks)
    turns = {each["action_id"]: question_of(each["value"]) for each in buttons(message)}
    assert (asking.NEXT in turns) is further
    assert (asking.PREVIOUS in turns) is (offset > 0)
    offsets = [question.offset for question in turns.values() if question]
    assert offsets == [*([max(0, offset - 10)] if offset else []), *([offset + shown] if further else [])]
    assert card.text.startswith(f"{offset + 1}–{offset + shown} ")


@pytest.mark.parametrize("value", [None, 7, "", "[]", "{", '{"q": "a"}', '{"q":"a","for":"deal","lang":"en","at":"x"}'])
def test_a_value_that_is_not_ours_asks_nothing(value: Any) -> None:
    """Nothing raises."""
    assert question_of(value) is None
    assert question_of(json.dumps({"q": "a", "for": "deal", "lang": "en", "at": -5})) == Question("a", "deal", "en")


@thoroughly
@given(queries, st.lists(deals, min_size=1, max_size=3), texts, vocabularies)
def test_an_echo_of_any_query_is_acceptable(query: DealQuery, found: list[DealFacts], lead: str, words: Words) -> None:
    """Above deals, a file, or nothing."""
    remarks = filters.echo(query, words, TODAY)
    shown = Found(tuple(deal(facts) for facts in found), len(found))
    assert_acceptable(filters.anchor(shown, remarks, words))
    assert_acceptable(filters.none_matches(remarks, words))
    assert_acceptable(exporting.anchor(10_000, True, "CSV", remarks, words))


@pytest.mark.parametrize(
    ("typed", "english", "german"),
    [
        ("during:this-quarter", "this quarter (Q2 2025)", "dieses Quartal (2. Quartal 2025)"),
        ("during:this-week", "this week (from 16 June 2025 to 22 June 2025)", None),
        ("during:2024", "in 2024", "2024"),
        ("during:2024-05", "in May 2024", "Mai 2024"),
        ("during:today", "today (20 June 2025)", "heute (20. Juni 2025)"),
        ("during:yesterday", "yesterday (19 June 2025)", "gestern (19. Juni 2025)"),
        ("during:2024-05-02", "on 2 May 2024", "am 2. Mai 2024"),
        ("during:2024-h1", None, None),
        ('during:"last 30 days"', "from 21 May 2025 to 20 June 2025", "vom 21. Mai 2025 bis 20. Juni 2025"),
        ("since:2024", "since 1 January 2024", "seit 1. Januar 2024"),
        ("buyer:Meta during:2024", "Meta as the buyer, in 2024", "Meta als Käufer, 2024"),
        ("sector:robotics min:$1bn during:this-quarter", "robotics, at least $1bn, this quarter (Q2 2025)", None),
        ("", "newest first", "neueste zuerst"),
    ],
)
def test_spans_are_echoed_as_people_say_them(typed: str, english: str | None, german: str | None) -> None:
    """A whole year, quarter or month by its name; this one as such."""
    query = understood(split(typed)[1], TODAY).query
    if english:
        assert filters.echo(query, ENGLISH, TODAY) == english
    if german:
        assert filters.echo(query, GERMAN, TODAY) == german


@thoroughly
@given(st.sampled_from(Key), texts, st.sampled_from(Why), vocabularies)
def test_a_complaint_about_any_filter_is_acceptable(key: Key, value: str, why: Why, words: Words) -> None:
    """Also about hundreds of them."""
    assert_acceptable(filters.not_understood([Problem(Filter(key, value), why)] * 200, words))


@thoroughly
@given(texts, st.lists(ties, min_size=1, max_size=25), texts, vocabularies)
def test_any_people_of_a_company_are_acceptable(
    company: str, told: Sequence[Colleague], lead: str, words: Words
) -> None:
    """However much is told of them, and if nobody is known."""
    assert_acceptable(colleagues.anchor(company, told, "", words))
    for message in messages(colleagues.cards(told, 99, words), words):
        assert_acceptable(message)
    span = DealQuery(since=date(2025, 1, 1))
    none = colleagues.nobody(company, [Tie.LEFT], span, words, TODAY)
    assert_acceptable(colleagues.share_one(none, words.lang))


def test_a_companys_people_stand_by_how_they_stand_to_it() -> None:
    """Who joined first; each with the day and the sentence."""
    source = Source("a1", None, "https://a.example/1", "a.example", date(2025, 6, 13), "C1", deal().first_seen)
    observation = PersonObservation(WANG, source)
    bert = PersonObservation(replace(WANG, name="Bert", move=None, role="Chef", organisation="Meta"), source)
    told = [Colleague("p1", "Alexandr Wang", Tie.JOINED, observation), Colleague("p2", "Bert", Tie.AT, bert)]
    anchor = colleagues.anchor("Meta", told, "", ENGLISH)
    assert anchor.text == (
        "People of Meta: 1 joined, 1 there. Newest: Alexandr Wang (chief executive, 28) moves from Scale AI to Meta."
    )
    joined, there = colleagues.cards(told, 2, GERMAN)
    assert joined.text == "Gekommen: Alexandr Wang (CEO, 28) wechselt von Scale AI zu Meta."
    assert there.text == "Dort: Bert (Chef, Meta, 28)."
    assert "13. Juni 2025" in str(joined.blocks[1].to_dict())


@pytest.mark.parametrize("lang", ["en", "de"])
def test_help_fits_and_its_examples_are_understood(lang: str) -> None:
    """Every command in it that asks something is a question without problems."""
    for told in (help_text(lang), who_help(lang)):
        assert_acceptable(told)
        shown = "\n".join(block["text"]["text"] for block in told.blocks)
        examples = [each for each in shown.split("`")[1::2] if each.startswith(("/deal ", "/who "))]
        assert len(examples) > 3
        for example in examples:
            query = read(example.partition(" ")[2], Asking.DEAL, lang)
            assert understood(query.filters, TODAY).problems == ()
        for typed in (each for each in shown.split("`")[1::2] if ":" in each):
            assert understood(split(typed)[1], TODAY).problems == ()
            assert split(typed)[1]


@given(texts, texts, languages)
def test_a_command_that_may_be_meant_is_acceptable(typed: str, asked: str, lang: str) -> None:
    """In front of what is not known."""
    assert_acceptable(notices.or_command(notices.unknown(asked, (), lang), f"/deal export {typed}", lang))
