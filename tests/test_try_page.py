"""`python -m bot try --page`: the real bot behind the page, as a person starts it."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from pathlib import Path

from playwright.async_api import expect

from tests.browsers import PATIENCE as BROWSER_PATIENCE
from tests.browsers import launched, needed
from tests.programs import PATIENCE, Program, run

ARTICLE = (
    "Ostwind Foods buys the bakery chain Krume & Sohn for $240 million\n\n"
    "HAMBURG, 3 March 2025 - Ostwind Foods said on Monday that it has agreed to buy the bakery chain Krume & Sohn "
    "for $240 million in cash."
)


def environment(folder: Path) -> dict[str, str]:
    """No Slack, and a database of its own."""
    root = str(Path(__file__).parent.parent)
    return {"PATH": "/usr/bin:/bin", "DEALBOT_DB": str(folder / "try.db"), "PYTHONPATH": root, "COLUMNS": "200"}


async def address(program: Program) -> str:
    """Where the program says that its page is."""
    assert program.process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        said = await program.process.stdout.readuntil(b"Ctrl-C")
    found = re.search(rb"http://127\.0\.0\.1:\d+/", said)
    assert found, said
    return found[0].decode()


async def test_a_pasted_article_is_read_and_asked_for_in_the_browser(tmp_path: Path) -> None:
    """By the bot that runs in Slack; Ctrl-C ends it."""
    path = needed()
    async with Program(environment(tmp_path), tmp_path, "try", "--page") as program, launched(path) as browser:
        page = await browser.new_page()
        page.set_default_timeout(BROWSER_PATIENCE)
        await page.goto(await address(program))
        field = page.get_by_label("Message #deals")
        await field.fill(ARTICLE)
        await field.press("Enter")
        await page.get_by_role("article").get_by_role("button", name=re.compile("repl")).click()
        await expect(page.get_by_role("complementary", name="Thread")).to_contain_text("$240m")
        await field.fill("/deal ostwind")
        await field.press("Enter")
        await expect(page.get_by_role("log", name="Messages").get_by_role("article").nth(1)).to_contain_text("Krume")
        program.send(signal.SIGINT)
        assert (await program.ended()).code == 0


async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    """In one sentence, with what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = await run(environment(tmp_path), tmp_path, "try", "--page", "--port", port)
    assert ended.code == 2
    assert ended.stderr.strip() == f"Port {port} can't be used (Address already in use); name another one with --port."
