"""`python -m bot try`: a dialogue with the real bot, through a pipe and at a real terminal."""

import asyncio
import os
import pty
from pathlib import Path

from tests.articles import SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.programs import PATIENCE, ROOT, Program, run

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


async def test_a_dialogue_at_a_terminal(tmp_path: Path) -> None:
    """With a prompt, a bracketed paste of many lines, and Ctrl-D at the end."""
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
        async with Program(environment(tmp_path), tmp_path, terminal=theirs) as program:
            await until("#deals ›")
            os.write(ours, b"\x1b[200~" + SCALE_DE.encode() + b"\x1b[201~")
            os.write(ours, b"\r")
            await until("wechselt von Scale AI zu Meta")
            await until("#deals ›")
            os.write(ours, b"/deal meta\r")
            await until("49 %")
            await until("#deals ›")
            os.write(ours, b"\x04")
            assert (await program.ended()).code == 0
    finally:
        loop.remove_reader(ours)
        os.close(ours)
        os.close(theirs)
