"""Figures that contradict each other, in one currency or several, and those that lost and stay beside the winner."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from handlers.blocks.deal import deal_card
from handlers.blocks.message import messages
from handlers.blocks.words import words_of
from storage.records import AmountKind, Claim, Deal, DealView, Disclosed, Money, Qualifier
from storage.store import Store
from tests.deal_records import shown
from tests.newsroom import NOW, article, quoted, share, takeover

MILLION = 10**6


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def money(value: int, currency: str = "USD", kind: AmountKind = AmountKind.PRICE, **changes: Qualifier) -> Money:
    return Money(Decimal(value), currency, f"{value} {currency}", kind, **changes)


async def told(store: Store, *amounts: Money | tuple[Money, Money]) -> Deal:
    """An article each on one deal of June 2025; of a pair the second is what the text gives beside the first."""
    for number, given in enumerate(amounts, start=1):
        amount, *others = given if isinstance(given, tuple) else (given,)
        text = f"Paper {number}: Alpha buys Beta for {amount.text}."
        fields = ("acquirers", "targets", "type", "amount", *(["other_amounts"] if others else []))
        facts = takeover(text, "Alpha", "Beta", amount=amount, disclosed=Disclosed.STATED, evidence=())
        facts = replace(facts, other_amounts=tuple(others), evidence=quoted(text, text, *fields))
        read = article(text, url=f"https://paper{number}.example/", published=date(2025, 6, number), told=[facts])
        recorded = await share(store, read, ts=f"{number}.0", now=NOW)
    return recorded.deals[0].deal


def claims(deal: Deal | DealView) -> list[Claim]:
    return [claim for conflict in deal.conflicts if conflict.field == "amount" for claim in conflict.claims]


def cited(deal: Deal, field: str) -> list[str]:
    return [each.evidence.sentence for each in deal.citations if each.evidence.field == field]


async def test_amounts_in_two_currencies_that_cannot_be_one_are_a_conflict(store: Store) -> None:
    """At the rates of the year; both are shown as they were told, each with its sentence."""
    dollars, euros = money(100 * MILLION), money(150 * MILLION, "EUR")
    deal = await told(store, dollars, euros, euros)
    assert [claim.value for claim in claims(deal)] == [euros, dollars]
    assert [[each.evidence.sentence for each in claim.citations] for claim in claims(deal)] == [
        ["Paper 2: Alpha buys Beta for 150000000 EUR.", "Paper 3: Alpha buys Beta for 150000000 EUR."],
        ["Paper 1: Alpha buys Beta for 100000000 USD."],
    ]
    assert deal.facts.other_amounts == ()


async def test_each_sum_that_contradicts_the_price_is_shown(store: Store) -> None:
    """Also one that could be another loser's, at some rate."""
    price, euros, dollars = money(1300 * MILLION), money(950 * MILLION, "EUR"), money(1200 * MILLION)
    deal = await told(store, dollars, euros, price, price)
    assert claims(deal)[0].value == price
    assert {claim.value for claim in claims(deal)[1:]} == {euros, dollars}


@pytest.mark.parametrize(
    ("dollars", "euros", "qualifier", "differ"),
    [
        (113, 100, Qualifier.EXACT, False),
        (127, 100, Qualifier.EXACT, False),
        (135, 100, Qualifier.EXACT, True),
        (132, 100, Qualifier.APPROX, False),
        (100, 100, Qualifier.EXACT, False),
        (95, 100, Qualifier.EXACT, True),
    ],
)
async def test_a_margin_is_left_for_the_rate(
    store: Store, dollars: int, euros: int, qualifier: Qualifier, differ: bool
) -> None:
    """A euro was 1.13 dollars in 2025 on average; 10 % beside the tolerance that amounts of one currency have."""
    deal = await told(store, money(dollars * MILLION, qualifier=qualifier), money(euros * MILLION, "EUR"))
    assert bool(claims(deal)) is differ


async def test_what_agrees_in_another_currency_is_shown_beside_the_price(store: Store) -> None:
    """As it was told, with its own sentence."""
    deal = await told(store, money(113 * MILLION), money(100 * MILLION, "EUR"), money(100 * MILLION, "EUR"))
    assert deal.facts.amount == money(100 * MILLION, "EUR")
    assert deal.facts.other_amounts == (money(113 * MILLION),)
    assert cited(deal, "other_amounts") == ["Paper 1: Alpha buys Beta for 113000000 USD."]
    assert cited(deal, "amount") == ["Paper 3: Alpha buys Beta for 100000000 EUR."]


async def test_currencies_without_a_rate_are_no_conflict(store: Store) -> None:
    """Nobody knows."""
    assert not claims(await told(store, money(100), money(9_000, "ZZZ")))


async def test_a_text_that_gives_both_sums_knows_its_own_rate(store: Store) -> None:
    """It agrees with either."""
    both = (money(100 * MILLION, "EUR"), money(150 * MILLION))
    assert not claims(await told(store, money(150 * MILLION), both))


async def test_a_price_a_share_stays_beside_the_price(store: Store) -> None:
    """It never wins over the total, and is told once with the sentence it stands in."""
    share_price = money(95, kind=AmountKind.PER_SHARE)
    deal = await told(store, money(69 * MILLION), share_price, share_price)
    assert deal.facts.amount == money(69 * MILLION)
    assert deal.facts.other_amounts == (share_price,)
    assert cited(deal, "other_amounts") == ["Paper 2: Alpha buys Beta for 95 USD."]
    assert not deal.conflicts
    (card,) = messages([deal_card(deal, words_of("en"), NOW.date())], words_of("en"))
    quote = "> Paper 2: Alpha buys Beta for 95 USD."
    assert f"*Also* $95 a share\n{quote}" in "\n".join(shown(card))
