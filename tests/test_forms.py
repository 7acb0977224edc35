"""Records as JSON and back."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from storage import forms
from storage.records import (
    AmountKind,
    DealFacts,
    DealStatus,
    DealType,
    Evidence,
    ExpectedClose,
    Money,
    Move,
    MoveKind,
    PersonFacts,
    Qualifier,
    Reading,
    Stake,
    Valuation,
)

SENTENCE = "Alpha pays 1.5 to 2 million euros for 12.5 percent of Beta."
DEAL = DealFacts(
    type=DealType.MINORITY_STAKE,
    status=DealStatus.AGREED,
    acquirers=("Alpha",),
    targets=("Beta",),
    amount=Money(
        Decimal(2_000_000), "EUR", "1.5 to 2 million euros", AmountKind.PRICE, Qualifier.RANGE, Decimal(1_500_000)
    ),
    valuation=Valuation(Decimal(16_000_000), "EUR", "16 million euros"),
    stake_percent=Decimal("12.5"),
    stake=Stake(after=Decimal(25), text="12.5 percent"),
    expected_close=ExpectedClose("in the autumn", None),
    evidence=(Evidence("amount", SENTENCE, 0, len(SENTENCE)),),
)
PERSON = PersonFacts("Ada Beck", "chief executive", "Beta", 41, Move(MoveKind.JOINS, "Beta", "Alpha", "adviser"))


def test_a_reading_has_the_names_and_numbers_of_the_contract() -> None:
    """Whole numbers are ints, others floats, what is not given is null."""
    form = forms.reading_as_json(Reading("en", (DEAL,), (PERSON,)))
    assert list(form) == ["lang", "deals", "people"]
    assert form["people"] == [
        {
            "name": "Ada Beck",
            "role": "chief executive",
            "organisation": "Beta",
            "age": 41,
            "evidence": [],
            "move": {"from": "Beta", "to": "Alpha", "new_role": "adviser", "kind": "joins"},
        }
    ]
    (deal,) = form["deals"]
    assert deal == {
        "primary": True,
        "type": "minority_stake",
        "tags": [],
        "status": "agreed",
        "status_text": "",
        "acquirers": ["Alpha"],
        "targets": ["Beta"],
        "sellers": [],
        "advisors": [],
        "amount": {
            "value": 2_000_000,
            "currency": "EUR",
            "text": "1.5 to 2 million euros",
            "kind": "price",
            "qualifier": "range",
            "low": 1_500_000,
        },
        "disclosed": "not_stated",
        "other_amounts": [],
        "valuation": {"value": 16_000_000, "currency": "EUR", "text": "16 million euros"},
        "consideration": None,
        "stake_percent": 12.5,
        "stake": {"before": None, "after": 25, "sought": None, "text": "12.5 percent"},
        "date": None,
        "expected_close": {"text": "in the autumn", "period": None},
        "target_business": None,
        "target_location": None,
        "confidence": 0.0,
        "reasons": [],
        "evidence": [{"field": "amount", "sentence": SENTENCE, "start": 0, "end": len(SENTENCE)}],
    }
    assert isinstance(deal["amount"]["value"], int)


def test_an_absurd_number_is_no_number() -> None:
    """JSON has no infinity."""
    form = forms.reading_as_json(Reading("en", (DealFacts(DealType.OTHER, stake_percent=Decimal("Infinity")),)))
    assert form["deals"][0]["stake_percent"] is None


_decimals = st.decimals(allow_nan=False)
_money = st.builds(Money, value=_decimals, low=st.none() | _decimals)


@given(
    st.builds(DealFacts, amount=st.none() | _money, other_amounts=st.lists(_money).map(tuple), stake_percent=_decimals)
)
def test_deal_facts_survive_their_json_form(facts: DealFacts) -> None:
    """Nothing is lost, to the last decimal place."""
    form = json.loads(json.dumps(forms.deal_facts_as_json(facts)))
    assert forms.deal_facts_from_json(form) == facts


@given(st.builds(PersonFacts))
def test_person_facts_survive_their_json_form(facts: PersonFacts) -> None:
    """Nothing is lost."""
    form = json.loads(json.dumps(forms.person_facts_as_json(facts)))
    assert forms.person_facts_from_json(form) == facts
