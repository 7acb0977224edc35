"""Installations in the database: one a workspace, one for all of an organisation, states that work once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import installations
from storage.installations import Installation
from storage.store import Store

NOW = datetime(2025, 6, 20, 9, 30, tzinfo=UTC)
ONE = Installation(
    team_id="T1",
    enterprise_id=None,
    bot_token="xoxb-1",
    bot_id="B1",
    bot_user_id="U1",
    installed_at=NOW,
    name="Alpha",
    scopes=("chat:write", "commands"),
    user_id="U2",
    refresh_token="xoxe-1-1",
    expires_at=NOW + timedelta(hours=12),
)
WHOLE = Installation(
    team_id=None, enterprise_id="E1", bot_token="xoxb-9", bot_id="B9", bot_user_id="U9", installed_at=NOW
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def test_an_installation_comes_out_as_it_went_in(store: Store) -> None:
    """By the workspace's id, and no other."""
    await installations.save(store, ONE)
    assert await installations.find(store, "T1") == ONE
    assert await installations.find(store, "T2") is None
    assert await installations.team_ids(store) == {"T1"}
    assert "xoxb-1" not in repr(ONE)
    assert "xoxe-1-1" not in repr(ONE)


async def test_installing_again_takes_the_place_of_the_earlier_one(store: Store) -> None:
    """The older token is worth nothing any more."""
    again = replace(ONE, bot_token="xoxb-2", refresh_token=None, expires_at=None)
    await installations.save(store, ONE)
    await installations.save(store, again)
    assert await installations.find(store, "T1") == again


async def test_a_workspace_of_an_organisation_is_found_once_it_was_heard_of(store: Store) -> None:
    """Until then nobody knows that it is one of them."""
    await installations.save(store, WHOLE)
    assert await installations.find(store, "E1") == WHOLE
    assert await installations.find(store, "T5") is None
    assert await installations.remember_team(store, "T5", "E1") == WHOLE
    assert await installations.remember_team(store, "T6", "E2") is None
    assert await installations.find(store, "T5") == WHOLE
    assert await installations.team_ids(store) == {"E1", "T5"}


async def test_a_workspace_is_no_organisation(store: Store) -> None:
    """One workspace's installation says nothing of the others."""
    await installations.save(store, replace(ONE, enterprise_id="E1"))
    assert await installations.remember_team(store, "T5", "E1") is None


async def test_what_is_forgotten_leads_nowhere(store: Store) -> None:
    """Nor do the workspaces that led to it."""
    await installations.save(store, ONE)
    await installations.save(store, WHOLE)
    await installations.remember_team(store, "T5", "E1")
    await installations.delete(store, "E1")
    assert await installations.find(store, "T5") is None
    assert await installations.team_ids(store) == {"T1"}


async def test_a_state_works_once_and_for_a_while(store: Store) -> None:
    """Then whoever comes back with it was not sent from here."""
    await installations.keep_state(store, "s1", NOW + timedelta(minutes=10), NOW)
    await installations.keep_state(store, "s2", NOW + timedelta(minutes=10), NOW)
    assert not await installations.use_state(store, "s3", NOW)
    assert await installations.use_state(store, "s1", NOW)
    assert not await installations.use_state(store, "s1", NOW)
    assert not await installations.use_state(store, "s2", NOW + timedelta(minutes=10))
