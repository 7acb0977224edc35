"""What an audience came to know between two instants."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.merging import RULES
from storage import aliases, decisions
from storage.audience import Audience, all_of
from storage.bulletins import News, deal_value, news
from storage.deals import record_archived
from storage.rates import shipped_rates
from storage.records import AmountKind, Author, DealStatus, Money, Move, MoveKind, Named, PersonFacts
from storage.store import Store
from tests.digests import euros, mover
from tests.newsroom import NOW, TEAM, article, share, takeover

HOUR = timedelta(hours=1)


def readers(*channels: str) -> Audience:
    """Whoever reads these conversations."""
    return Audience(TEAM, frozenset(channels), RULES)


READERS = readers("C1")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def told(target: str, *, words: str = "", people: tuple[PersonFacts, ...] = (), **facts: Any) -> Any:
    text = f"Alpha buys {target}. {words or sorted(facts)}"
    published = facts.pop("published", date(2025, 6, 1))
    deal = takeover(text, "Alpha", target, **facts)
    return article(text, url=f"https://p.example/{hash(text)}", published=published, told=[deal], people=people)


async def since(store: Store, hours: int, audience: Audience = READERS, until: int = 0) -> News:
    """The news of the last hours before NOW; shares of the tests stand some hours before it."""
    start, end = NOW - hours * HOUR, NOW - until * HOUR
    return await news(store, audience, start, end, merge=RULES, rates=shipped_rates())


def targets(found: tuple[Any, ...]) -> list[str]:
    return [each.facts.targets[0] for each in found]


async def test_a_deal_is_new_when_it_was_first_heard_of_whenever_it_was_published(store: Store) -> None:
    """An old article shared today is today's news; what was heard before the window is none."""
    await share(store, told("Beta"), ts="1", now=NOW - 5 * HOUR)
    await share(store, told("Gamma", published=date(2024, 1, 1)), ts="2", now=NOW - 2 * HOUR)
    assert targets((await since(store, 3)).new) == ["Gamma"]
    assert targets((await since(store, 9)).new) == ["Beta", "Gamma"]
    assert not await since(store, 1)


async def test_the_windows_end_belongs_to_it_and_its_start_does_not(store: Store) -> None:
    """Two windows that follow each other tell everything once."""
    await share(store, told("Beta"), ts="1", now=NOW - 2 * HOUR)
    assert [targets((await since(store, *ends, until=end)).new) for *ends, end in ((4, 2), (2, 0))] == [["Beta"], []]


async def test_a_change_is_told_against_what_was_known_before(store: Store) -> None:
    """By the articles up to the window's start, however many came in it."""
    await share(store, told("Beta", status=DealStatus.ANNOUNCED, amount=euros(2)), ts="1", now=NOW - 5 * HOUR)
    later = told("Beta", status=DealStatus.COMPLETED, amount=euros(2), published=date(2025, 6, 3))
    await share(store, later, ts="2", now=NOW - 2 * HOUR)
    (changed,) = (await since(store, 3)).changed
    assert changed.changes == ("status",)
    assert changed.before
    assert (changed.before.status, changed.facts.status) == (DealStatus.ANNOUNCED, DealStatus.COMPLETED)
    assert [each.published for each in changed.sources] == [date(2025, 6, 3)]


async def test_what_another_article_repeats_is_no_news(store: Store) -> None:
    """Nor is the same figure told a little differently."""
    await share(store, told("Beta", amount=euros(2)), ts="1", now=NOW - 5 * HOUR)
    await share(store, told("Beta", words="again", amount=euros(2.01)), ts="2", now=NOW - 2 * HOUR)
    assert not await since(store, 3)


async def test_a_correction_is_a_change_without_a_source(store: Store) -> None:
    """Made in the window, undone no more."""
    await share(store, told("Beta", amount=euros(2)), ts="1", now=NOW - 5 * HOUR)
    (known,) = (await since(store, 9)).new
    author = Author(TEAM, "U1", "C1")
    corrected = await decisions.correct(
        store, author, known.deal_id, "amount", euros(3), merge=RULES, now=NOW - 2 * HOUR
    )
    (changed,) = (await since(store, 3)).changed
    assert (changed.changes, changed.sources) == (("amount",), ())
    await decisions.undo(store, author, corrected.decision.id, merge=RULES, now=NOW - HOUR)
    assert not await since(store, 3)


async def test_what_is_no_deal_is_no_news(store: Store) -> None:
    """Somebody said so."""
    await share(store, told("Beta"), ts="1", now=NOW - 2 * HOUR)
    (known,) = (await since(store, 3)).new
    await decisions.not_a_deal(store, Author(TEAM, "U1", "C1"), known.deal_id, merge=RULES, now=NOW - HOUR)
    assert not await since(store, 3)


async def test_each_audience_hears_of_what_it_may_know_when_it_may(store: Store) -> None:
    """In private first, in public later; another private channel never; the owner of the database at once."""
    private = {"channel_id": "G1", "channel_type": "group"}
    await share(store, told("Beta", amount=euros(2)), ts="1", now=NOW - 5 * HOUR, **private)
    await share(store, told("Gamma"), ts="2", now=NOW - 4 * HOUR, channel_id="G2", channel_type="group")
    assert targets((await since(store, 9)).new) == []
    assert targets((await since(store, 9, readers("G1"))).new) == ["Beta"]
    assert targets((await since(store, 9, all_of(TEAM))).new) == ["Beta", "Gamma"]
    await share(store, told("Beta", amount=euros(2)), ts="3", now=NOW - 2 * HOUR)
    assert targets((await since(store, 3)).new) == ["Beta"]
    assert targets((await since(store, 3, readers("G1"))).new) == []


async def test_a_private_source_changes_nothing_for_those_who_do_not_know_it(store: Store) -> None:
    """They are told the deal as public articles tell it."""
    await share(store, told("Beta", amount=euros(2)), ts="1", now=NOW - 5 * HOUR)
    secret = told("Beta", amount=euros(9), status=DealStatus.COMPLETED, published=date(2025, 6, 3))
    await share(store, secret, ts="2", now=NOW - 2 * HOUR, channel_id="G1", channel_type="group")
    assert not await since(store, 3)
    assert (await since(store, 3, readers("G1"))).changed
    assert (await since(store, 9)).new[0].facts.amount == euros(2)


async def test_a_channel_shared_with_others_knows_only_what_was_shared_there(store: Store) -> None:
    """Not what is public in this workspace."""
    await share(store, told("Beta"), ts="1", now=NOW - 2 * HOUR)
    guests = replace(readers("C9"), knows_public=False)
    assert not await since(store, 3, guests)


async def test_what_an_archive_brought_is_news_when_it_was_brought(store: Store) -> None:
    """To everybody who knows what is public."""
    await record_archived(store, TEAM, [told("Beta")], NOW - 2 * HOUR, merge=RULES)
    assert targets((await since(store, 3)).new) == ["Beta"]


async def test_workspaces_hear_nothing_of_each_other(store: Store) -> None:
    """One database holds both."""
    await share(store, told("Beta"), ts="1", now=NOW - 2 * HOUR, team_id="T9")
    assert not await since(store, 3, all_of(TEAM))


async def test_a_move_is_told_once(store: Store) -> None:
    """By whatever article, in whatever words; under another of the person's names, too."""
    await share(store, told("Beta", people=(mover("Eva Weiß", "Alpha", "Delta"),)), ts="1", now=NOW - 5 * HOUR)
    leaves = PersonFacts("Eva Weiß", organisation="Alpha", move=Move(MoveKind.LEAVES, None, None))
    await share(store, told("Gamma", people=(mover("Eva Weiß", "", "Delta AG"), leaves)), ts="2", now=NOW - 2 * HOUR)
    assert len((await since(store, 9)).moves) == 1
    assert (await since(store, 3)).moves == ()
    await share(store, told("Zeta", people=(mover("E. Weiß", "Alpha", "Delta"),)), ts="3", now=NOW - HOUR)
    assert len((await since(store, 3)).moves) == 1
    author = Author(TEAM, "U1")
    await aliases.add_alias(store, "E. Weiß", "Eva Weiß", author, NOW - HOUR, merge=RULES, of=Named.PERSON)
    assert (await since(store, 3)).moves == ()


async def test_who_stays_or_founds_does_not_move(store: Store) -> None:
    """Their posts are no news."""
    people = tuple(
        PersonFacts(f"Person {kind}", move=Move(kind, None, "Alpha")) for kind in (MoveKind.STAYS, MoveKind.FOUNDER)
    )
    await share(store, told("Beta", people=people), ts="1", now=NOW - 2 * HOUR)
    assert (await since(store, 3)).moves == ()


async def test_deals_are_sorted_by_size_at_reference_rates(store: Store) -> None:
    """Across currencies; a price a share, what is not stated and what is no number come last."""
    amounts = {
        "Share": Money(Decimal(48), "USD", "48", AmountKind.PER_SHARE),
        "Dollars": Money(Decimal(10) ** 9, "USD", "1bn"),
        "Yen": Money(Decimal(10) ** 10, "JPY", "10bn"),
        "Euros": Money(Decimal(10) ** 9, "EUR", "1bn"),
        "Unknown": None,
        "Odd": Money(Decimal(10) ** 9, "???", "1bn"),
    }
    for name, amount in amounts.items():
        await share(store, told(f"{name}corp", amount=amount), ts=name, now=NOW - 2 * HOUR)
    found = (await since(store, 3)).new
    assert targets(found)[:3] == ["Euroscorp", "Dollarscorp", "Yencorp"]
    assert all(deal_value(each, "EUR", shipped_rates()) is None for each in found[3:])
