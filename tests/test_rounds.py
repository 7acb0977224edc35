"""Rounds of funding of one company: one or two."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.merging import RULES, reasons_against
from bot.rounds import stages
from storage.records import Deal, DealFacts, DealStatus, DealType, Evidence, Money, RelationKind, Source

DAY = date(2025, 6, 1)


def round_told(
    sentence: str, millions: int | None = None, currency: str = "USD", **changes: tuple[str, ...]
) -> DealFacts:
    amount = Money(Decimal(millions * 10**6), currency, "") if millions else None
    facts = DealFacts(DealType.FUNDING_ROUND, DealStatus.ANNOUNCED, targets=("Gamma",), amount=amount)
    return replace(facts, evidence=(Evidence("type", sentence, 0, len(sentence)),), **changes)


def deal(facts: DealFacts, number: int = 0, days: int = 0) -> Deal:
    day = DAY + timedelta(days)
    seen = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    told = Source(f"a{number}", None, f"https://paper.example/{number}", None, day, "C1", seen)
    return Deal(f"d{number}", "T1", facts, (), (told,), seen, seen)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Gamma raised a Series B, after its Series A in 2023.", {"a", "b"}),
        ("Gamma schließt eine Series-C-Runde ab.", {"c"}),
        ("Gamma has closed a pre-seed round.", {"preseed"}),
        ("Gamma sammelt in der Seed-Runde Geld ein.", {"seed"}),
        ("A series of investors backs Gamma, in a series a reader may know.", set()),
        ("Gamma raised a Series B-2 extension.", {"b"}),
    ],
)
def test_a_sentence_names_the_stage(sentence: str, named: set[str]) -> None:
    """In English and German."""
    assert stages(round_told(sentence)) == named


SERIES_A, SERIES_B = "Gamma raised a Series A round.", "Gamma raised a Series B round."


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        (round_told(SERIES_A), round_told(SERIES_B), 30),
        (round_told("Gamma raised $20m.", 20), round_told("Gamma raised $60m.", 60), 30),
        (round_told("Gamma raised $20m.", 20), round_told("Gamma raised 60m euros.", 60, "EUR"), 30),
        (round_told("Gamma raised money."), round_told("Gamma raised money again."), 300),
    ],
)
def test_rounds_of_other_stages_sums_or_years_are_two(one: DealFacts, other: DealFacts, days: int) -> None:
    """Where no investor is in both, whichever is known; they are not asked about either."""
    for new, known, after in ((other, one, days), (one, other, -days)):
        (reason, *_) = reasons_against(new, DAY + timedelta(after), deal(known))
        assert "no investor in common" in reason
    assert RULES.relation(deal(one, 0), deal(other, 1, days)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (round_told(SERIES_B), round_told("Its Series B brings Gamma, which had a Series A in 2023, new money.")),
        (round_told("Gamma raised $20m.", 20), round_told("Gamma raised about $20.4m.", 20)),
        (round_told("Gamma raised $113m.", 113), round_told("Gamma raised 100m euros.", 100, "EUR")),
        (round_told("Gamma raised money."), round_told(SERIES_B, 60)),
        (
            round_told("Index and Accel put 20m in.", 20, acquirers=("Index", "Accel")),
            round_told("Accel and others put 25m in.", 25, acquirers=("Accel",)),
        ),
    ],
)
def test_what_two_papers_say_of_one_round_is_one_deal(one: DealFacts, other: DealFacts) -> None:
    """A figure or a stage that only one of them has is no difference; nor is a figure where an investor is the same."""
    assert not reasons_against(other, DAY + timedelta(5), deal(one))
    assert not reasons_against(one, DAY, deal(other, days=5))


def test_two_figures_in_one_week_are_a_question() -> None:
    """Papers may differ; months later it is another round."""
    one, other = round_told("Gamma raised $20m.", 20), round_told("Gamma raised $25m.", 25)
    relation = RULES.relation(deal(one, 0), deal(other, 1, days=5))
    assert relation is not None
    assert (relation.kind, relation.reasons) == (RelationKind.MAYBE_SAME, ("other_round",))
    assert RULES.relation(deal(one, 0), deal(other, 1, days=90)) is None
