"""The Slack app's manifest says what the program does, no more and no less."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.oauth import SCOPES
from bot.playground import Workspace

ROOT = Path(__file__).parent.parent
# What Slack asks of an app that hears an event (docs.slack.dev/reference/events)
NEEDED = {
    "app_mention": {"app_mentions:read"},
    "channel_left": {"channels:read"},
    "group_left": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return] # Slack's


def test_it_asks_for_the_scopes_that_are_explained(manifest: dict[str, Any]) -> None:
    """Manifest, OAuth and the README's table are one list."""
    assert manifest["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("### Slack scopes")[1].split("###")[0]
    assert sorted(re.findall(r"`([a-z_]+:[a-z.]+|commands)`", table)) == sorted(SCOPES)


def test_every_event_has_its_scope(manifest: dict[str, Any]) -> None:
    """Slack refuses a manifest otherwise."""
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        assert NEEDED.get(event, set()) <= set(SCOPES)


def test_the_playground_offers_its_commands_and_shortcuts(manifest: dict[str, Any]) -> None:
    """Under the same names and with the same hints."""
    workspace, features = Workspace(), manifest["features"]
    hints = {command["command"]: command["usage_hint"] for command in features["slash_commands"]}
    shortcuts = [shortcut for shortcut in features["shortcuts"] if shortcut["type"] == "message"]
    assert hints == workspace.hints
    assert {shortcut["callback_id"]: shortcut["name"] for shortcut in shortcuts} == workspace.message_shortcuts
