"""Many workspaces: installing by OAuth, tokens that rotate, the end of an installation."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from bot.oauth import INSTALL_PATH, REDIRECT_PATH, InstallationStore
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from bot.settings import Settings
from bot.workspaces import InstalledWorkspaces
from handlers.workspaces import NotInstalled
from storage import installations, search
from storage.audience import all_of
from storage.installations import Installation
from storage.store import Store
from tests.articles import SCALE_DE
from tests.conftest import StartBot, Started
from tests.programs import environment, run
from tests.slack_apps import StoppedClock


@pytest.fixture
def settings(settings: Settings, slack: PlaygroundServer) -> Settings:
    """Those of an app that workspaces install by themselves."""
    port, credentials = unused_port(), slack.workspace.credentials
    return replace(
        settings,
        slack_bot_token="",
        slack_client_id=credentials.client_id,
        slack_client_secret=credentials.client_secret,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
    )


@pytest.fixture
async def started(start_bot: StartBot) -> AsyncIterator[Started]:
    async with start_bot() as started:
        yield started


@pytest.fixture
def second(slack: PlaygroundServer) -> Workspace:
    """A workspace that does not have the bot yet."""
    return slack.add_workspace("second")


async def sent_away(port: int) -> tuple[str, str]:
    """Begin to install: the address a person is sent to, and their cookie."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"http://127.0.0.1:{port}{INSTALL_PATH}", allow_redirects=False) as response,
    ):
        assert response.status == 302
        return response.headers["Location"], response.headers["Set-Cookie"].split(";")[0]


async def sent_back(address: str) -> str:
    """Slack's page, where the person allows it or not: where they are sent back to."""
    async with aiohttp.ClientSession() as browser, browser.get(address, allow_redirects=False) as response:
        return response.headers["Location"]


async def arrive(address: str, cookie: str = "") -> int:
    """Back at the bot; returns the status of what it shows."""
    async with aiohttp.ClientSession(headers={"Cookie": cookie}) as browser, browser.get(address) as response:
        return response.status


async def install(port: int) -> int:
    """The whole way, as a browser goes it."""
    address, cookie = await sent_away(port)
    return await arrive(await sent_back(address), cookie)


async def test_workspaces_install_the_bot_and_are_served_apart(
    slack: PlaygroundServer, started: Started, second: Workspace
) -> None:
    """Each with its own token; neither hears of the other's deals."""
    slack.oauth.chosen = slack.workspace.state
    assert await install(started.port) == 200
    slack.oauth.chosen = second.state
    assert await install(started.port) == 200
    await second.invite_bot("#deals")
    ts = await second.say("#deals", SCALE_DE)
    replies = await second.wait_for(lambda: second.replies("#deals", ts))
    assert "Scale AI" in replies[0].text
    await slack.workspace.command("/deal", "scale ai")
    (told,) = await slack.workspace.wait_for(lambda: slack.workspace.ephemerals("#deals"))
    assert "49" not in told.text
    await second.command("/deal", "scale ai", channel="#deals")
    await second.wait_for(lambda: len(second.messages("#deals")) == 2)


async def test_the_page_asks_for_what_the_bot_needs_and_no_more(started: Started, settings: Settings) -> None:
    """The scopes, and the way back."""
    address, _ = await sent_away(started.port)
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(settings.slack_api_base_url.removesuffix("api/") + "oauth/v2/authorize?")
    assert "chat:write" in asked["scope"][0].split(",")
    assert asked["redirect_uri"] == [settings.public_url + REDIRECT_PATH]


async def test_who_was_not_sent_from_here_installs_nothing(
    slack: PlaygroundServer, started: Started, second: Workspace
) -> None:
    """No cookie, another's state, a state used twice, a code that Slack never gave, a person who refuses."""
    slack.oauth.chosen = second.state
    address, cookie = await sent_away(started.port)
    back = await sent_back(address)
    assert await arrive(back) == 400
    _, another = await sent_away(started.port)
    assert await arrive(back, another) == 400
    assert await installations.team_ids(started.dealbot.store) == frozenset()
    assert await arrive(back, cookie) == 200
    assert await arrive(back, cookie) == 401
    address, cookie = await sent_away(started.port)
    state = parse_qs(urlsplit(address).query)["state"][0]
    made_up = f"http://127.0.0.1:{started.port}{REDIRECT_PATH}?state={state}&code=made-up"
    assert await arrive(made_up, cookie) == 401
    slack.oauth.allows = False
    address, cookie = await sent_away(started.port)
    assert await arrive(await sent_back(address), cookie) == 200
    assert await installations.team_ids(started.dealbot.store) == {second.team_id}


async def test_an_uninstalled_bot_forgets_the_workspace(
    slack: PlaygroundServer, started: Started, second: Workspace
) -> None:
    """Tokens and deals; the others stay. Whoever still types a command is told."""
    slack.oauth.chosen = second.state
    await install(started.port)
    await second.invite_bot("#deals")
    ts = await second.say("#deals", SCALE_DE)
    await second.wait_for(lambda: second.replies("#deals", ts))
    await second.uninstall()
    await second.delivered()
    store = started.dealbot.store
    assert await installations.find(store, second.team_id) is None
    assert await search.deals_of_company(store, all_of(second.team_id), "scale ai") == []


async def test_a_revoked_token_ends_the_installation_and_keeps_the_deals(
    slack: PlaygroundServer, started: Started, second: Workspace
) -> None:
    """Installing again goes on where it was."""
    slack.oauth.chosen = second.state
    await install(started.port)
    await second.invite_bot("#deals")
    ts = await second.say("#deals", SCALE_DE)
    await second.wait_for(lambda: second.replies("#deals", ts))
    await second.revoke_tokens()
    await second.delivered()
    store = started.dealbot.store
    assert await installations.find(store, second.team_id) is None
    assert await install(started.port) == 200
    assert len(await search.deals_of_company(store, all_of(second.team_id), "scale ai")) == 1


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    store = await Store.open(settings.db)
    yield store
    await store.close()


async def rotating(slack: PlaygroundServer, store: Store, clock: StoppedClock) -> Installation:
    """An installation whose token ends in twelve hours of that clock."""
    state = slack.workspace.state
    grant = state.grants.give(frozenset(("chat:write",)), clock.now(), rotates=True)
    installation = Installation(
        team_id=state.team_id,
        enterprise_id=None,
        bot_token=grant.token,
        bot_id=state.bot_id,
        bot_user_id=state.bot_user.id,
        installed_at=clock.now(),
        refresh_token=grant.refresh_token,
        expires_at=clock.now() + timedelta(hours=12),
    )
    await installations.save(store, installation)
    return installation


async def test_a_token_is_renewed_before_its_end_and_once(
    slack: PlaygroundServer, settings: Settings, store: Store
) -> None:
    """However many ask at the same time: a refresh token works once."""
    clock = StoppedClock()
    first = await rotating(slack, store, clock)
    workspaces = InstalledWorkspaces(settings, store, clock)
    assert (await workspaces.client(first.id)).token == first.bot_token
    clock.time += timedelta(hours=10, seconds=1)
    clients = await asyncio.gather(*(workspaces.client(first.id) for _ in range(5)))
    (token,) = {client.token for client in clients}
    assert token != first.bot_token
    kept = await installations.find(store, first.id)
    assert kept is not None
    assert (kept.bot_token, kept.expires_at) == (token, clock.now() + timedelta(hours=12))
    assert len(slack.workspace.calls_of("oauth.v2.access")) == 1
    assert (await workspaces.authorize(None, first.id)).bot_token == token


async def test_a_token_that_cannot_be_renewed_goes_on_as_long_as_it_lasts(
    slack: PlaygroundServer, settings: Settings, store: Store
) -> None:
    """Slack is away for a while; the next call tries again."""
    clock = StoppedClock()
    first = await rotating(slack, store, clock)
    workspaces = InstalledWorkspaces(settings, store, clock)
    clock.time += timedelta(hours=11)
    slack.workspace.faults.fail_next("oauth.v2.access", status=503)
    assert (await workspaces.client(first.id)).token == first.bot_token
    assert (await workspaces.client(first.id)).token != first.bot_token


async def test_an_organisations_workspaces_are_served_by_its_one_installation(settings: Settings, store: Store) -> None:
    """Enterprise Grid: requests name the workspace, the token is the organisation's."""
    clock = StoppedClock()
    whole = Installation(None, "E1", "xoxb-org", "B1", "U1", clock.now())
    await installations.save(store, whole)
    workspaces = InstalledWorkspaces(settings, store, clock)
    assert await workspaces.identity("T7") is None
    assert (await workspaces.authorize("E1", "T7")).bot_token == "xoxb-org"
    assert await workspaces.identity("T7") is not None
    assert (await workspaces.authorize("E1", None)).bot_token == "xoxb-org"
    assert (await workspaces.authorize("E2", "T8")).bot_token is None
    assert set(await workspaces.team_ids()) == {"E1", "T7"}
    with pytest.raises(NotInstalled):
        await workspaces.client("T8")


async def test_slacks_sdk_finds_what_it_kept(settings: Settings, store: Store) -> None:
    """The installation store, by its own methods."""
    clock = StoppedClock()
    kept = InstallationStore(store)
    await installations.save(store, Installation("T1", None, "xoxb-1", "B1", "U1", clock.now(), user_id="U2"))
    bot = await kept.async_find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert (bot.bot_token, bot.is_enterprise_install) == ("xoxb-1", False)
    bot.bot_token = "xoxb-2"
    await kept.async_save_bot(bot)
    found = await kept.async_find_installation(enterprise_id=None, team_id="T1", user_id="U3")
    assert found is not None
    assert (found.bot_token, found.user_id, found.user_token) == ("xoxb-2", "U2", None)
    await kept.async_delete_installation(enterprise_id=None, team_id="T1", user_id="U2")
    assert await kept.async_find_bot(enterprise_id=None, team_id="T1") is not None
    await kept.async_delete_all(enterprise_id=None, team_id="T1")
    assert await kept.async_find_bot(enterprise_id=None, team_id="T1") is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}, "not both"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_BOT_TOKEN": ""}, "SLACK_CLIENT_SECRET is needed"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_BOT_TOKEN": "", "DEALBOT_URL": "x"}, "http"),
    ],
)
async def test_settings_that_do_not_go_together_are_named(
    slack: PlaygroundServer, tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    """One sentence and code 2."""
    ended = await run(environment(slack, tmp_path, **changes), tmp_path, "run")
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert told in ended.stderr
