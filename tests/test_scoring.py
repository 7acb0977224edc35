"""The scorer, on cases small enough to count by hand."""

from typing import Any

import pytest

from tests.scoring import Counts, Json, Verdict, same_company, same_person, score

DOLLARS = {"value": 5_000_000_000, "currency": "USD", "text": "$5bn", "kind": "price"}
EUROS = {"value": 4_600_000_000, "currency": "EUR", "text": "€4.6bn", "kind": "price"}


def deal(**changes: Any) -> dict[str, Any]:
    """Ostwind buys Hafner for $5bn."""
    return {
        "primary": True,
        "type": "acquisition",
        "status": "agreed",
        "acquirers": ["Ostwind"],
        "targets": ["Hafner"],
        "sellers": [],
        "amount": DOLLARS,
        "disclosed": "stated",
        "stake_percent": None,
        "valuation": None,
        "date": None,
    } | changes


def person(name: str, organisation: str | None = None, **move: str | None) -> dict[str, Any]:
    full = {"from": None, "to": None, "new_role": None} | move
    return {"name": name, "role": None, "organisation": organisation, "age": None, "move": full if move else None}


def text(*deals: Json, kind: str = "deal", people: tuple[Json, ...] = (), **more: Any) -> dict[str, Any]:
    return {"id": "a", "kind": kind, "deals": list(deals), "people": list(people)} | more


def read(*deals: Json, people: tuple[Json, ...] = ()) -> dict[str, Json]:
    return {"a": {"deals": list(deals), "people": list(people)}}


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        ("Ostwind AG", "Ostwind"),
        ("Ostwind|Ostwind Energie", "OSTWIND ENERGIE GmbH"),
        ("Hafner", "Hafners"),
        ("Ostwind", "Ostwind Energie"),
        ("U.S. Steel", "US Steel"),
    ],
)
def test_a_company_is_known_by_any_of_its_forms(gold: str, predicted: str) -> None:
    """Legal form, case, genitive and a longer or shorter form make no other company."""
    assert same_company(gold, predicted)


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [("Deutsche Bank", "Bank"), ("Ostwind", "Westwind"), ("Hafner", "rival Hafner"), ("Hafner", "")],
)
def test_a_company_is_not_known_by_the_end_of_its_name(gold: str, predicted: str) -> None:
    """What a name ends with is what many end with."""
    assert not same_company(gold, predicted)


def test_a_person_is_known_by_the_surname() -> None:
    """A title or a missing first name makes nobody else, another first name does."""
    assert same_person("Rita Moll", "Dr. Rita Moll")
    assert same_person("Rita Moll", "Moll")
    assert not same_person("Rita Moll", "Peter Moll")


def test_counts_give_precision_recall_and_f1() -> None:
    """Six found, two missed, four wrong."""
    counts = Counts(hit=6, missed=2, wrong=4)
    assert [counts.precision, counts.recall, counts.f1] == pytest.approx([0.6, 0.75, 2 / 3])
    assert Counts(missed=3).f1 == Counts(wrong=3).precision == Counts().recall == 0.0


def test_a_perfect_reading_has_everything_right() -> None:
    """The gold itself, read back, scores one in every measure it touches."""
    moved = person("Rita Moll", "Hafner", kind="joins", to="Ostwind")
    gold = deal(sellers=["Moll family"], stake_percent=60, type="majority_stake", valuation=EUROS, date="2024-05-03")
    scores = score([text(gold, people=(moved,))], read(gold, people=(moved,)))
    assert scores.verdicts == {"a": Verdict(useful=True, exact=True)}
    assert {name: value for name, value in scores.measures().items() if name != "quiet" and value != 1.0} == {}


def test_a_text_without_a_prediction_is_missed_in_every_slot() -> None:
    """Two parties and an amount were there to be found."""
    scores = score([text(deal())], {})
    assert scores.verdicts == {"a": Verdict(useful=False, exact=False)}
    assert scores.counts["deals"] == scores.counts["acquirers"] == scores.counts["amount"] == Counts(missed=1)
    assert scores.counts["stake_percent"] == Counts()


def test_wrong_figures_leave_a_deal_useful_but_not_exact() -> None:
    """The parties are what a reader needs first."""
    scores = score([text(deal())], read(deal(amount=EUROS)))
    assert scores.verdicts["a"] == Verdict(useful=True, exact=False)
    assert scores.counts["amount"] == Counts(missed=1, wrong=1)


def test_an_amount_may_be_one_of_its_alternatives_and_off_by_one_in_a_hundred() -> None:
    """The second currency counts, another value does not."""
    gold = text(deal(amount_alt=[EUROS]))
    assert score([gold], read(deal(amount=EUROS | {"value": 4_640_000_000}))).verdicts["a"].exact
    assert not score([gold], read(deal(amount=EUROS | {"value": 4_700_000_000}))).verdicts["a"].exact
    assert not score([gold], read(deal(amount=DOLLARS | {"currency": "CAD"}))).verdicts["a"].exact


def test_an_invented_deal_costs_exactness_and_precision() -> None:
    """All its slots are wrong ones."""
    scores = score([text(deal())], read(deal(), deal(acquirers=["Nord"], targets=["Sued"], amount=None)))
    assert scores.verdicts["a"] == Verdict(useful=True, exact=False)
    assert scores.counts["deals"] == scores.counts["targets"] == Counts(hit=1, wrong=1)


def test_a_wrong_buyer_is_one_missed_and_one_wrong() -> None:
    """The deal is still aligned, by its target."""
    scores = score([text(deal())], read(deal(acquirers=["Nord"])))
    assert scores.verdicts["a"].useful is False
    assert scores.counts["acquirers"] == Counts(missed=1, wrong=1)


def test_of_many_investors_the_lead_suffices_for_a_useful_reading() -> None:
    """Without the lead, or with a stranger among them, it is not useful."""
    round_ = text(deal(type="funding_round", acquirers=["Lead", "Second", "Third"]))
    found = {names: score([round_], read(deal(acquirers=names.split()))) for names in ("Lead", "Second", "Lead Nobody")}
    assert [scores.verdicts["a"].useful for scores in found.values()] == [True, False, False]
    assert found["Lead"].counts["acquirers"] == Counts(hit=1, missed=2)


def test_the_parties_of_a_merger_stand_for_each_other() -> None:
    """Who is said to buy whom does not matter."""
    gold = deal(type="merger", acquirers=[], targets=["Nord", "Sued"])
    scores = score([text(gold)], read(deal(acquirers=["Sued"], targets=["Nord"])))
    assert scores.verdicts["a"].useful
    assert scores.counts["targets"] == Counts(hit=2)


def test_a_background_deal_costs_nothing_when_missed() -> None:
    """Found, it counts."""
    past = deal(primary=False, targets=["Sued"])
    missed, found = (score([text(deal(), past)], read(*deals)) for deals in ((deal(),), (deal(), past)))
    assert missed.counts["deals"] == Counts(hit=1)
    assert found.counts["deals"] == Counts(hit=2)
    assert missed.verdicts["a"] == found.verdicts["a"] == Verdict(useful=True, exact=True)


def test_an_optional_deal_counts_neither_way() -> None:
    """It keeps a prediction from being an invented one."""
    maybe = deal(optional=True, targets=["Sued"])
    missed, found = (score([text(deal(), maybe)], read(*deals)) for deals in ((deal(),), (deal(), maybe)))
    assert missed.counts == found.counts
    assert missed.verdicts["a"] == found.verdicts["a"] == Verdict(useful=True, exact=True)


def test_a_full_takeover_may_leave_its_hundred_per_cent_unsaid() -> None:
    """Part of a company may not."""
    assert score([text(deal(stake_percent=100))], read(deal())).verdicts["a"].exact
    assert score([text(deal())], read(deal(stake_percent=100))).verdicts["a"].exact
    minority = deal(type="minority_stake", stake_percent=30, stake_alt=[45])
    assert not score([text(minority)], read(minority | {"stake_percent": None})).verdicts["a"].exact
    assert score([text(minority)], read(minority | {"stake_percent": 45.4})).verdicts["a"].exact


def test_optional_sellers_are_not_missed() -> None:
    """A wrong one is still wrong."""
    gold = text(deal(sellers=["Moll family"], sellers_optional=True))
    assert score([gold], read(deal())).counts["sellers"] == Counts()
    assert score([gold], read(deal(sellers=["Nord"]))).counts["sellers"] == Counts(wrong=1)


def test_neighbouring_types_and_states_count_as_one() -> None:
    """A sale is a purchase; announced is agreed; a rumour is neither."""
    gold = text(deal(type="divestiture|spin_off", status="announced"))
    near = score([gold], read(deal(type="majority_stake", status="pending_approval")))
    assert near.counts["type"] == near.counts["status"] == Counts(hit=1)
    far = score([gold], read(deal(type="minority_stake", status="rumoured")))
    assert far.counts["type"] == far.counts["status"] == Counts(missed=1, wrong=1)


def test_a_month_is_met_by_a_day_in_it() -> None:
    """A day of gold is met by that day alone; where gold has none, nothing is counted."""
    month, day, none = (text(deal(date=date)) for date in ("2024-05", "2024-05-03", None))
    predicted = read(deal(date="2024-05-04"))
    counts = [score([gold], predicted).counts["date"] for gold in (month, day, none)]
    assert counts == [Counts(hit=1), Counts(missed=1, wrong=1), Counts()]


def test_silence_about_a_negative_is_quiet() -> None:
    """Any deal at all is noise."""
    negative = text(kind="negative")
    assert score([negative], read()).verdicts == {"a": Verdict(quiet=True)}
    assert score([negative], read(deal())).verdicts == {"a": Verdict(quiet=False)}


def test_people_are_counted_with_where_they_belong_and_go() -> None:
    """One of two found, one stranger; the found one's employer is wrong, one end of the move right."""
    gold = text(people=(person("Rita Moll", "Hafner", kind="joins", to="Ostwind"), person("Jan Ott")))
    predicted = read(people=(person("Moll", "Nord", kind="appointed", to="Ostwind"), person("Ute Witt")))
    counts = score([gold], predicted).counts
    assert counts["people"] == Counts(hit=1, missed=1, wrong=1)
    assert counts["organisations"] == Counts(missed=1, wrong=1)
    assert counts["moves"] == Counts(hit=1)


def test_who_founded_or_stays_moves_nowhere() -> None:
    """A move that gold leaves open counts neither way."""
    predicted = read(people=(person("Rita Moll", kind="leaves", **{"from": "Hafner"}),))
    moves = {
        kind: score([text(people=(person("Rita Moll", kind=kind),))], predicted) for kind in ("founder", "stays|leaves")
    }
    assert moves["founder"].counts["moves"] == Counts(wrong=1)
    assert moves["stays|leaves"].counts["moves"] == Counts()


def test_people_of_a_text_can_be_left_out() -> None:
    """Some texts are full of people who are nobody to a deal desk."""
    gold = text(people=(person("Rita Moll"),), people_ignore=True)
    assert score([gold], read(people=(person("Ute Witt"),))).counts["people"] == Counts()
