"""The page's server: who may ask, and for what."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground import Workspace
from bot.playground.browser import furnished
from bot.playground.page_server import PAGE, PageServer


@pytest.fixture
def workspace() -> Workspace:
    return furnished()


@pytest.fixture
async def page(workspace: Workspace) -> AsyncIterator[PageServer]:
    async with PageServer(workspace) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as open_session:
        yield open_session


async def status(session: aiohttp.ClientSession, address: str, **headers: str) -> int:
    async with session.get(address, headers=headers) as response:
        return response.status


async def test_every_part_of_the_page_is_served_and_may_load_only_its_own(
    page: PageServer, session: aiohttp.ClientSession
) -> None:
    """With a policy under which nothing foreign runs; nothing outside the folder is there."""
    for path in ("", *(f"page/{part.name}" for part in PAGE.iterdir())):
        async with session.get(page.url + path) as response:
            assert response.status == 200
            policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    for path in ("page/..%2fserver.py", "page/server.py", "page/%2e%2e/server.py", "nowhere"):
        assert await status(session, page.url + path) == 404
    for part in PAGE.iterdir():
        assert "innerHTML" not in part.read_text(encoding="utf-8")


async def test_other_sites_and_names_are_refused(page: PageServer, session: aiohttp.ClientSession) -> None:
    """A page of another origin, also through a name of its own that leads here, gets nothing."""
    assert await status(session, page.url, Host="evil.example") == 403
    assert await status(session, page.url + "live", Origin="https://evil.example") == 403
    assert await status(session, page.url, Origin=page.url.rstrip("/")) == 200
    assert page.url.startswith("http://127.0.0.1:")


async def test_only_people_of_the_workspace_look_in(page: PageServer, session: aiohttp.ClientSession) -> None:
    """Neither strangers nor the bot itself."""
    for person in ("nobody", "dealbot"):
        assert await status(session, f"{page.url}live?as={person}") == 404


async def test_files_are_given_to_those_who_see_them(
    page: PageServer, workspace: Workspace, session: aiohttp.ClientSession
) -> None:
    """Pictures as pictures, anything else as a download that nothing is run from."""
    await workspace.upload("#board", "secret.html", b"<script>")
    (secret,) = workspace.files("#board")
    async with session.get(f"{page.url}file/{secret.id}?as=you") as response:
        assert (response.status, response.content_type) == (200, "application/octet-stream")
        assert response.headers["Content-Disposition"] == "attachment"
    assert await status(session, f"{page.url}file/{secret.id}?as=anna") == 404
    assert await status(session, f"{page.url}file/F404") == 404


async def test_a_window_does_only_what_its_person_may(
    page: PageServer, workspace: Workspace, session: aiohttp.ClientSession
) -> None:
    """Anna can't write into, read or change what is not hers; broken requests are answered too."""
    theirs = await workspace.say("#board", "the secret")
    mine = await workspace.say("#deals", "mine")
    board, deals = workspace.channel("board").id, workspace.channel("deals").id
    refused = [
        {"do": "say", "channel": board, "text": "x"},
        {"do": "command", "channel": board, "text": "/deal x"},
        {"do": "edit", "ts": mine, "text": "x"},
        {"do": "delete", "ts": mine},
        {"do": "react", "ts": theirs, "name": "eyes", "added": True},
        {"do": "message_shortcut", "ts": theirs, "callback": "extract_deal"},
        {"do": "click", "ts": theirs, "block": "typed", "action": "x"},
        {"do": "suggest", "place": theirs, "block": "typed", "action": "x", "typed": "a"},
        {"do": "join", "channel": board},
        {"do": "submit", "view": "V404", "values": []},
        {"do": "click", "ts": mine, "block": "b", "action": "a"},
        {"do": "fly"},
        {},
    ]
    async with session.ws_connect(f"{page.url}live?as=anna") as socket:
        await socket.receive_json()
        for number, request in enumerate(refused):
            await socket.send_json(request | {"id": number})
            (answer,) = await socket.receive_json()
            assert (answer["see"], answer["to"]) == ("trouble", number), request
        await socket.send_str("{")
        assert (await socket.receive_json())[0]["to"] is None
        await socket.send_json({"do": "say", "channel": deals, "text": "hers", "id": 99})
        told = [*await socket.receive_json(), *await socket.receive_json()]
    (news,) = [item for item in told if item["see"] == "message"]
    assert (news["text"], news["user"]) == ("hers", workspace.state.user("anna").id)
    assert [message.text for message in workspace.messages("#board")] == ["the secret"]
