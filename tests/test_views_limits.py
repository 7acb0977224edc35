"""Whatever the records hold, Slack accepts every modal, Home tab and word about a decision."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.block_rules import check_blocks, check_view
from handlers.blocks import decided, naming
from handlers.blocks.correct_form import PARTIES, correct_form
from handlers.blocks.deal import deal_card
from handlers.blocks.deal_views import apart_form, deal_options, not_a_deal_form, same_form, sources_view
from handlers.blocks.decided import Change
from handlers.blocks.home import Home, answer_view, home_view
from handlers.blocks.message import messages
from handlers.blocks.modal import loading, notice
from handlers.blocks.mrkdwn import foreign
from handlers.blocks.words import Words
from storage.records import (
    Alias,
    Author,
    Citation,
    Claim,
    Conflict,
    Correction,
    Deal,
    DealFacts,
    DealStatus,
    Decision,
    DecisionKind,
    Evidence,
    Named,
    PersonFacts,
    PersonObservation,
    RelatedDeal,
    Relation,
    RelationKind,
    Step,
)
from storage.sources import Behind, Share
from tests.deal_records import NOW, TODAY, deal
from tests.test_blocks_limits import (
    assert_acceptable,
    assert_harmless,
    deals,
    evidence,
    moneys,
    people,
    sources,
    texts,
    thoroughly,
    vocabularies,
)

AT = datetime(2025, 6, 19, 8, tzinfo=UTC)
ID = "0" * 32
ids = st.integers(0, 40).map(lambda number: f"{number:032x}")
users = st.sampled_from(["U123", "W0", "<!channel>", ""])
authors = st.builds(Author, st.just("T1"), st.none() | users)
decisions = st.lists(st.builds(Decision, ids, st.sampled_from(DecisionKind), authors, st.just(AT), ids), max_size=30)
corrections = st.builds(Correction, st.just("amount"), st.none() | moneys, users, st.just(AT), ids)


@st.composite
def hostile_deals(draw: st.DrawFn) -> Deal:
    """A deal with all that can stand beside its facts."""
    facts = draw(deals)
    told_by = [
        replace(each, article_id=f"{number:032x}", copy_of=draw(st.none() | ids))
        for number, each in enumerate(draw(st.lists(sources, min_size=1, max_size=30)))
    ]
    citation = st.builds(Citation, st.builds(Evidence, st.just("amount"), texts, st.just(0), st.just(9)), sources)
    claim = st.builds(Claim, moneys, st.lists(citation, max_size=4).map(tuple), st.just(1), st.none() | corrections)
    claims = draw(st.lists(claim, min_size=2, max_size=9))
    steps = draw(st.lists(st.builds(Step, st.sampled_from(DealStatus), st.dates(), st.none() | citation), max_size=60))
    related = [
        RelatedDeal(Relation(kind, ID, f"{number:032x}", ("other_buyer",)), facts)
        for number, kind in enumerate(draw(st.lists(st.sampled_from(RelationKind), max_size=6)))
        if kind is not RelationKind.SAME
    ]
    return deal(
        facts,
        told_by,
        id=draw(ids),
        conflicts=(Conflict("amount", tuple(claims)),) * draw(st.integers(0, 2)),
        corrections=tuple(draw(st.lists(corrections, max_size=30))),
        timeline=tuple(steps),
        related=tuple(related),
    )


def assert_view(view: dict[str, Any]) -> None:
    """Slack's rules for views, and ours for foreign text in markup."""
    check_view(view)
    json.dumps(view, ensure_ascii=False).encode("utf-8")
    for text in marked_up(view):
        assert_harmless(text.replace("<#C1>", ""))


def marked_up(part: Any) -> list[str]:
    """Every text of mrkdwn."""
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return [*own, *(text for each in part.values() for text in marked_up(each))]
    return [text for each in part for text in marked_up(each)] if isinstance(part, list | tuple) else []


@thoroughly
@given(st.lists(hostile_deals(), max_size=4), vocabularies)
def test_cards_with_buttons_are_acceptable(told: list[Deal], words: Words) -> None:
    """One alone with buttons, several with menus, the same deal twice."""
    for message in messages([deal_card(each, words, TODAY) for each in told], words):
        assert_acceptable(message)


@thoroughly
@given(
    hostile_deals(),
    decisions,
    st.lists(st.tuples(evidence, users), max_size=30),
    st.lists(people, max_size=9),
    vocabularies,
)
def test_modals_are_acceptable(
    told: Deal,
    on_it: list[Decision],
    behind: list[tuple[tuple[Evidence, ...], str]],
    persons: list[PersonFacts],
    words: Words,
) -> None:
    """With any number of sources, sentences, corrections and decisions."""
    known = {
        source.article_id: Behind(sentences, tuple(Share("C1", user, AT) for _ in range(5)))
        for source, (sentences, user) in zip(told.sources, behind, strict=False)
    }
    named = [PersonObservation(each, told.sources[0]) for each in persons]
    for view in (
        correct_form(told, words, "{}"),
        same_form(told, words, "{}"),
        apart_form(told, on_it, words, "{}"),
        not_a_deal_form(told, words, "{}"),
        sources_view(told, known, named, on_it, words, "{}"),
        notice(words.lang, *decided.meanwhile([Change("amount", None, None, each) for each in told.corrections], words))
        if told.corrections
        else loading(words.lang),
    ):
        assert_view(view)
    options = deal_options([told] * 150, words)
    assert len(options) <= 100
    assert all(0 < len(each["text"]["text"]) <= 75 for each in options)


@thoroughly
@given(st.lists(hostile_deals(), max_size=5), st.lists(texts, max_size=40), vocabularies)
def test_the_home_is_acceptable(told: list[Deal], lines: list[str], words: Words) -> None:
    """Lists of any length, and any answer."""
    shown = [foreign(line) for line in lines]
    assert_view(home_view(Home(told, shown, shown), words))
    cards = messages([deal_card(each, words, TODAY) for each in told] * 5, words)
    assert_view(answer_view(cards, words))


@thoroughly
@given(hostile_deals(), hostile_deals(), st.lists(moneys | st.none(), min_size=1, max_size=14), users, vocabularies)
def test_what_is_told_of_a_decision_is_acceptable(
    told: Deal, other: Deal, values: list[Any], user: str, words: Words
) -> None:
    """With a button that takes back as many corrections as there are fields."""
    parties = [Change(field, getattr(told.facts, field), ("&" * 99,) * 9) for field in PARTIES]
    changes = [*parties, *(Change("amount", value, value) for value in values)]
    for sentence in (
        decided.corrected(user, told, changes, words),
        decided.joined(user, told, other, words),
        decided.joined(user, told, None, words),
        decided.kept_apart(user, told, other, words),
        decided.parted(user, told, told.sources[0], words),
        decided.no_deal(user, told, words),
    ):
        replied = decided.with_undo(sentence, [ID] * len(values), told.id, words, "1750000000.000100")
        check_blocks(replied.blocks)
        assert_harmless(sentence)
        check_blocks(decided.undone(sentence, user, words).blocks)


@thoroughly
@given(texts, texts, users, st.lists(deals, max_size=9), vocabularies)
def test_names_that_are_tied_are_told_acceptably(
    name: str, full: str, user: str, joined: list[DealFacts], words: Words
) -> None:
    """In the list, too."""
    alias = Alias(ID, Named.COMPANY, name, full or None, author=Author("T1", user), at=NOW)
    for message in (
        naming.tied(alias, user, [deal(each) for each in joined], words),
        naming.listed([alias] * 40, words),
        naming.refused("circle", (name, full), words),
    ):
        check_blocks(message.blocks)
        assert_harmless(message.text)
