"""Installing the app into several workspaces of one playground server, and losing it again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import PlaygroundServer, Workspace
from tests.slack_apps import AT_ONCE, StoppedClock, app_for, client_of, heard, in_socket_mode, over_http

HOME = "http://127.0.0.1:9/slack/oauth_redirect"
SCOPES = "chat:write,commands"


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def server(clock: StoppedClock) -> AsyncIterator[PlaygroundServer]:
    async with PlaygroundServer(Workspace(clock), policy=AT_ONCE) as running:
        yield running


@pytest.fixture
def beta(server: PlaygroundServer) -> Workspace:
    """A second workspace, without the app."""
    return server.add_workspace("beta", enterprise_id="E0000001")


async def allow(server: PlaygroundServer, **changes: str) -> dict[str, list[str]]:
    """Open the authorize page and return what comes back with the redirect."""
    query = {
        "client_id": server.workspace.credentials.client_id,
        "scope": SCOPES,
        "state": "s1",
        "redirect_uri": HOME,
    } | changes
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{server.url}/oauth/v2/authorize", params=query, allow_redirects=False) as response,
    ):
        if response.status != 302:
            return {"refused": [await response.text()]}
        location = response.headers["Location"]
    assert location.startswith(HOME + "?")
    return parse_qs(urlsplit(location).query)


async def exchange(server: PlaygroundServer, **arguments: str) -> Any:
    credentials = server.workspace.credentials
    own = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
    return await AsyncWebClient(base_url=server.api_url).oauth_v2_access(**(own | arguments))


async def install(server: PlaygroundServer) -> Any:
    return await exchange(server, code=(await allow(server))["code"][0], redirect_uri=HOME)


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await call
    return str(refusal.value.response["error"])


async def test_an_installation_gives_a_token_of_its_own_for_that_workspace(
    server: PlaygroundServer, beta: Workspace
) -> None:
    """With the scopes that were asked for, and no others; ids differ from the first workspace's."""
    assert not beta.installed
    answer = await install(server)
    assert (answer["team"]["id"], answer["enterprise"]["id"]) == (beta.team_id, "E0000001")
    assert (answer["scope"], answer["bot_user_id"]) == (SCOPES, beta.bot_user_id)
    assert (answer["authed_user"]["id"], answer["app_id"]) == (beta.you.id, server.workspace.state.app_id)
    assert beta.bot_token == answer["access_token"]

    client = client_of(server, answer["access_token"])
    who = await client.auth_test()
    assert (who["team_id"], who["enterprise_id"], who["bot_id"]) == (beta.team_id, "E0000001", beta.state.bot_id)
    await beta.invite("dealbot", "#deals")
    await client.chat_postMessage(channel=beta.channel("deals").id, text="hello beta")
    assert [message.text for message in beta.messages("#deals")] == ["hello beta"]
    assert server.workspace.posted() == []
    assert await refused(client.users_info(user=beta.you.id)) == "missing_scope"
    assert await refused(client.chat_postMessage(channel=server.workspace.channel("deals").id, text="x")) == (
        "channel_not_found"
    )


async def test_the_person_may_decline_and_wrong_links_show_a_page(server: PlaygroundServer, beta: Workspace) -> None:
    """access_denied comes back with the state; a broken link leads nowhere."""
    server.oauth.allows = False
    assert await allow(server) == {"state": ["s1"], "error": ["access_denied"]}
    for change in ({"client_id": "1.2"}, {"scope": ""}, {"redirect_uri": "javascript:alert(1)"}):
        assert "refused" in await allow(server, **change)
    assert not beta.installed


async def test_a_code_is_good_once_and_for_ten_minutes(server: PlaygroundServer, clock: StoppedClock) -> None:
    """And only with the client's own secret and the same redirect address."""
    code = (await allow(server))["code"][0]
    assert await refused(exchange(server, code=code, redirect_uri="http://elsewhere")) == "bad_redirect_uri"
    assert await refused(exchange(server, code=code, client_secret="wrong")) == "bad_client_secret"
    assert await refused(exchange(server, code=code, client_id="1.2")) == "invalid_client_id"
    assert await refused(exchange(server, code="1.nonsense")) == "invalid_code"
    assert await refused(exchange(server, grant_type="password")) == "invalid_grant_type"
    await exchange(server, code=code)
    assert await refused(exchange(server, code=code)) == "code_already_used"
    late = (await allow(server))["code"][0]
    clock.time += timedelta(minutes=11)
    assert await refused(exchange(server, code=late)) == "invalid_code"


async def test_tokens_expire_after_twelve_hours_and_are_refreshed_once(
    server: PlaygroundServer, beta: Workspace, clock: StoppedClock
) -> None:
    """The old one stays good for its time; its refresh token is spent. Without rotation nothing expires."""
    first = await install(server)
    assert (first["access_token"][:11], first["refresh_token"][:5], first["expires_in"]) == (
        "xoxe.xoxb-1",
        "xoxe-",
        43200,
    )
    clock.time += timedelta(hours=11)
    second = await exchange(server, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert second["token_type"] == "bot"
    await client_of(server, first["access_token"]).auth_test()
    clock.time += timedelta(hours=1)
    assert await refused(client_of(server, first["access_token"]).auth_test()) == "token_expired"
    await client_of(server, second["access_token"]).auth_test()
    again = exchange(server, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert await refused(again) == "invalid_refresh_token"

    server.oauth.rotates = False
    server.oauth.chosen = beta.state
    lasting = await install(server)
    assert (lasting["access_token"][:5], "refresh_token" in lasting) == ("xoxb-", False)


async def test_events_name_their_workspace_and_reach_the_one_app(server: PlaygroundServer, beta: Workspace) -> None:
    """Over one connection, whichever workspace they are of; nothing before the installation."""
    app = app_for(server)
    heard(app)
    async with in_socket_mode(server, app):
        await beta.say("#general", "nobody hears this")
        assert await beta.command("/deal", "x") is not None
        assert beta.deliveries == []
        await install(server)
        await beta.invite_bot("#deals")
        await beta.say("#deals", "in beta")
        await server.workspace.say("#deals", "in the first")
        await beta.delivered()
        await server.workspace.delivered()

    said = [delivery.payload for delivery in beta.deliveries if delivery.event["type"] == "message"]
    assert [(payload["team_id"], payload["enterprise_id"]) for payload in said] == [(beta.team_id, "E0000001")]
    assert said[0]["authorizations"] == [
        {
            "enterprise_id": "E0000001",
            "team_id": beta.team_id,
            "user_id": beta.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    assert [delivery.payload["team_id"] for delivery in server.workspace.deliveries] == [server.workspace.team_id]


async def test_over_http_both_workspaces_sign_with_the_apps_secret(
    server: PlaygroundServer, beta: Workspace, clock: StoppedClock
) -> None:
    """A workspace that is added later is delivered to the same address."""
    clock.time = datetime.now(UTC)  # Bolt refuses old signatures
    app = app_for(server)
    heard(app)
    async with over_http(server, app):
        await install(server)
        gamma = server.add_workspace("gamma", installed=True)
        for workspace in (beta, gamma):
            await workspace.invite_bot("#general")
            await workspace.delivered()
    assert [each.acked for each in (*beta.deliveries, *gamma.deliveries)] == [True, True]


@pytest.mark.parametrize("how", ["revoked", "uninstalled", "by a person"])
async def test_a_lost_installation_is_told_and_its_token_refused(
    server: PlaygroundServer, beta: Workspace, how: str
) -> None:
    """auth.revoke, apps.uninstall and a person who removes the app end the same way."""
    app = app_for(server)
    events = heard(app)
    token = (await install(server))["access_token"]
    client, own = client_of(server, token), server.workspace.credentials
    async with in_socket_mode(server, app):
        match how:
            case "revoked":
                assert (await client.auth_revoke(test=True))["revoked"] is False
                assert (await client.auth_revoke())["revoked"] is True
            case "uninstalled":
                await client.apps_uninstall(client_id=own.client_id, client_secret=own.client_secret)
            case _:
                await beta.uninstall()
        await beta.delivered()

    assert sorted(event["type"] for event in events) == ["app_uninstalled", "tokens_revoked"]
    assert next(event["tokens"] for event in events if "tokens" in event) == {"oauth": [], "bot": [beta.bot_user_id]}
    assert not beta.installed
    assert await refused(client.auth_test()) == ("token_revoked" if how == "revoked" else "account_inactive")
    await client_of(server).auth_test()


async def test_a_token_may_be_revoked_while_the_app_stays(server: PlaygroundServer) -> None:
    """Then only tokens_revoked is told."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        await server.workspace.revoke_tokens()
        await server.workspace.delivered()
    assert [event["type"] for event in events] == ["tokens_revoked"]


async def test_an_organisation_installs_for_all_of_its_workspaces_at_once(
    server: PlaygroundServer, beta: Workspace
) -> None:
    """With one token and one bot user; what a call names says which workspace it is for."""
    gamma = server.add_workspace("gamma", enterprise_id="E0000001")
    app = app_for(server)
    heard(app)
    server.oauth.org_wide = True
    answer = await install(server)
    assert (answer["team"], answer["enterprise"]["id"], answer["is_enterprise_install"]) == (None, "E0000001", True)
    assert beta.bot_token == gamma.bot_token == answer["access_token"]
    assert beta.bot_user_id == gamma.bot_user_id != server.workspace.bot_user_id
    client = client_of(server, answer["access_token"])
    assert (await client.auth_test())["is_enterprise_install"] is True
    async with in_socket_mode(server, app):
        for workspace in (beta, gamma):
            await workspace.invite_bot("#deals")
            await client.chat_postMessage(channel=workspace.channel("deals").id, text=workspace.team_id)
            await workspace.delivered()
            (posted,) = workspace.posted()
            assert posted.text == workspace.team_id
            payload = workspace.deliveries[-1].payload
            assert (payload["team_id"], payload["enterprise_id"]) == (workspace.team_id, "E0000001")
            assert payload["authorizations"][0]["team_id"] is None
            assert payload["authorizations"][0]["is_enterprise_install"] is True
    assert not server.workspace.posted()
    fresh = await exchange(server, grant_type="refresh_token", refresh_token=answer["refresh_token"])
    assert gamma.bot_token == fresh["access_token"]
