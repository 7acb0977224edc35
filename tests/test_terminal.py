"""`python -m bot try`: a dialogue with the real bot, through a pipe and at a real terminal."""

import asyncio
import io
import multiprocessing
import os
import pty
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from rich.console import Console

from bot.app import Dealbot, running
from bot.clock import SystemClock
from bot.playground.delivery import RetryPolicy
from bot.playground.keyboard import NoInput, from_person, from_pipe
from bot.playground.server import PlaygroundServer
from bot.playground.terminal import Terminal, welcome
from bot.playground.trying import until_signal
from bot.playground.workspace import Workspace
from bot.reader import Reader
from bot.settings import Settings
from bot.slack_client import preflight
from bot.workspaces import OneWorkspace
from storage.store import Store
from tests.articles import SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.programs import PATIENCE, ROOT, Program, run
from tests.slack_apps import client_of

DIALOGUE = f"{SCALE_DE}\n/deal meta\n/who alexandr wang\n@dealbot what do you know about scale ai?\n"


def environment(folder: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": str(ROOT),
        "DEALBOT_DB": str(folder / "try.db"),
        "DEALBOT_FETCH_ALLOW": "127.0.0.1",
        "COLUMNS": "200",
        "LANG": "C.UTF-8",
        "TERM": "xterm",
    }


async def test_a_dialogue_through_a_pipe(tmp_path: Path) -> None:
    """Without tokens `python -m bot` opens the playground; a pasted text of many lines is one message."""
    ended = await run(environment(tmp_path), tmp_path, typed=DIALOGUE)
    assert (ended.code, ended.stderr) == (0, "")
    _, pasted, deal, who, mention = ended.stdout.split("#deals › ")
    for answer, price in ((pasted, "15 Mrd. $"), (deal, "$15bn"), (mention, "$15bn")):
        assert all(fact in answer for fact in ("Meta", "Scale AI", "49 %", price, "Alexandr Wang"))
    assert "Alexandr Wang" in who
    assert "wechselt zu Meta" in who


async def test_answers_are_indented_under_what_they_answer(tmp_path: Path) -> None:
    """A command's line stands at the channel's margin, its details further in."""
    ended = await run(environment(tmp_path), tmp_path, "try", typed=DIALOGUE)
    deal = ended.stdout.split("#deals › /deal meta\n")[1].split("#deals ›")[0]
    margins = [len(line) - len(line.lstrip()) for line in deal.splitlines() if line.strip() == "dealbot"]
    assert margins == [2, 8]


async def test_a_link_in_the_playground_is_fetched(tmp_path: Path, site: Site) -> None:
    """From this machine, because the setting names it."""
    url = site.show("/scale", page(SCALE_EN))
    ended = await run(environment(tmp_path), tmp_path, "try", typed=f"{url}\n")
    assert "14.3bn" in ended.stdout


async def test_facts_are_there_when_the_playground_is_opened_again(tmp_path: Path) -> None:
    """They are in the database, not in the process."""
    await run(environment(tmp_path), tmp_path, "try", typed=f"{SCALE_DE}\n")
    again = await run(environment(tmp_path), tmp_path, "try", typed="/deal scale ai\n")
    assert "49 %" in again.stdout


Until = Callable[[str], Awaitable[str]]


@asynccontextmanager
async def at_a_terminal(folder: Path) -> AsyncIterator[tuple[Program, int, Until]]:
    """The program in a terminal of its own, the descriptor to type into, and a wait for what it shows."""
    ours, theirs = pty.openpty()
    seen, loop = asyncio.Queue[str](), asyncio.get_running_loop()
    loop.add_reader(ours, lambda: seen.put_nowait(os.read(ours, 65536).decode(errors="replace")))

    async def until(text: str) -> str:
        shown = ""
        async with asyncio.timeout(PATIENCE):
            while text not in shown:
                shown += await seen.get()
        return shown

    try:
        async with Program(environment(folder), folder, terminal=theirs) as program:
            yield program, ours, until
    finally:
        loop.remove_reader(ours)
        os.close(ours)
        os.close(theirs)


async def test_a_dialogue_at_a_terminal(tmp_path: Path) -> None:
    """With a prompt, a bracketed paste of many lines, and Ctrl-D at the end."""
    async with at_a_terminal(tmp_path) as (program, keys, until):
        await until("#deals ›")
        os.write(keys, b"\x1b[200~" + SCALE_DE.encode() + b"\x1b[201~")
        os.write(keys, b"\r")
        await until("wechselt von Scale AI zu Meta")
        await until("#deals ›")
        os.write(keys, b"/deal meta\r")
        await until("49 %")
        await until("#deals ›")
        os.write(keys, b"\x04")
        assert (await program.ended()).code == 0


async def test_a_person_who_waits_sees_why_and_may_leave(tmp_path: Path, site: Site) -> None:
    """A page that takes its time is announced; Ctrl-C doesn't wait for it, as a shutdown in Slack would."""
    asked = asyncio.Event()

    async def never(_: web.Request) -> web.StreamResponse:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    site.pages["/slow"] = never
    async with at_a_terminal(tmp_path) as (program, keys, until):
        await until("#deals ›")
        os.write(keys, f"{site.url}/slow\r".encode())
        await until("reading …")
        await asked.wait()
        started = asyncio.get_running_loop().time()
        program.send(signal.SIGINT)
        assert (await program.ended()).code == 0
        assert asyncio.get_running_loop().time() - started < 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_at_the_prompt_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    """As Ctrl-D does."""
    async with at_a_terminal(tmp_path) as (program, _, until):
        await until("#deals ›")
        program.send(number)
        assert (await program.ended()).code == 0


async def test_a_signal_ends_it_while_its_pipe_is_open(tmp_path: Path) -> None:
    """Although a thread still waits for what comes through it."""
    async with Program(environment(tmp_path), tmp_path, "try") as program:
        assert program.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            await program.process.stdout.readuntil(b"Ctrl-D")
            program.send(signal.SIGTERM)
            code = await program.process.wait()
        assert program.process.stderr is not None
        assert (code, await program.process.stderr.read()) == (0, b"")


async def test_without_standard_input_it_says_so(tmp_path: Path) -> None:
    """As under some service managers."""
    process = await asyncio.create_subprocess_exec(
        "sh",
        "-c",
        'exec "$0" -m bot try <&-',
        sys.executable,
        env=environment(tmp_path),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, out, err.count(b"\n")) == (2, b"", 1)
    assert b"Standard input is closed" in err


def test_nobody_can_talk_through_a_closed_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has None in its place."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(NoInput):
        from_person("> ")


async def test_an_output_without_accents_is_written_to(tmp_path: Path) -> None:
    """What it can't show becomes a question mark."""
    ended = await run(environment(tmp_path) | {"PYTHONIOENCODING": "ascii"}, tmp_path, "try", typed="/who zoë\n")
    assert (ended.code, ended.stderr) == (0, "")
    assert "#deals ? /who" in ended.stdout


async def test_bytes_that_are_no_text_do_not_end_a_pipe() -> None:
    """They become replacement characters, and the lines behind them arrive."""
    reading, writing = os.pipe()
    os.write(writing, b"caf\xe9\n@dealbot hello\n")
    os.close(writing)
    with io.TextIOWrapper(io.FileIO(reading), encoding="utf-8") as stream:
        async with asyncio.timeout(PATIENCE):
            assert [message async for message in from_pipe(stream)] == ["caf\ufffd", "@dealbot hello"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_leaves_a_block_wherever_it_is(number: signal.Signals) -> None:
    """Also while the program starts; a second one does not cut short what is cleaned up."""
    cleaned = asyncio.Event()
    async with until_signal():
        try:
            os.kill(os.getpid(), number)
            await asyncio.Event().wait()
        finally:
            os.kill(os.getpid(), number)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            cleaned.set()
    assert cleaned.is_set()


async def test_time_that_runs_out_inside_is_no_signal() -> None:
    """An error of the program stays one."""
    with pytest.raises(TimeoutError):
        async with until_signal():
            raise TimeoutError


def blocked_signals(pid: int | None) -> int:
    """A bit for each signal, the first for signal 1."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1], 16) for line in status if line.startswith("SigBlk"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into /proc")
async def test_the_reading_process_is_deaf_to_ctrl_c_from_its_start() -> None:
    """In a terminal it gets the signal too, and would die of it while it imports."""
    before = set(multiprocessing.active_children())
    async with Reader() as reader:
        await reader.warm_up()
        (process,) = set(multiprocessing.active_children()) - before
        blocked = blocked_signals(process.pid)
    assert blocked & 1 << (signal.SIGINT - 1)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


async def typed(*messages: str) -> AsyncIterator[str]:
    for message in messages:
        yield message


async def test_a_bot_that_is_late_is_not_waited_for_again(tmp_path: Path, reader: Reader) -> None:
    """It is said once for each message, and the next one is heard."""
    settings, shown = Settings(db=tmp_path / "try.db"), io.StringIO()
    store = await Store.open(settings.db)
    policy = RetryPolicy(connect_within=0.01, delays=(60.0,))
    try:
        async with PlaygroundServer(Workspace(), policy=policy) as server:
            local = Settings(
                db=settings.db,
                slack_bot_token=server.workspace.bot_token,
                slack_app_token=server.workspace.app_token,
                slack_api_base_url=server.api_url,
            )
            identity = await preflight(local)
            async with running(
                local, OneWorkspace(local, identity), store, reader, SystemClock()
            ) as bot:  # connected to nothing
                console = Console(file=shown, width=200)
                terminal = Terminal(server.workspace, bot, console, settings, ack_within=0.1)
                await terminal.talk(typed("first", "second"), echo=True)
    finally:
        await store.close()
    _, first, second = shown.getvalue().split("#deals › ")
    assert [said.splitlines()[0] for said in (first, second)] == ["first", "second"]
    assert all(said.count("has not confirmed") == 1 for said in (first, second))


async def test_slackbot_answers_commands_that_there_are_not(bot: Dealbot, workspace: Workspace) -> None:
    """At once and under its own name, as in Slack; in capitals it is another command. The bot hears nothing."""
    shown = io.StringIO()
    terminal = Terminal(workspace, bot, Console(file=shown, width=80), Settings())
    await terminal.talk(typed("/nope", "/DEAL meta", "/deal help"), echo=True)
    _, nope, capital, known = shown.getvalue().split("#deals › ")
    for said, name in ((nope, "/nope"), (capital, "/DEAL")):
        lines = [line.strip() for line in said.splitlines()[1:] if line.strip()]
        assert lines == ["only you see this", "Slackbot", f"{name} is not a valid command."]
    assert "Slackbot" not in known
    assert [delivery.payload["command"] for delivery in workspace.deliveries] == ["/deal"]


async def test_what_is_shown_keeps_its_margin_in_a_narrow_window(bot: Dealbot, workspace: Workspace) -> None:
    """Nothing is left for the terminal to wrap."""
    shown = io.StringIO()
    terminal = Terminal(workspace, bot, Console(file=shown, width=24), Settings())
    await terminal.talk(typed("/nope"), echo=True)
    said = [line for line in shown.getvalue().split("/nope\n")[1].splitlines() if line]
    assert [line.strip() for line in said[:2]] == ["only you see", "this"]
    assert all(line.startswith(" " * 8) and len(line.rstrip()) <= 24 for line in said)


def test_a_folder_in_brackets_is_shown_as_it_is() -> None:
    """Brackets are no markup there."""
    assert "Facts are kept in [red]/a:cat:/b.db. Leave" in welcome("dealbot", Path("[red]/a:cat:/b.db")).plain


async def test_files_and_forms_are_told_of(bot: Dealbot, slack: PlaygroundServer) -> None:
    """A file by its title and its words; a form by its title, and where it shows."""
    workspace, client, shown = slack.workspace, client_of(slack), io.StringIO()
    terminal = Terminal(workspace, bot, Console(file=shown, width=100), Settings())
    await terminal.talk(typed(), echo=True)
    channel = workspace.channel("deals").id
    await client.files_upload_v2(channel=channel, content="x", filename="a.csv", title="All deals", alt_txt="A table")
    trigger = workspace.state.new_trigger(workspace.you.id)
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Settings"}, "blocks": [{"type": "divider"}]}
    await client.views_open(trigger_id=trigger, view=view)
    assert "(All deals: A table)" in shown.getvalue()
    assert "the form “Settings”" in shown.getvalue()
