"""What stands behind a deal: sentences and shares, as far as they may be known."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.merging import RULES
from storage.audience import Audience, all_of
from storage.sources import Behind, behind
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, quoted, share, takeover

TEXT = "Alpha buys Beta. It pays 100 euros."


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def shared(store: Store) -> tuple[str, str]:
    """An article shared in public and in private; the ids of its deal and of itself."""
    evidence = (*quoted(TEXT, "It pays 100 euros.", "amount"), *quoted(TEXT, "Alpha buys Beta.", "targets"))
    read = article(TEXT, url="https://paper.example/1", told=[takeover(TEXT, "Alpha", "Beta", evidence=evidence)])
    recorded = await share(store, read, ts="1.0", channel_id="C1", user_id="U1")
    await share(store, read, ts="2.0", channel_id="G1", channel_type="group", user_id="U2")
    deal = recorded.deals[0].deal
    return deal.id, deal.sources[0].article_id


async def test_sentences_come_in_the_order_of_the_text(store: Store) -> None:
    """With the field that each tells."""
    deal_id, article_id = await shared(store)
    known = await behind(store, all_of(TEAM), deal_id, [article_id])
    assert [(each.field, each.sentence) for each in known[article_id].sentences] == [
        ("targets", "Alpha buys Beta."),
        ("amount", "It pays 100 euros."),
    ]


@pytest.mark.parametrize(
    ("audience", "sharers"),
    [
        (Audience(TEAM, frozenset(), RULES), ["U1"]),
        (Audience(TEAM, frozenset({"G1"}), RULES), ["U1", "U2"]),
        (Audience(TEAM, frozenset({"C9"}), RULES, knows_public=False), []),
        (Audience(TEAM, frozenset({"C1"}), RULES, knows_public=False), ["U1"]),
        (all_of(TEAM), ["U1", "U2"]),
    ],
)
async def test_who_shared_it_is_told_to_those_who_may_know(
    store: Store, audience: Audience, sharers: list[str]
) -> None:
    """Oldest first; a private conversation's only to its members."""
    deal_id, article_id = await shared(store)
    known = await behind(store, audience, deal_id, [article_id])
    assert [each.user_id for each in known[article_id].shares] == sharers
    assert all(each.at == NOW for each in known[article_id].shares)


async def test_another_workspace_has_nothing_behind_it(store: Store) -> None:
    """Whatever ids it asks for."""
    deal_id, article_id = await shared(store)
    assert await behind(store, all_of("T2"), deal_id, [article_id]) == {article_id: Behind()}
