"""Files in the playground: uploaded as slack_sdk does it, shared, read back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.playground import PlaygroundServer, Workspace
from tests.slack_apps import app_for, client_of, heard, in_socket_mode, playground

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
async def server() -> AsyncIterator[PlaygroundServer]:
    async with playground() as running:
        yield running


@pytest.fixture
def workspace(server: PlaygroundServer) -> Workspace:
    return server.workspace


async def test_slack_sdks_own_upload_puts_a_file_into_a_thread(server: PlaygroundServer, workspace: Workspace) -> None:
    """With its bytes, title, words for those who can't see it, and a comment; files.info says where it stands."""
    client, channel = client_of(server), workspace.channel("deals").id
    ts = await workspace.say("#deals", "chart, please")
    answer = await client.files_upload_v2(
        channel=channel,
        thread_ts=ts,
        filename="week.png",
        content=PIXEL,
        title="Deals by week",
        alt_txt="Three bars",
        initial_comment="Here it is",
    )

    (file,) = workspace.files("#deals")
    assert (file.name, file.title, file.alt_text, file.content) == ("week.png", "Deals by week", "Three bars", PIXEL)
    assert file.mimetype == "image/png"
    (reply,) = workspace.replies("#deals", ts)
    assert (reply.text, reply.files, reply.bot_id) == ("Here it is", (file.id,), workspace.state.bot_id)
    assert (answer["file"]["id"], answer["file"]["alt_txt"], "shares" in answer["file"]) == (
        file.id,
        "Three bars",
        False,
    )
    shares = (await client.files_info(file=file.id))["file"]["shares"]
    assert shares == {"public": {channel: [{"ts": reply.ts, "thread_ts": ts}]}}


async def test_several_files_come_in_one_message_and_their_bytes_can_be_fetched(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """url_private answers the bot's token and nobody else."""
    uploads = [{"filename": "a.csv", "content": "x;y"}, {"filename": "b.csv", "content": "1;2"}]
    await client_of(server).files_upload_v2(channel=workspace.channel("deals").id, file_uploads=uploads)
    (message,) = workspace.messages("#deals")
    assert [file.name for file in workspace.files("#deals")] == ["a.csv", "b.csv"]

    history = await client_of(server).conversations_history(channel=message.channel_id)
    address = history["messages"][0]["files"][1]["url_private"]
    async with aiohttp.ClientSession() as session:
        async with session.get(address, headers={"Authorization": f"Bearer {workspace.bot_token}"}) as response:
            assert await response.read() == b"1;2"
        async with session.get(address) as response:
            assert response.status == 404


async def test_the_app_hears_of_files_that_people_share(server: PlaygroundServer, workspace: Workspace) -> None:
    """As a message of subtype file_share, which may have no words, and as file_shared."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        await workspace.upload("#deals", "terms.pdf", b"%PDF-")
        await workspace.delivered()

    by_type = {event["type"]: event for event in events}
    assert (by_type["message"]["subtype"], by_type["message"]["text"]) == ("file_share", "")
    assert by_type["message"]["files"][0]["mimetype"] == "application/pdf"
    assert by_type["file_shared"]["channel_id"] == workspace.channel("deals").id


async def test_uploads_that_slack_refuses_have_its_error_codes(server: PlaygroundServer, workspace: Workspace) -> None:
    """Empty and huge files, unknown and repeated ids, channels without the bot, and a missing scope."""
    client, channel = client_of(server), workspace.channel("deals").id

    async def error(method: str, **arguments: object) -> str:
        with pytest.raises(SlackApiError) as refusal:
            await client.api_call(method, params=arguments)
        return str(refusal.value.response["error"])

    assert await error("files.getUploadURLExternal", filename="a.txt", length=0) == "invalid_arguments"
    assert await error("files.getUploadURLExternal", filename="a.txt", length=10**9) == "file_upload_size_restricted"
    assert await error("files.getUploadURLExternal", length=1) == "invalid_arguments"
    assert await error("files.completeUploadExternal", files="[]") == "invalid_arguments"
    assert await error("files.completeUploadExternal", files='[{"id":"F404"}]') == "file_not_found"
    given = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    files = f'[{{"id":"{given["file_id"]}"}}]'
    assert await error("files.completeUploadExternal", files=files, channel_id=channel) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        async with session.post(given["upload_url"], data=b"longer") as response:
            assert response.status == 400
        async with session.put(given["upload_url"], data=b"abc") as response:
            assert await response.text() == "OK - 3"
    general = workspace.channel("general").id
    assert await error("files.completeUploadExternal", files=files, channel_id=general) == "not_in_channel"
    await client.api_call("files.completeUploadExternal", params={"files": files, "channel_id": channel})
    assert await error("files.completeUploadExternal", files=files, channel_id=channel) == "file_not_found"
    assert [file.content for file in workspace.files("#deals")] == [b"abc"]
    server.api.scopes -= {"files:write"}
    assert await error("files.getUploadURLExternal", filename="a", length=1) == "missing_scope"


async def test_a_picture_among_blocks_must_have_been_uploaded(server: PlaygroundServer, workspace: Workspace) -> None:
    """It may be private before; an unknown file is refused, and nothing is posted."""
    client, channel = client_of(server), workspace.channel("deals").id
    uploaded = await client.files_upload_v2(filename="week.png", content=PIXEL)

    def picture(file_id: str) -> list[dict[str, object]]:
        return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "Three bars"}]

    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel=channel, text="x", blocks=picture("F404"))
    await client.chat_postMessage(channel=channel, text="x", blocks=picture(uploaded["file"]["id"]))
    assert [message.text for message in workspace.messages("#deals")] == ["x"]
