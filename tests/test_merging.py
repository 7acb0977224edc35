"""One deal or two, and which value wins: in any order of the articles."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.merging import OBSTACLES, RULES, reasons_against
from storage.records import (
    Advisor,
    AmountKind,
    Deal,
    DealFacts,
    DealObservation,
    DealStatus,
    DealType,
    Disclosed,
    Evidence,
    Money,
    Qualifier,
    Relation,
    RelationKind,
    Source,
)

DAY = date(2025, 6, 1)
PURCHASE = DealFacts(DealType.ACQUISITION, DealStatus.ANNOUNCED, acquirers=("Alpha",), targets=("Beta Robotics",))
MERGER = DealFacts(DealType.MERGER, DealStatus.ANNOUNCED, targets=("Alpha", "Beta Robotics"))
ROUND = DealFacts(DealType.FUNDING_ROUND, DealStatus.COMPLETED, acquirers=("Index", "Accel"), targets=("Gamma",))


def source(number: int, day: date = DAY) -> Source:
    seen = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Source(f"a{number}", f"Title {number}", f"https://paper.example/{number}", None, day, "C1", seen)


def said(number: int, days: int = 0, sentence: str = "", **changes: Any) -> DealObservation:
    """What one article said of the purchase; each changed field has its sentence."""
    sentence = sentence or f"Sentence {number}."
    evidence = tuple(Evidence(name, sentence, 0, len(sentence)) for name in changes)
    return DealObservation(replace(PURCHASE, evidence=evidence, **changes), source(number, DAY + timedelta(days)))


def known(facts: DealFacts = PURCHASE, days: int = 0) -> Deal:
    told = source(0, DAY + timedelta(days))
    return Deal("d1", "T1", facts, (), (told,), told.seen_at, told.seen_at)


def dollars(value: int, **changes: Any) -> Money:
    return Money(Decimal(value), "USD", f"${value}", **changes)


def same(new: DealFacts, deal: Deal, days: int | None = 0) -> bool:
    told = None if days is None else DAY + timedelta(days)
    return RULES.same_deal(new, told, [deal]) is deal


@pytest.mark.parametrize(
    ("new", "deal"),
    [
        (PURCHASE, PURCHASE),
        (replace(PURCHASE, targets=("Beta",)), PURCHASE),
        (PURCHASE, replace(PURCHASE, acquirers=("Alpha Holding AG",))),
        (replace(PURCHASE, type=DealType.MINORITY_STAKE, stake_percent=Decimal(49)), PURCHASE),
        (replace(PURCHASE, type=DealType.DIVESTITURE, sellers=("Omega",)), PURCHASE),
        (replace(PURCHASE, type=DealType.OTHER), PURCHASE),
        (MERGER, MERGER),
        (replace(MERGER, targets=("Beta Robotics", "Alpha")), MERGER),
        (MERGER, PURCHASE),
        (replace(ROUND, acquirers=("Accel", "Sequoia")), ROUND),
        (replace(ROUND, type=DealType.MINORITY_STAKE), ROUND),
        (replace(ROUND, acquirers=()), replace(ROUND, acquirers=())),
    ],
)
def test_the_same_parties_at_the_same_time_are_one_deal(new: DealFacts, deal: DealFacts) -> None:
    """Short forms, a merger's order and neighbouring types make no difference, either way round."""
    assert same(new, known(deal))
    assert same(deal, known(new))


@pytest.mark.parametrize(
    ("new", "deal", "reason"),
    [
        (replace(PURCHASE, targets=("Delta",)), PURCHASE, "another target"),
        (replace(PURCHASE, acquirers=("Delta",)), PURCHASE, "another buyer"),
        (replace(PURCHASE, acquirers=("Beta Robotics",), targets=("Alpha",)), PURCHASE, "another target"),
        (replace(PURCHASE, targets=()), PURCHASE, "another target"),
        (replace(PURCHASE, targets=("Robotics",)), PURCHASE, "another target"),
        (replace(PURCHASE, targets=("AI",)), replace(PURCHASE, targets=("AI Group",)), "another target"),
        (replace(PURCHASE, type=DealType.JOINT_VENTURE), PURCHASE, "another kind"),
        (replace(ROUND, type=DealType.ACQUISITION), ROUND, "another kind"),
        (replace(MERGER, targets=("Alpha", "Delta")), MERGER, "same partners"),
        (replace(MERGER, targets=("Alpha",)), MERGER, "same partners"),
        (replace(PURCHASE, acquirers=()), PURCHASE, "names a buyer"),
    ],
)
def test_other_parties_or_another_kind_is_another_deal(new: DealFacts, deal: DealFacts, reason: str) -> None:
    """And the reason can be told."""
    assert any(reason in said for said in reasons_against(new, DAY, known(deal)))
    assert RULES.same_deal(new, DAY, [known(deal)]) is None


def test_a_buyer_who_is_not_named_is_known_by_the_price_or_the_seller() -> None:
    """Nothing else tells two sales of one company apart."""
    deal = known(replace(PURCHASE, amount=dollars(1_000_000_000), sellers=("Omega",)))
    unnamed = replace(PURCHASE, acquirers=())
    assert not same(unnamed, deal)
    assert same(replace(unnamed, sellers=("Omega",)), deal)
    assert same(replace(unnamed, amount=dollars(1_020_000_000)), deal)
    assert not same(replace(unnamed, amount=dollars(1_200_000_000)), deal)


@pytest.mark.parametrize(
    ("status", "days", "one"),
    [
        (DealStatus.COMPLETED, 180, True),
        (DealStatus.COMPLETED, 181, False),
        (DealStatus.COMPLETED, -180, True),
        (DealStatus.COMPLETED, -540, True),  # the deal of which the new article tells was open then
        (DealStatus.COMPLETED, -541, False),
        (DealStatus.PENDING_APPROVAL, 540, True),
        (DealStatus.PENDING_APPROVAL, 541, False),
        (DealStatus.COMPLETED, None, True),
    ],
)
def test_half_a_year_of_silence_ends_a_deal_and_longer_an_open_one(
    status: DealStatus, days: int | None, one: bool
) -> None:
    """An article without a date is not held against it."""
    assert same(PURCHASE, known(replace(PURCHASE, status=status)), days) is one


def told_of(id: str, facts: DealFacts, days: int | None = 0) -> Deal:
    deal = known(facts, days or 0)
    undated = (replace(deal.sources[0], published=None),)
    return replace(deal, id=id, sources=undated if days is None else deal.sources)


RUMOURED = replace(PURCHASE, status=DealStatus.RUMOURED)
OFF = replace(PURCHASE, status=DealStatus.TERMINATED)
UNIT = replace(PURCHASE, targets=("steel unit",), sellers=("Omega",))


@pytest.mark.parametrize(
    ("one", "days", "other", "rule"),
    [
        (replace(PURCHASE, acquirers=()), 0, PURCHASE, "buyer_not_named"),
        (replace(PURCHASE, targets=("Beta Robotcs",)), 0, PURCHASE, "other_target"),
        (replace(UNIT, sellers=("Beta Robotics",)), 0, PURCHASE, "other_target"),
        (replace(PURCHASE, type=DealType.FUNDING_ROUND), 0, PURCHASE, "other_kind"),
        (PURCHASE, 700, replace(PURCHASE, status=DealStatus.COMPLETED), "long_ago"),
        (PURCHASE, None, OFF, "called_off_or_not"),
        (
            replace(PURCHASE, acquirers=("Delta",), amount=dollars(5)),
            0,
            replace(PURCHASE, amount=dollars(5)),
            "other_buyer",
        ),
    ],
)
def test_where_one_thing_alone_speaks_against_it_it_is_asked(
    one: DealFacts, days: int | None, other: DealFacts, rule: str
) -> None:
    """By the rule's name; the same whichever is looked at first."""
    deals = told_of("d1", one, days), told_of("d2", other)
    if rule == "long_ago":
        deals = told_of("d1", one, 300), told_of("d2", other)
    relation = RULES.relation(*deals)
    assert relation == RULES.relation(*reversed(deals))
    assert relation is not None
    assert (relation.kind, relation.reasons) == (RelationKind.MAYBE_SAME, (rule,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (replace(PURCHASE, acquirers=("Delta",)), PURCHASE),
        (replace(PURCHASE, targets=("Gamma",)), PURCHASE),
        (replace(PURCHASE, targets=("AI Group",)), replace(PURCHASE, targets=("AI Groupe",))),
        (replace(PURCHASE, acquirers=("Delta",), type=DealType.FUNDING_ROUND), PURCHASE),
        (replace(UNIT, targets=("lift unit",)), UNIT),
    ],
)
def test_rivals_and_strangers_are_not_even_asked_about(one: DealFacts, other: DealFacts) -> None:
    """Two bidders for one target are two deals."""
    assert RULES.relation(told_of("d1", one), told_of("d2", other)) is None


def test_a_part_that_only_one_text_names_is_known_by_buyer_and_seller() -> None:
    """ "The steel unit" is the company that another text names."""
    assert same(UNIT, known(replace(PURCHASE, sellers=("Omega",))))
    assert not same(UNIT, known(PURCHASE))


@pytest.mark.parametrize(
    ("unit", "other", "one"),
    [
        ("Stahlsparte", "Stahlgeschäft", True),
        ("steel unit", "Steel business", True),
        ("Stahlsparte", "Aufzugsparte", False),
        ("unit", "business", False),
    ],
)
def test_a_part_that_both_texts_describe_is_known_by_its_trade_and_its_seller(unit: str, other: str, one: bool) -> None:
    """Whatever word each has for a part of a company; that word alone tells nothing."""
    sold, again = replace(UNIT, targets=(unit,)), replace(UNIT, targets=(other,))
    assert same(sold, known(again)) is same(again, known(sold)) is one
    assert not same(sold, known(replace(again, sellers=("Sigma",))))


def test_a_state_that_buys_is_one_party_under_its_many_names() -> None:
    """ "Bund" and "deutscher Staat" take one stake; another country's government does not."""
    stake = replace(PURCHASE, type=DealType.MINORITY_STAKE, acquirers=("Bund",))
    assert same(stake, known(replace(stake, acquirers=("deutscher Staat",))))
    assert not same(stake, known(replace(stake, acquirers=("Delta",))))
    assert not same(replace(stake, acquirers=("French government",)), known(replace(stake, acquirers=("UK Treasury",))))


@pytest.mark.parametrize("days", [30, 400])
def test_an_attempt_after_one_that_failed_supersedes_it(days: int) -> None:
    """However much later; while nothing speaks against it, two deals are one."""
    first, second = told_of("d2", OFF), told_of("d1", PURCHASE, days)
    assert RULES.relation(first, second) == Relation(
        RelationKind.SUPERSEDES,
        "d1",
        "d2",
        ("begun_anew_since", "called_off_before")
        if days == 30
        else ("begun_anew_since", "called_off_before", "long_ago"),
    )
    assert RULES.relation(told_of("d1", PURCHASE), told_of("d2", RUMOURED, 30)) == Relation(
        RelationKind.SAME, "d1", "d2"
    )


def test_an_article_without_a_date_counts_for_the_day_of_its_deal() -> None:
    """If it gives that; a month is no day."""
    dated = replace(PURCHASE, date="2020-01-02")
    assert not same(dated, known(), days=None)
    assert same(replace(dated, date="2020-01"), known(), days=None)


def test_a_deal_that_was_called_off_and_is_agreed_again_is_a_new_one() -> None:
    """But further news of the failure is not."""
    deal = known(replace(PURCHASE, status=DealStatus.TERMINATED))
    assert not same(replace(PURCHASE, status=DealStatus.AGREED), deal, days=30)
    assert same(replace(PURCHASE, status=DealStatus.TERMINATED), deal, days=30)
    assert same(replace(PURCHASE, status=DealStatus.AGREED), deal, days=-30)


def test_the_rest_of_a_company_is_another_deal_than_the_share_bought_before() -> None:
    """Only once that one is completed: before, articles differ about the share."""
    bought = replace(PURCHASE, status=DealStatus.COMPLETED, stake_percent=Decimal(25))
    rest = replace(PURCHASE, stake_percent=Decimal(75))
    assert not same(rest, known(bought))
    assert same(rest, known(replace(bought, status=DealStatus.AGREED)))


def test_of_several_deals_that_fit_it_is_the_latest() -> None:
    """The one that is being talked about."""
    old, new = known(days=0), replace(known(days=20), id="d2")
    assert RULES.same_deal(PURCHASE, DAY + timedelta(30), [old, new]) is new
    assert RULES.same_deal(PURCHASE, DAY + timedelta(30), [new, old]) is new
    assert RULES.same_deal(PURCHASE, DAY, []) is None


def test_every_rule_has_its_reason() -> None:
    """A sentence that can be shown."""
    assert all(str(rule.__doc__).endswith(".") and "\n" not in str(rule.__doc__) for rule in OBSTACLES)


def view(*observations: DealObservation) -> DealFacts:
    return RULES.view(observations).facts


def test_one_article_is_shown_as_it_was_read() -> None:
    """The view adds nothing and loses nothing."""
    facts = replace(
        said(1, amount=dollars(5), status=DealStatus.AGREED).facts,
        tags=("hostile",),
        sellers=("Omega",),
        other_amounts=(dollars(1, kind=AmountKind.BREAK_FEE),),
        advisors=(Advisor("Delta Bank", None, None),),
        reasons=("a reason",),
        date="2025-06",
        primary=False,
    )
    assert view(DealObservation(facts, source(1))) == facts


def test_the_value_of_most_sources_wins_and_brings_its_sentence() -> None:
    """The latest of those that agree is shown; within 3 % they do."""
    facts = view(
        said(1, 0, amount=dollars(1_000)),
        said(2, 1, amount=dollars(1_025)),
        said(3, 2, amount=dollars(1_500)),
    )
    assert facts.amount == dollars(1_025)
    assert [each.sentence for each in facts.evidence] == ["Sentence 2."]


def test_between_as_many_sources_the_latest_wins() -> None:
    """By the day of publication, not of sharing."""
    facts = view(said(2, 5, amount=dollars(1_500)), said(1, 0, amount=dollars(1_000)))
    assert facts.amount == dollars(1_500)


def test_copies_of_one_sentence_count_once() -> None:
    """Three papers print the agency's text, two have asked themselves."""
    copies = [said(number, 0, "One agency text.", amount=dollars(1_000)) for number in (1, 2, 3)]
    facts = view(*copies, said(4, 0, amount=dollars(2_000)), said(5, 0, amount=dollars(2_000)))
    assert facts.amount == dollars(2_000)


def test_about_widens_what_agrees() -> None:
    """7 % where a text says "about", and never across kinds or currencies."""
    about = dollars(1_060, qualifier=Qualifier.APPROX)
    per_share = dollars(1_500, kind=AmountKind.PER_SHARE)
    euros = Money(Decimal(1_500), "EUR", "1500 euros")
    facts = view(
        said(1, 0, amount=dollars(1_000)),
        said(2, 0, amount=about),
        said(3, 9, amount=per_share),
        said(4, 9, amount=euros),
    )
    assert facts.amount == about


def test_an_undisclosed_price_gives_way_to_a_stated_one() -> None:
    """One text says that it is not given, another gives it."""
    silent = said(1, 5, disclosed=Disclosed.UNDISCLOSED)
    stated = said(2, 0, amount=dollars(7), disclosed=Disclosed.STATED)
    assert view(silent).disclosed is Disclosed.UNDISCLOSED
    assert view(silent, said(3, 9)).disclosed is Disclosed.UNDISCLOSED
    assert view(silent, stated).disclosed is Disclosed.STATED


@pytest.mark.parametrize(
    ("steps", "held"),
    [
        (("rumoured", "announced", "completed"), "completed"),
        (("announced", "rumoured"), "announced"),
        (("agreed", "announced"), "agreed"),
        (("agreed", "terminated"), "terminated"),
        (("completed", "terminated"), "completed"),
        (("blocked", "agreed"), "blocked"),
        (("unknown", "rumoured", "unknown"), "rumoured"),
        (("proposed", "pending_approval", "proposed"), "pending_approval"),
    ],
)
def test_a_status_moves_forward_and_a_final_one_stays(steps: Sequence[str], held: str) -> None:
    """In the order of publication; a late rumour lowers nothing."""
    told = [said(number, number, status=DealStatus(step)) for number, step in enumerate(steps)]
    facts = view(*reversed(told))
    assert facts.status == held
    assert [each.sentence for each in facts.evidence] == [f"Sentence {steps.index(held)}."]


def test_parties_are_shown_in_their_fullest_form() -> None:
    """Whoever gave it, and as most spell it."""
    facts = view(
        said(1, targets=("Beta",)),
        said(2, targets=("Beta Robotics",)),
        said(3, targets=("BETA ROBOTICS",)),
        said(4, targets=("Beta Robotics",)),
    )
    assert facts.targets == ("Beta Robotics",)


def test_a_name_in_full_brings_the_sentence_that_has_it() -> None:
    """The latest article has the short form only."""
    facts = view(said(1, targets=("Beta Robotics",)), said(2, 5, targets=("Beta",)))
    assert facts.targets == ("Beta Robotics",)
    assert [each.sentence for each in facts.evidence if each.field == "targets"] == ["Sentence 1.", "Sentence 2."]


def test_a_rounds_investors_add_up_and_the_lead_stays_first() -> None:
    """Elsewhere another name is a contradiction, and most sources win."""
    first = DealObservation(replace(ROUND, acquirers=("Index", "Accel")), source(1))
    second = DealObservation(replace(ROUND, acquirers=("Sequoia", "Index Ventures")), source(2))
    third = DealObservation(replace(ROUND, acquirers=("Index", "Accel")), source(3))
    assert view(first, second, third).acquirers == ("Index Ventures", "Accel", "Sequoia")
    assert view(said(1), said(2, acquirers=("Delta",)), said(3)).acquirers == ("Alpha",)


def test_what_a_deal_may_have_many_of_is_collected() -> None:
    """Tags, advisors, other amounts: each once, the advisor with most said of it."""
    bank = Advisor("Delta Bank", None, None)
    facts = view(
        said(1, tags=("hostile",), advisors=(bank,), other_amounts=(dollars(3, kind=AmountKind.DEBT),)),
        said(2, tags=("buyout", "hostile"), advisors=(replace(bank, name="Delta Bank AG", side="target"),)),
        said(3, other_amounts=(dollars(3, kind=AmountKind.DEBT), dollars(4, kind=AmountKind.REVENUE))),
    )
    assert facts.tags == ("hostile", "buyout")
    assert facts.advisors == (Advisor("Delta Bank AG", "target", None),)
    assert [amount.value for amount in facts.other_amounts] == [3, 4]


def test_the_more_precise_of_two_dates_that_agree_is_shown() -> None:
    """A day within the month that others name."""
    assert view(said(1, date="2025-06-12"), said(2, 3, date="2025-06")).date == "2025-06-12"


_observations = st.lists(
    st.builds(
        lambda number, days, changes: said(number, days, **changes),
        st.integers(1, 400),
        st.integers(-50, 50),
        st.fixed_dictionaries(
            {},
            optional={
                "status": st.sampled_from(DealStatus),
                "type": st.sampled_from((DealType.ACQUISITION, DealType.MERGER, DealType.MINORITY_STAKE)),
                "targets": st.sampled_from((("Beta",), ("Beta Robotics",), ("Beta Robotics", "Alpha"), ())),
                "acquirers": st.sampled_from((("Alpha",), ("Alpha AG",), ("Delta", "Alpha"), ())),
                "amount": st.builds(
                    dollars,
                    st.integers(-5, 2_000),
                    kind=st.sampled_from((AmountKind.PRICE, AmountKind.UP_TO, AmountKind.PER_SHARE)),
                    qualifier=st.sampled_from(Qualifier),
                )
                | st.just(Money(Decimal("NaN"), "USD", "?")),
                "stake_percent": st.sampled_from((Decimal(49), Decimal("49.4"), Decimal(900), Decimal("Infinity"))),
                "date": st.sampled_from(("2025", "2025-06", "2025-06-12", "3025-01-01")),
                "tags": st.sampled_from((("hostile",), ("buyout", "hostile"))),
            },
        ),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda told: told.source.article_id,
)


@given(_observations, st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(told: list[DealObservation], order: random.Random) -> None:
    """Nor does hearing all of it twice."""
    shuffled = order.sample(told, len(told))
    assert repr(view(*shuffled)) == repr(view(*told))


@settings(deadline=None)  # the first to compare currencies reads the table of rates
@given(_observations)
def test_every_sentence_of_the_view_is_an_observations(told: list[DealObservation]) -> None:
    """Of one that has the very value that is shown; what one text has as the price may be another amount."""
    facts = view(*told)
    single = {"amount", "stake_percent", "date", "status"}
    for evidence in facts.evidence:
        said_as = replace(evidence, field="amount") if evidence.field == "other_amounts" else evidence
        origin = [each.facts for each in told if said_as in each.facts.evidence]
        assert origin
        if evidence.field == "other_amounts":
            assert any(each.amount in facts.other_amounts for each in origin)
        shown = getattr(facts, evidence.field)
        if evidence.field in single and shown is not None:
            assert repr(shown) in {repr(getattr(each, evidence.field)) for each in origin}


def test_a_price_for_one_share_never_stands_for_the_whole() -> None:
    """However many tell it, and however late."""
    total, share = dollars(68_700_000_000), dollars(95, kind=AmountKind.PER_SHARE)
    told = [
        said(1, 0, "Alpha pays $68700000000.", amount=total),
        said(2, 1, "Alpha pays $95 a share.", amount=share),
        said(3, 2, "It is $95 for each share.", amount=share),
    ]
    assert RULES.view(told).facts.amount == total
    assert RULES.view(told[1:]).facts.amount == share
