"""Slack is asked who is where; its word has an end, and without it nobody is told what is private."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Dealbot
from bot.merging import RULES
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from handlers.visibility import REMEMBERED, Visibility
from handlers.workspaces import Identity, NotInstalled
from storage.audience import Audience
from tests.reading import all_shown
from tests.slack_apps import client_of
from tests.test_flow import nothing_more, shared

TEAM = "T1"


class Connected:
    """The workspace of the playground; none other."""

    def __init__(self, server: PlaygroundServer) -> None:
        self._server = server

    async def identity(self, team_id: str) -> Identity | None:
        return None

    async def client(self, team_id: str) -> AsyncWebClient:
        if team_id != self._server.workspace.team_id:
            raise NotInstalled(team_id)
        return client_of(self._server)


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2025, 6, 20, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def visibility(slack: PlaygroundServer, watch: Watch) -> Visibility:
    slack.workspace.add_user("anna")
    slack.workspace.add_channel("secret", members=("anna",), private=True)
    slack.workspace.add_channel("partners", members=("anna",), shared=True)
    return Visibility(Connected(slack), RULES, watch.now)


def ids(workspace: Workspace, *names: str) -> Collection[str]:
    return {workspace.channel(name).id for name in names}


async def of(visibility: Visibility, workspace: Workspace, name: str) -> Audience:
    return await visibility.of_person(workspace.team_id, workspace.state.user(name).id)


async def test_people_know_the_private_conversations_they_are_in(visibility: Visibility, workspace: Workspace) -> None:
    """And what is shared with another organisation where they are."""
    mine, direct = await of(visibility, workspace, "anna"), workspace.im("anna")
    assert mine.conversations == ids(workspace, "#secret", "#partners")
    await workspace.say(direct.id, "hello", user="anna")
    others = await of(visibility, workspace, "you")
    assert others.conversations == set()
    assert mine.knows_public
    assert others.knows_public


async def test_what_slack_said_counts_for_minutes(visibility: Visibility, workspace: Workspace, watch: Watch) -> None:
    """Then it is asked again, and not before."""
    await of(visibility, workspace, "you")
    await workspace.invite("you", "#secret", inviter=None)
    watch.time += REMEMBERED - timedelta(seconds=1)
    assert (await of(visibility, workspace, "you")).conversations == set()
    watch.time += timedelta(seconds=1)
    assert (await of(visibility, workspace, "you")).conversations == ids(workspace, "#secret")
    assert len(workspace.calls_of("users.conversations")) == 2


async def test_an_event_ends_it_at_once(visibility: Visibility, workspace: Workspace) -> None:
    """Who has left is told nothing more from the next question on."""
    anna, secret = workspace.state.user("anna").id, workspace.channel("#secret").id
    await of(visibility, workspace, "anna")
    await workspace.remove("anna", "#secret")
    visibility.heard(workspace.team_id, {"type": "member_left_channel", "user": anna, "channel": secret})
    assert (await of(visibility, workspace, "anna")).conversations == ids(workspace, "#partners")


async def test_places_know_what_was_shared_there_and_what_is_public(
    visibility: Visibility, workspace: Workspace
) -> None:
    """But for a channel with other organisations in it, and one that Slack says nothing of."""
    told = {
        name: await visibility.place(workspace.team_id, workspace.channel(name).id)
        for name in ("#deals", "#secret", "#partners")
    }
    assert {name: place.is_public for name, place in told.items()} == {
        "#deals": True,
        "#secret": False,
        "#partners": False,
    }
    assert {name: place.audience.knows_public for name, place in told.items()} == {
        "#deals": True,
        "#secret": True,
        "#partners": False,
    }
    unknown = await visibility.place(workspace.team_id, "C0NOWHERE")
    assert (unknown.is_public, unknown.audience.knows_public) == (False, False)
    assert (await visibility.place("T0ELSEWHERE", workspace.channel("#deals").id)).audience.team_id == "T0ELSEWHERE"


async def test_in_their_direct_messages_people_are_told_all_that_they_know(
    visibility: Visibility, workspace: Workspace
) -> None:
    """The place is theirs alone."""
    direct = workspace.im("anna").id
    place = await visibility.place(workspace.team_id, direct)
    assert place.audience.conversations == {*ids(workspace, "#secret", "#partners"), direct}
    assert not place.is_public


async def test_strangers_know_nothing_but_the_place(visibility: Visibility, workspace: Workspace) -> None:
    """People of another organisation, wherever they are members."""
    workspace.add_user("eve", team_id="T0PARTNER")
    await workspace.invite("eve", "#secret", inviter=None)
    stranger = await of(visibility, workspace, "eve")
    assert (stranger.conversations, stranger.knows_public) == (set(), False)


async def test_while_slack_does_not_answer_private_things_stay_private(
    visibility: Visibility, workspace: Workspace
) -> None:
    """It is asked again for the next question."""
    workspace.faults.fail_next("users.conversations", error="internal_error")
    left_out = await of(visibility, workspace, "anna")
    assert (left_out.conversations, left_out.is_whole) == (set(), False)
    assert (await of(visibility, workspace, "anna")).is_whole


async def test_whoever_asks_then_is_told_that_something_is_missing(bot: Dealbot, workspace: Workspace) -> None:
    """The answer itself goes out."""
    await shared(workspace)
    workspace.faults.fail_next("users.conversations", error="internal_error")
    await workspace.command("/deal", "was kauft meta?")
    await nothing_more(workspace, bot)
    assert "Scale AI" in workspace.messages("#deals")[-1].text
    assert "privaten Unterhaltungen" in all_shown(workspace.ephemerals("#deals"))
