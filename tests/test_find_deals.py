"""Deals by everything that can be asked of them: parties, person, type, date, amount, share, words, place, order."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from handlers.blocks import filters
from handlers.blocks.words import words_of
from storage import search
from storage.audience import all_of
from storage.names import company_key
from storage.query import DealQuery, Found, Page, Party, Sort
from storage.rates import Rates
from storage.records import AmountKind, Deal, DealStatus, DealType, Money, PartyRole, PersonFacts
from storage.store import Store
from tests.newsroom import TEAM, article, quoted, share, takeover

RATES = Rates({("USD", 2025): 1.25, ("GBP", 2025): 0.5}, "2025-06-30")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def tell(store: Store, buyer: str, target: str, day: int = 1, **changes: Any) -> None:
    """An article of its own on a deal of its own."""
    team_id, people = changes.pop("team_id", TEAM), changes.pop("people", ())
    text = changes.pop("text", f"{buyer} buys {target}, says the paper of day {day}.")
    facts = takeover(text, buyer, target, evidence=quoted(text, text, "targets"), **changes)
    told = article(text, published=date(2025, 5, day), told=[facts], people=people)
    await share(store, replace(told, article=replace(told.article, title=f"Day {day}")), ts=text, team_id=team_id)


def usd(value: str, currency: str = "USD", kind: AmountKind = AmountKind.PRICE) -> Money:
    return Money(Decimal(value), currency, value, kind)


async def find(store: Store, page: Page | None = None, **query: Any) -> Found:
    query["companies"] = tuple(each if isinstance(each, Party) else Party(each) for each in query.get("companies", ()))
    return await search.find_deals(store, all_of(TEAM), DealQuery(**query), page, rates=RATES)


async def targets(store: Store, **query: Any) -> list[str]:
    return [deal.facts.targets[0] for deal in (await find(store, **query)).deals]


async def test_a_company_in_a_role_and_two_companies_at_once(store: Store) -> None:
    """A short form counts; a role has to be theirs."""
    await tell(store, "Alpha", "Beta Robotics", 1)
    await tell(store, "Alpha", "Gamma", 2)
    await tell(store, "Delta", "Alpha", 3)
    assert await targets(store, companies=["alpha"]) == ["Alpha", "Gamma", "Beta Robotics"]
    assert await targets(store, companies=[Party("Alpha", PartyRole.TARGET)]) == ["Alpha"]
    assert await targets(store, companies=[Party("beta", PartyRole.ACQUIRER)]) == []
    assert await targets(store, companies=["beta", "Alpha AG"]) == ["Beta Robotics"]
    assert await targets(store, companies=["alpha", Party("delta", PartyRole.ACQUIRER)]) == ["Alpha"]
    assert await targets(store, companies=["alpha", "nobody"]) == []


async def test_a_common_leading_word_finds_the_newest_of_all_companies(store: Store) -> None:
    """However many begin with it, and each deal once."""
    for number in range(30):
        await tell(store, f"Deutsche Alpha{number:02}", f"Deutsche Beta{number:02}", day=1 + number)
    found = await find(store, Page(limit=3), companies=["Deutsche"])
    assert [deal.facts.targets[0] for deal in found.deals] == ["Deutsche Beta29", "Deutsche Beta28", "Deutsche Beta27"]
    assert (found.total, found.is_whole) == (30, True)


async def test_long_short_forms_find_their_company(store: Store) -> None:
    """Also of more words than are kept as short forms."""
    await tell(store, "Alpha", "Bank of the Far North Sea")
    for words in range(1, 7):
        short = " ".join(["Bank", "of", "the", "Far", "North", "Sea"][:words])
        assert await targets(store, companies=[short]) == ["Bank of the Far North Sea"], short


async def test_types_statuses_and_days(store: Store) -> None:
    """A month without its day holds each of its days; the day of the article stands in for one that is not known."""
    await tell(store, "Alpha", "Beta", 10, type=DealType.MERGER, status=DealStatus.COMPLETED, date="2024-03-05")
    await tell(store, "Alpha", "Gamma", 11, date="2024-04")
    await tell(store, "Alpha", "Delta", 12)
    assert await targets(store, types=(DealType.MERGER, DealType.IPO)) == ["Beta"]
    assert await targets(store, statuses=(DealStatus.COMPLETED,)) == ["Beta"]
    assert await targets(store, since=date(2024, 3, 6)) == ["Delta", "Gamma"]
    assert await targets(store, since=date(2024, 4, 30), until=date(2025, 5, 12)) == ["Delta", "Gamma"]
    assert await targets(store, until=date(2024, 4, 1)) == ["Gamma", "Beta"]
    assert await targets(store, since=date(2025, 5, 13)) == []


async def test_amounts_compare_across_currencies_and_gaps_are_counted(store: Store) -> None:
    """By the rates of the year; what has no amount, no rate or only a price a share is told as left out."""
    await tell(store, "Alpha", "Beta", 1, amount=usd("1000"))
    await tell(store, "Alpha", "Gamma", 2, amount=usd("799.99", "EUR"))
    await tell(store, "Alpha", "Delta", 3, amount=usd("400", "GBP"))
    await tell(store, "Alpha", "Epsilon", 4, amount=usd("5000", "XXX"))
    await tell(store, "Alpha", "Zeta", 5)
    await tell(store, "Alpha", "Eta", 6, amount=usd("2000", kind=AmountKind.PER_SHARE))
    await tell(store, "Alpha", "Theta", 7, amount=usd("-2000"))
    found = await find(store, min_amount=Decimal(1000))
    assert [deal.facts.targets[0] for deal in found.deals] == ["Delta", "Beta"]
    assert (found.total, found.left_out_without_value) == (2, 4)
    assert found.deals[0].facts.amount == usd("400", "GBP")
    assert await targets(store, max_amount=Decimal("800"), currency="EUR") == ["Delta", "Gamma", "Beta"]
    assert await targets(store, min_amount=Decimal(5000), currency="XXX") == ["Epsilon"]
    assert (await targets(store, sort=Sort.LARGEST))[:3] == ["Beta", "Delta", "Gamma"]
    assert (await targets(store, sort=Sort.SMALLEST))[:3] == ["Gamma", "Beta", "Delta"]


async def test_shares_between_two_ends(store: Store) -> None:
    """Both ends belong to it; deals without a share are counted."""
    for day, share_told in enumerate(("25", "49.5", "100", None), start=1):
        await tell(store, "Alpha", f"Beta{day}", day, stake_percent=share_told and Decimal(share_told))
    found = await find(store, min_stake=Decimal(25), max_stake=Decimal("49.5"))
    assert [deal.facts.targets[0] for deal in found.deals] == ["Beta2", "Beta1"]
    assert found.left_out_without_stake == 1
    assert await targets(store, sort=Sort.STAKE) == ["Beta3", "Beta2", "Beta1", "Beta4"]


async def test_a_person_of_the_same_article(store: Store) -> None:
    """By any words of the name."""
    await tell(store, "Alpha", "Beta", people=[PersonFacts("Ada Lang")])
    await tell(store, "Alpha", "Gamma", people=[PersonFacts("Ada Kurz")])
    assert await targets(store, person="ada lang") == ["Beta"]
    assert sorted(await targets(store, person="Ada")) == ["Beta", "Gamma"]
    assert await targets(store, person="ada", companies=["gamma"]) == ["Gamma"]
    assert await targets(store, person="nobody") == []


async def test_words_of_titles_sentences_and_business(store: Store) -> None:
    """All of them, in whatever passages, without accents and case; a sector's word also as a beginning."""
    await tell(
        store, "Alpha", "Beta", 1, text="Alpha kauft Beta für die Kühlräume.", target_business="warehouse robots"
    )
    await tell(store, "Alpha", "Gamma", 2, target_business="Robotics for café kitchens")
    await tell(store, "Alpha", "Delta", 3, target_business="probiotics")
    assert await targets(store, text="kuhlraume") == ["Beta"]
    assert await targets(store, text="CAFE day") == ["Gamma"]
    assert await targets(store, text="day cafe kuhlraume") == []
    assert await targets(store, text="robot") == []
    assert await targets(store, sector="robot") == ["Gamma", "Beta"]
    assert await targets(store, sector="Robotik") == ["Gamma", "Beta"]
    assert await targets(store, sector="bot") == []
    assert await targets(store, text="2", companies=["alpha"]) == ["Gamma"]


@pytest.mark.parametrize("few", [0, 2_000])
async def test_words_that_many_deals_have_find_the_same(
    store: Store, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the index lists the deals or each is asked."""
    monkeypatch.setattr("storage.full_text.FEW_PASSAGES", few)
    await tell(store, "Alpha", "Beta", 1, text="Kühne & Söhne: Alpha, Beta.", target_location="München")
    await tell(
        store, "Alpha", "Gamma", 2, text="Alphas Übernahme (Gamma), 3rd try.", target_location="Saint-Denis, New York"
    )
    await tell(store, "Alpha", "Delta", 3, target_business="Gamma-ray detectors")
    assert await targets(store, text="söhne") == await targets(store, text="KUHNE sohne") == ["Beta"]
    assert await targets(store, text="gamma") == ["Delta", "Gamma"]
    assert await targets(store, text="rd") == []
    assert await targets(store, text="3rd übernahme") == ["Gamma"]
    assert await targets(store, sector="detect") == ["Delta"]
    assert await targets(store, country="germany") == await targets(store, country="munich") == ["Beta"]
    assert await targets(store, country="US") == await targets(store, country="new york") == ["Gamma"]
    assert await targets(store, text="gamma", companies=["alpha"], types=(DealType.ACQUISITION,)) == ["Delta", "Gamma"]


async def test_a_country_by_any_of_its_names(store: Store) -> None:
    """English, German, adjective, code; a city stands for itself alone."""
    await tell(store, "Alpha", "Beta", 1, target_location="Munich, Germany")
    await tell(store, "Alpha", "Gamma", 2, target_location="Köln")
    await tell(store, "Alpha", "Delta", 3, target_location="Lyon")
    for name in ("Germany", "deutschland", "DE", "German"):
        assert await targets(store, country=name) == ["Gamma", "Beta"], name
    assert await targets(store, country="Munich") == ["Beta"]
    assert await targets(store, country="Frankreich") == ["Delta"]


async def test_pages_neither_overlap_nor_skip(store: Store) -> None:
    """In every order, with ties everywhere."""
    for number in range(23):
        await tell(store, "Alpha", f"Beta{number:02}", day=1 + number % 3, amount=usd(str(1000 + number % 2)))
    for sort in Sort:
        paged = [
            deal.id for offset in range(0, 30, 5) for deal in (await find(store, Page(5, offset), sort=sort)).deals
        ]
        whole = await find(store, Page(100), sort=sort)
        assert paged == [deal.id for deal in whole.deals]
        assert (len(set(paged)), whole.total, whole.is_whole) == (23, 23, True)


async def test_counting_ends_where_nobody_reads_on(store: Store) -> None:
    """Then there are that many or more."""
    for number in range(search.COUNTED + 3):
        await tell(store, "Alpha", f"Beta{number:02} Works")
    found = await find(store, companies=["alpha"])
    assert (len(found.deals), found.total, found.is_whole) == (20, search.COUNTED, False)
    last = await find(store, Page(20, search.COUNTED), companies=["alpha"])
    assert (len(last.deals), last.is_whole) == (3, True)


_MONEY = st.one_of(
    st.none(),
    st.builds(
        usd,
        st.integers(-2, 12).map(str),
        st.sampled_from(["USD", "EUR", "GBP", "XXX", ""]),
        st.sampled_from([AmountKind.PRICE, AmountKind.UP_TO, AmountKind.PER_SHARE]),
    ),
)
_TOLD = st.tuples(_MONEY, st.sampled_from([None, "2015-03-01", "2023", "2024-02", "2025-05-01"]), st.booleans())
SHIFTING = Rates({("USD", 2023): 1.0, ("USD", 2024): 2.0, ("GBP", 2024): 0.25, ("GBP", 2025): 1.0}, "2025-06-30")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_TOLD, max_size=9), st.integers(0, 8), st.integers(4, 20), st.sampled_from(Sort))
async def test_walks_by_value_find_what_comparing_all_would(
    tmp_path_factory: pytest.TempPathFactory,
    deals: list[tuple[Money | None, str | None, bool]],
    low: int,
    high: int,
    sort: Sort,
) -> None:
    """At rates that change from year to year, in every order; whether few or many lie in the range."""
    store = await Store.open(tmp_path_factory.mktemp("worth") / "deals.db")
    for number, (amount, day, named) in enumerate(deals):
        await tell(store, "Alpha" if named else "Gamma", f"Beta{number}", 1 + number, amount=amount, date=day)
    every = (await search.find_deals(store, all_of(TEAM), DealQuery(), Page(100), rates=SHIFTING)).deals

    def value(deal: Deal) -> float | None:
        of, kinds = deal.facts.amount, (AmountKind.PRICE, AmountKind.UP_TO)
        if of is None or of.value < 0 or of.kind not in kinds or not of.currency:
            return None
        year = int((deal.facts.date or "2025")[:4])
        return SHIFTING.convert(float(of.value), of.currency, "USD", year)

    for companies in ((), (Party("alpha"),)):
        among = [deal for deal in every if not companies or deal.facts.acquirers == ("Alpha",)]
        fits = [deal for deal in among if (worth := value(deal)) is not None and low <= worth <= high]
        query = DealQuery(companies, min_amount=Decimal(low), max_amount=Decimal(high), sort=sort)
        found = await search.find_deals(store, all_of(TEAM), query, Page(100), rates=SHIFTING)
        assert {deal.id for deal in found.deals} == {deal.id for deal in fits}
        if sort in (Sort.LARGEST, Sort.SMALLEST):
            worths = [value(deal) or 0.0 for deal in found.deals]
            assert worths == sorted(worths, reverse=sort is Sort.LARGEST)
            whole = await search.find_deals(
                store, all_of(TEAM), DealQuery(companies, sort=sort), Page(100), rates=SHIFTING
            )
            known = [value(deal) is not None for deal in whole.deals]
            assert (len(known), known) == (len(among), sorted(known, reverse=True))
    await store.close()


async def test_a_range_that_many_deals_lie_in_is_walked_by_day(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same deals in the same order."""
    for day in range(1, 6):
        await tell(store, "Alpha", f"Beta{day}", day, amount=usd(str(1000 + 100 * day)))
    for few in (500, 2):
        monkeypatch.setattr("storage.walks._FEW", few)
        newest = await targets(store, companies=["alpha"], min_amount=Decimal(1200))
        assert newest == ["Beta5", "Beta4", "Beta3", "Beta2"]
        assert await targets(store, min_amount=Decimal(1200), sort=Sort.OLDEST) == newest[::-1]


@pytest.mark.parametrize("sort", [Sort.NAME, Sort.STAKE])
async def test_the_newest_of_very_many_are_sorted(store: Store, monkeypatch: pytest.MonkeyPatch, sort: Sort) -> None:
    """By name or share; the answer says that there are more, an export has all."""
    monkeypatch.setattr("storage.candidates.SORTED", 2)
    for day in range(1, 4):
        await tell(store, "Alpha", f"Beta{4 - day}", day, stake_percent=Decimal(20 - day))
    found = await find(store, companies=["alpha"], sort=sort)
    assert [deal.facts.targets[0] for deal in found.deals] == (
        ["Beta1", "Beta2"] if sort is Sort.NAME else ["Beta2", "Beta1"]
    )
    assert (found.total, found.is_whole) == (2, False)
    query = DealQuery((Party("alpha"),), sort=sort)
    assert len([deal async for deal in search.every_deal(store, all_of(TEAM), query)]) == 3


async def test_words_that_very_many_have_are_looked_for_in_some_deals_only(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer says that there may be more; an export looks through all."""
    monkeypatch.setattr("storage.full_text.FEW_PASSAGES", 0)
    monkeypatch.setattr("storage.candidates.TEXTS_EXAMINED", 2)
    monkeypatch.setattr("storage.candidates._TEXTS_TO_LEAVE_OUT", 1)
    for day in range(1, 5):
        await tell(store, "Alpha", f"Beta{day}", day, target_business="pumps" if day < 3 else "ships")
    found = await find(store, companies=["alpha"], sector="pumps", min_stake=Decimal(1))
    assert (found.total, found.is_whole, found.left_out_is_whole) == (0, True, False)
    found = await find(store, companies=["alpha"], sector="pumps")
    assert (found.total, found.is_whole) == (0, False)
    assert (await find(store, companies=["alpha"], sector="pumps", until=date(2025, 5, 2))).total == 2
    assert "Deals haben diese Wörter" in filters.none_matches("", words_of("de"), is_whole=False).text
    query = DealQuery(companies=(Party("alpha"),), sector="pumps")
    assert len([deal async for deal in search.every_deal(store, all_of(TEAM), query)]) == 2


async def test_workspaces_never_see_each_other(store: Store) -> None:
    """Not by a name, a word, a person or an amount."""
    person = [PersonFacts("Ada Lang")]
    await tell(store, "Alpha", "Beta Works", amount=usd("5"), people=person, team_id="T2", target_location="Lyon")
    for query in (
        {"companies": ["beta"]}, {"companies": ["alpha"]}, {"text": "paper"}, {"person": "ada"}, {"country": "france"},
        {"min_amount": Decimal(1)}, {"sort": Sort.NAME}, {"companies": ["beta", "alpha"]}, {},
    ):  # fmt: skip
        found = await find(store, **query)
        assert (found.deals, found.total, found.left_out_without_value) == ((), 0, 0)


HOSTILE = [
    "", " ", "%", "_", "*", '"', '""', "'", "'; drop table deals; --", "NEAR(", "NEAR(a b, 5)", "a AND", "OR", "NOT",
    "AND OR NOT", "(", ")", "a*", "^a", "-a", "+a", "a:b", "title:beta", "{title}:beta", "beta OR alpha", '"beta',
    "a\x00b", "\ud800", "beta\ud800", "x" * 5000, "a " * 2000, "\u202e", "\u0301", "🦊", "日本", "a.b", "beta--", "/*",
    "\\", ":match", "?1",
]  # fmt: skip


async def test_no_text_is_syntax(store: Store) -> None:
    """It is looked for as it stands, or there is nothing in it to look for."""
    await tell(store, "Alpha", "Beta", target_business="payments", target_location="Lyon")
    for text in HOSTILE:
        for field in ("text", "sector", "country", "person"):
            assert await targets(store, **{field: text}) in ([], ["Beta"]), (field, text)
        assert await targets(store, text=f"{text} zebra") == [], text
        named = "beta" in text and company_key(text) == "beta"
        assert await targets(store, companies=[text, "alpha"]) == (["Beta"] if named else []), text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=()), max_size=40))
async def test_any_text_can_be_asked_for(store: Store, text: str) -> None:
    """Nothing raises."""
    for query in ({"text": text}, {"sector": text}, {"country": text}, {"person": text}, {"companies": [text]}):
        await find(store, **query)


async def test_what_search_walks_follows_every_change(store: Store) -> None:
    """Parties, sentences and places of a deal that goes, or is told anew, go or change with it."""
    await tell(store, "Alpha", "Beta Robotics", target_location="Lyon")
    await tell(store, "Alpha", "Gamma Works")

    def change(db: Database) -> None:
        db.execute("UPDATE companies SET key = 'betta robotics' WHERE key = 'beta robotics'")
        db.execute("UPDATE deals SET target_location = 'Munich' WHERE target_location = 'Lyon'")
        db.execute("UPDATE articles SET title = 'Headline'")
        db.execute("DELETE FROM deals WHERE title LIKE '%Gamma%'")

    await store.write(change)
    assert await targets(store, companies=["betta"]) == ["Beta Robotics"]
    assert await targets(store, companies=["beta"]) == []
    assert await targets(store, country="france") == []
    assert await targets(store, country="germany", text="headline") == ["Beta Robotics"]
    assert await targets(store, companies=["gamma"]) == []
    await store.write(lambda db: db.execute("DELETE FROM articles"))
    assert await targets(store, text="headline") == []
    await store.write(
        lambda db: db.execute("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
    )


async def test_all_deals_come_one_by_one(store: Store) -> None:
    """For an export, in the query's order and without an end."""
    for number in range(5):
        await tell(store, "Alpha", f"Beta{number}", day=5 - number)
    query = DealQuery(companies=(Party("alpha"),), sort=Sort.OLDEST)
    every = [deal.facts.targets[0] async for deal in search.every_deal(store, all_of(TEAM), query)]
    assert every == ["Beta4", "Beta3", "Beta2", "Beta1", "Beta0"]
