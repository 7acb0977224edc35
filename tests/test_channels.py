"""What a channel's people have set."""

from datetime import UTC, datetime
from pathlib import Path

from storage import channels
from storage.channels import Answers, ChannelSettings
from storage.store import Store

NOW = datetime(2025, 6, 20, 9, 30, tzinfo=UTC)


async def test_settings_hold_for_one_channel_and_the_last_ones_count(tmp_path: Path) -> None:
    """Nobody else's, and everything is answered where nobody has set anything."""
    store = await Store.open(tmp_path / "deals.db")
    wanted = ChannelSettings(Answers.MENTIONED, "de", reads_apps=True)
    await channels.change_settings(store, "T1", "C1", ChannelSettings(Answers.OFF), "U1", NOW)
    await channels.change_settings(store, "T1", "C1", wanted, "U2", NOW)
    assert await channels.settings(store, "T1", "C1") == wanted
    for team_id, channel_id in (("T1", "C2"), ("T2", "C1")):
        assert await channels.settings(store, team_id, channel_id) == ChannelSettings(Answers.EVERY_DEAL, "")
    await store.close()
