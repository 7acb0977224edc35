"""What users read beside a deal's facts: corrections, conflicts, what doesn't add up, the timeline, questions."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import merging
from handlers.blocks.deal import deal_card
from handlers.blocks.doubts import value
from handlers.blocks.message import messages
from handlers.blocks.words import ENGLISH, GERMAN, Words
from storage.decisions import CORRECTABLE
from storage.records import (
    Citation,
    Claim,
    Conflict,
    Correction,
    Deal,
    DealStatus,
    DealType,
    Evidence,
    ExpectedClose,
    FieldValue,
    Money,
    Note,
    NoteKind,
    RelatedDeal,
    Relation,
    RelationKind,
    Step,
    Valuation,
)
from tests.deal_records import BOUGHT, PAPER, PASTED, SCALE, TODAY, deal, shown
from tests.test_blocks_limits import (
    assert_acceptable,
    deals,
    decimals,
    evidence,
    moneys,
    names,
    sources,
    texts,
    thoroughly,
    vocabularies,
)

AT = datetime(2025, 6, 19, 8, tzinfo=UTC)
CITED = Citation(Evidence("amount", BOUGHT, 0, len(BOUGHT)), PAPER)
OTHER = Citation(Evidence("amount", "It is 12.", 0, 9), PASTED)


def dollars(billions: int) -> Money:
    return Money(Decimal(billions * 10**9), "USD", "")


def lines(told: Deal, words: Words = ENGLISH) -> str:
    (message,) = messages([deal_card(told, words, TODAY)], words)
    return "\n".join(shown(message))


def test_values_that_contradict_each_other_stand_side_by_side() -> None:
    """Each with who says so, the one that won first."""
    corrected = Correction("amount", dollars(14), "U123", AT, "x1")
    claims = (
        Claim(dollars(14), correction=corrected),
        Claim(dollars(15), (CITED,), 1),
        Claim(dollars(12), (OTHER,), 1),
    )
    told = deal(
        replace(SCALE, amount=dollars(14)),
        (PAPER, PASTED),
        conflicts=(Conflict("amount", claims),),
        corrections=(corrected,),
    )
    place = "<https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>"
    assert (
        "*Price: the sources differ*\n"
        "*$14bn*\ncorrected by <@U123> on 19 June 2025\n"
        f"*$15bn*\n{place}\n"
        "*$12bn*\npasted text “It is 12.”, 18 June 2025\n"
    ) in lines(told)
    assert "*Price* $14bn (corrected by <@U123> on 19 June 2025)" in lines(told)
    assert "korrigiert von <@U123> am 19. Juni 2025" in lines(told, GERMAN)


def test_two_pasted_texts_can_be_told_apart() -> None:
    """By their titles, else by their first words in the quoted sentence, else by the day; never by who pasted them."""
    undated = replace(PASTED, published=None)
    titled = replace(undated, article_id="a3", title="Meta & Scale: what we know so far about the deal of the year")
    said = [
        replace(OTHER, source=undated),
        replace(OTHER, source=titled),
    ]
    claims = tuple(Claim(dollars(15 - place), (each,), 1) for place, each in enumerate(said))
    told = lines(deal(SCALE, (undated, titled), conflicts=(Conflict("amount", claims),)))
    assert "*$15bn*\npasted text “It is 12.”\n" in told
    assert "*$14bn*\npasted text “Meta &amp; Scale: what we know so far about the …”\n" in told
    assert "Sources: | text pasted on 20 June 2025 | pasted text “Meta &amp; Scale" in told


def test_figures_that_do_not_add_up_are_said_so() -> None:
    """With the sum that they would make."""
    facts = replace(SCALE, valuation=Valuation(Decimal(25 * 10**9), "USD", ""))
    note = Note(NoteKind.ARITHMETIC, "valuation", dollars(14), Decimal(29_200_000_000))
    told = deal(facts, notes=(note, Note(NoteKind.STAKE_IMPOSSIBLE, "stake_percent")))
    assert "These figures don't fit: $14bn for 49 % would value the whole at $29.2bn, not at $25bn." in lines(told)
    assert "A share of 49 % is not possible." in lines(told)
    assert "ergäbe einen Gesamtwert von 29,2 Mrd. $, nicht 25 Mrd. $." in lines(told, GERMAN)


def test_the_timeline_has_every_step_with_its_source() -> None:
    """A single step is no timeline."""
    steps = (
        Step(DealStatus.AGREED, date(2025, 6, 13), CITED),
        Step(DealStatus.RUMOURED, date(2025, 6, 18), OTHER, held=False),
    )
    assert (
        "*Timeline*\n"
        "• 13 June 2025: agreed — <https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>\n"
        "• 18 June 2025: rumoured (changes nothing) — pasted text “It is 12.”, 18 June 2025"
    ) in lines(deal(timeline=steps))
    assert "Timeline" not in lines(deal(timeline=steps[:1]))


@pytest.mark.parametrize(
    ("kind", "reasons", "sentence"),
    [
        (
            RelationKind.MAYBE_SAME,
            ("buyer_not_named",),
            "*Is this the same deal as Meta → Scale AI?* Only one of them names a buyer.",
        ),
        (RelationKind.SUPERSEDES, ("called_off_before",), "*A new attempt* after Meta → Scale AI."),
        (RelationKind.SUPERSEDED, ("called_off_before",), "*Tried again later:* Meta → Scale AI."),
    ],
)
def test_other_deals_that_it_may_be_are_named(kind: RelationKind, reasons: tuple[str, ...], sentence: str) -> None:
    """A question says why it is asked."""
    related = RelatedDeal(Relation(kind, "d1", "d2", reasons), SCALE)
    assert sentence in lines(deal(related=(related,)))


def test_every_reason_to_ask_has_its_words() -> None:
    """The rules and the tables know the same names."""
    asked = {rule.__name__ for rule in merging.ASKED}
    assert set(ENGLISH.unsure) == set(GERMAN.unsure) == asked
    for words in (ENGLISH, GERMAN):
        assert {kind.value for kind in NoteKind} <= set(words.texts)


def test_a_source_counts_once_with_its_copies() -> None:
    """The headline says so; the list has all of them."""
    told = deal(sources=(PAPER, replace(PASTED, copy_of=PAPER.article_id)))
    assert told.source_count == 1
    assert "sources" not in lines(told).splitlines()[0]
    assert "pasted text" in lines(told)


@pytest.mark.parametrize(
    ("field", "told", "expected"),
    [
        ("type", DealType.MERGER, "merger"),
        ("status", DealStatus.COMPLETED, "completed"),
        ("targets", ("Beta", "Gamma"), "Beta and Gamma"),
        ("targets", (), "not known"),
        ("date", "2025-06", "June 2025"),
        ("expected_close", ExpectedClose("soon", "2025-Q3"), "Q3 2025"),
        ("stake_percent", Decimal("12.5"), "12.5 %"),
        ("stake_percent", Decimal("NaN"), "NaN"),
        ("target_business", "pumps", "pumps"),
        ("amount", None, "not known"),
    ],
)
def test_a_corrected_value_reads_like_any_other(field: str, told: FieldValue, expected: str) -> None:
    """Whatever the field holds."""
    assert value(field, told, ENGLISH) == expected


values: Any = st.one_of(
    st.none(), moneys, names, texts, decimals, st.sampled_from(DealType), st.sampled_from(DealStatus)
)
corrections = st.builds(
    Correction, st.sampled_from(CORRECTABLE), values, texts | st.just("U1"), st.just(AT), st.just("x")
)
citations = st.builds(Citation, evidence.filter(bool).map(lambda all_of: all_of[0]), sources)
claims = st.builds(Claim, values, st.lists(citations, max_size=4).map(tuple), st.just(1), st.none() | corrections)
conflicts = st.builds(Conflict, st.sampled_from(CORRECTABLE), st.lists(claims, min_size=2, max_size=7).map(tuple))
steps = st.builds(
    Step, st.sampled_from(DealStatus), st.dates(), st.none() | citations, st.none() | corrections, st.booleans()
)
note_fields = st.sampled_from(["amount", "stake_percent", "valuation", "date", "acquirers", "expected_close"])
notes = st.builds(Note, st.sampled_from(NoteKind), note_fields, st.none() | moneys, st.none() | decimals)
relations = st.builds(
    Relation,
    st.sampled_from(RelationKind).filter(lambda kind: kind is not RelationKind.SAME),
    st.just("d1"),
    st.just("d2"),
    st.sampled_from([(), ("buyer_not_named",), ("no such rule",)]),
)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of an example that fails
@thoroughly
@given(
    deals,
    st.fixed_dictionaries(
        {
            "corrections": st.lists(corrections, max_size=4).map(tuple),
            "conflicts": st.lists(conflicts, max_size=3).map(tuple),
            "timeline": st.lists(steps, max_size=12).map(tuple),
            "notes": st.lists(notes, max_size=5).map(tuple),
            "related": st.lists(st.builds(RelatedDeal, relations, deals), max_size=5).map(tuple),
        }
    ),
    vocabularies,
)
def test_whatever_is_doubtful_is_acceptable(facts: Any, beside: dict[str, Any], words: Words) -> None:
    """Slack takes it, and foreign text does nothing in it."""
    for message in messages([deal_card(deal(facts, **beside), words, TODAY)], words):
        assert_acceptable(message)
