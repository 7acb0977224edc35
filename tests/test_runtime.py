"""The program from outside: preflight, health, HTTP mode's door, signals, exit codes."""

import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from tests.articles import SCALE_DE
from tests.conftest import Site, StartBot
from tests.programs import Program, environment, run


async def test_a_wrong_bot_token_ends_the_program_with_a_sentence(slack: PlaygroundServer, tmp_path: Path) -> None:
    """Not with a stack trace, and not with a bot that waits for ever."""
    ended = await run(environment(slack, tmp_path, SLACK_BOT_TOKEN="xoxb-wrong"), tmp_path, "run")
    assert ended.code == 2
    assert ended.stderr == "Slack refuses SLACK_BOT_TOKEN (auth.test: invalid_auth).\n"


async def test_a_wrong_app_token_ends_the_program_with_a_sentence(slack: PlaygroundServer, tmp_path: Path) -> None:
    """The Socket Mode client itself would try again for ever."""
    ended = await run(environment(slack, tmp_path, SLACK_APP_TOKEN="xapp-wrong"), tmp_path, "run")
    assert ended.code == 2
    assert ended.stderr == "Slack refuses SLACK_APP_TOKEN (apps.connections.open: invalid_auth).\n"


async def test_a_slack_that_is_not_there_ends_the_program_with_a_sentence(
    slack: PlaygroundServer, tmp_path: Path
) -> None:
    """The address is named."""
    nowhere = "http://127.0.0.1:1/api/"
    ended = await run(environment(slack, tmp_path, SLACK_API_BASE_URL=nowhere), tmp_path, "run")
    assert ended.code == 2
    assert ended.stderr.startswith(f"Slack can't be reached at {nowhere}")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"PORT": "many"}, "PORT"),
        ({"SLACK_BOT_TOKEN": "hello"}, "SLACK_BOT_TOKEN"),
        ({"DEALBOT_MODE": "http", "SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
    ],
)
async def test_a_wrong_setting_is_named(
    slack: PlaygroundServer, tmp_path: Path, changes: Mapping[str, str], named: str
) -> None:
    """One sentence and code 2."""
    ended = await run(environment(slack, tmp_path, **changes), tmp_path, "run")
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith(named)


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ({"status": 500}, "is not Slack, or Slack is unwell (HTTP 500)."),
        ({"error": "account_inactive"}, "Slack refuses SLACK_BOT_TOKEN (auth.test: account_inactive)."),
    ],
)
async def test_slacks_own_trouble_is_not_blamed_on_the_token(
    slack: PlaygroundServer, tmp_path: Path, trouble: Mapping[str, Any], told: str
) -> None:
    """Only an error code says something of the token."""
    slack.workspace.faults.fail_next("auth.test", times=10, **trouble)
    ended = await run(environment(slack, tmp_path), tmp_path, "run")
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert told in ended.stderr


async def test_a_page_in_slacks_place_is_named(slack: PlaygroundServer, tmp_path: Path, site: Site) -> None:
    """SLACK_API_BASE_URL leads somewhere else."""
    ended = await run(environment(slack, tmp_path, SLACK_API_BASE_URL=site.url), tmp_path, "run")
    assert ended.code == 2
    assert ended.stderr == f"What answers at {site.url}/ is not Slack, or Slack is unwell (HTTP 405).\n"


async def test_a_host_that_does_not_exist_is_named(slack: PlaygroundServer, tmp_path: Path) -> None:
    """Not as a port that is taken."""
    ended = await run(environment(slack, tmp_path, HOST="no.such.host.invalid"), tmp_path, "run")
    assert (ended.code, ended.stderr.splitlines()[-1].split(":")[0]) == (2, "HOST no.such.host.invalid can't be used")


async def test_a_signal_while_slack_does_not_answer_ends_the_program(
    slack: PlaygroundServer, workspace: Workspace, tmp_path: Path
) -> None:
    """Nothing is under way yet, so it leaves at once."""
    workspace.faults.hold_next("auth.test")
    async with Program(environment(slack, tmp_path), tmp_path, "run") as running:
        await workspace.wait_for(lambda: workspace.faults.met("auth.test"), timeout=30)
        running.send(signal.SIGTERM)
        ended = await running.ended()
    assert (ended.code, ended.stderr) == (0, "")


async def test_a_database_that_cannot_be_used_ends_the_program(slack: PlaygroundServer, tmp_path: Path) -> None:
    """A folder that isn't there, a folder in the file's place, a file that is no database."""
    text = tmp_path / "notes.db"
    text.write_text("not a database, " * 100)
    for path in (tmp_path / "no" / "such" / "deals.db", tmp_path, text):
        ended = await run(environment(slack, tmp_path, DEALBOT_DB=str(path)), tmp_path, "run")
        assert (ended.code, ended.stderr.count("\n")) == (2, 1), ended.stderr
        assert str(path.parent if "such" in path.parts else path) in ended.stderr


async def test_a_port_that_is_taken_ends_the_program(slack: PlaygroundServer, tmp_path: Path, site: Site) -> None:
    """The sentence names the port."""
    port = site.url.rsplit(":", 1)[1]
    ended = await run(environment(slack, tmp_path, PORT=port), tmp_path, "run")
    assert (ended.code, ended.stderr.splitlines()[-1]) == (2, f"PORT {port} can't be used: Address already in use.")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_program_cleanly(
    slack: PlaygroundServer, workspace: Workspace, tmp_path: Path, number: signal.Signals
) -> None:
    """Within ten seconds, with code 0, after answering what was under way."""
    async with Program(environment(slack, tmp_path), tmp_path, "run") as running:
        await workspace.wait_for(lambda: not slack.sockets.open)
        await workspace.wait_for(lambda: slack.sockets.open, timeout=30)
        ts = await workspace.say("#deals", SCALE_DE)
        await workspace.delivered()
        started = time.monotonic()
        running.send(number)
        ended = await running.ended()
    assert ended.code == 0
    assert time.monotonic() - started < 10
    assert "Traceback" not in ended.stderr
    async with Program(environment(slack, tmp_path), tmp_path, "run"):
        assert await workspace.wait_for(lambda: workspace.replies("#deals", ts), timeout=30)
        other = await workspace.say("#deals", "@dealbot help")
        await workspace.wait_for(lambda: workspace.replies("#deals", other), timeout=30)
    assert len(workspace.replies("#deals", ts)) == 1


async def test_health_tells_how_the_bot_is(start_bot: StartBot, slack: PlaygroundServer) -> None:
    """200 and what waits, in both modes."""
    for mode in ("socket", "http"):
        async with (
            start_bot(mode=mode) as started,
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{started.port}/health") as response,
        ):
            assert response.status == 200
            body = await response.json()
        assert (body["status"], body["mode"], body["connected"]) == ("ok", mode, True)
        assert body["inbox"]["waiting"] == body["outbox"]["waiting"] == 0


HOSTILE_REQUESTS = {
    "unsigned": ({}, b"{}", 401),
    "no number for a time": ({"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=1"}, b"{}", 401),
    "signature that is no ASCII": ({"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=\u00fc"}, b"{}", 401),
    "body that is no UTF-8": ({"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=1"}, b"\xff\xfe", 401),
}


@pytest.mark.parametrize(("headers", "body", "status"), HOSTILE_REQUESTS.values(), ids=HOSTILE_REQUESTS)
async def test_what_slack_did_not_sign_is_turned_away(
    start_bot: StartBot, headers: Mapping[str, str], body: bytes, status: int
) -> None:
    """Without a stack trace, and without logging what was sent."""
    async with start_bot(mode="http") as started, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{started.port}/slack/events"
        async with session.post(url, data=body, headers=headers) as response:
            assert response.status == status


SIGNED_NONSENSE = {
    "application/json": ["", "{", "[]", '"text"', "null", "[" * 100_000, '{"event": null}', '{"event": [1]}'],
    "application/x-www-form-urlencoded": ["payload={", "payload=[1]"],
}


@pytest.mark.parametrize(
    ("kind", "body"), [(kind, body) for kind, bodies in SIGNED_NONSENSE.items() for body in bodies]
)
async def test_signed_nonsense_is_a_bad_request(
    start_bot: StartBot, workspace: Workspace, kind: str, body: str
) -> None:
    """Bolt alone would answer 500."""
    stamp = str(int(time.time()))
    signature = SignatureVerifier(workspace.signing_secret).generate_signature(timestamp=stamp, body=body) or ""
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, "Content-Type": kind}
    async with start_bot(mode="http") as started, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{started.port}/slack/events"
        async with session.post(url, data=body.encode(), headers=headers) as response:
            assert response.status == 400


async def test_a_lost_connection_comes_back(start_bot: StartBot, slack: PlaygroundServer, workspace: Workspace) -> None:
    """After a cut wire the bot dials anew, and answers what is said then."""
    async with start_bot():
        slack.sockets.kill()
        await workspace.wait_for(lambda: not slack.sockets.open)
        await workspace.wait_for(lambda: slack.sockets.open, timeout=30)
        ts = await workspace.say("#deals", SCALE_DE)
        assert await workspace.wait_for(lambda: workspace.replies("#deals", ts), timeout=30)
