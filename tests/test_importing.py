"""Archives read into the database: broken lines, duplicates, links, a kill half-way."""

import asyncio
import json
import os
import pty
import signal
import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web

from bot.importing import BATCH, BrokenLine, article_in
from tests.articles import NO_DEAL, SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.programs import PATIENCE, ROOT, Ended, Program, run


def environment(folder: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": str(ROOT),
        "DEALBOT_DB": str(folder / "deals.db"),
        "DEALBOT_FETCH_ALLOW": "127.0.0.1",
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "COLUMNS": "100",
    }


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


async def import_(folder: Path, archive: str, *options: str) -> Ended:
    (folder / "archive.jsonl").write_text(archive, encoding="utf-8")
    return await run(environment(folder), folder, "import", *options, "archive.jsonl")


def kept(folder: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "deals.db")) as conn:
        return conn.execute(question).fetchall()


async def test_an_archive_becomes_deals_and_people(tmp_path: Path) -> None:
    """As if its articles had been shared, but nobody is told; two articles on one deal are one deal."""
    archive = lines(
        {"id": 1, "text": SCALE_DE, "url": "https://paper.example/1?utm_source=x", "site": "paper.example"},
        {"id": 2, "text": SCALE_EN, "title": "Meta takes stake in Scale AI", "published": "2025-06-14", "lang": "en"},
        {"text": NO_DEAL},
    )
    ended = await import_(tmp_path, archive)
    assert (ended.code, ended.stdout) == (0, "")
    assert ended.stderr == "3 articles read, 0 known before, 0 lines not read; 1 new deals\n"
    assert kept(tmp_path, "SELECT title, source_count FROM deals WHERE is_primary") == [("Meta → Scale AI", 2)]
    assert kept(tmp_path, "SELECT name FROM people") == [("Alexandr Wang",)]
    assert kept(tmp_path, "SELECT canonical_url, site, published FROM articles ORDER BY published") == [
        (None, None, None),
        ("https://paper.example/1", "paper.example", "2025-06-13"),
        (None, None, "2025-06-14"),
    ]
    for table in ("outbox", "inbox", "shares"):
        assert kept(tmp_path, f"SELECT * FROM {table}") == []  # noqa: S608 ours
    assert kept(tmp_path, "SELECT DISTINCT shared_in FROM deal_observations") == [(None,)]


async def test_what_is_known_is_skipped(tmp_path: Path) -> None:
    """Within an archive and when it is imported again: the same address, or without one the same words."""
    archive = lines(
        {"text": NO_DEAL},
        {"text": NO_DEAL.replace(" ", "  ", 3)},
        {"text": NO_DEAL, "url": "https://paper.example/2"},
        {"text": "Something else entirely.", "url": "https://PAPER.example/2?utm_campaign=y"},
    )
    assert (await import_(tmp_path, archive)).stderr.startswith("2 articles read, 2 known before, 0 lines not read")
    assert (await import_(tmp_path, archive)).stderr.startswith("0 articles read, 4 known before, 0 lines not read")
    assert len(kept(tmp_path, "SELECT * FROM articles")) == 2


async def test_a_broken_line_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    """With its number, whatever is wrong with it; the exit code says that something was."""
    broken = [
        "{",
        "[]",
        "null",
        '{"id": 3}',
        '{"text": 5}',
        '{"text": " "}',
        '{"text": "x", "published": "soon"}',
        "\udcff",
    ]
    good = [lines({"text": f"{NO_DEAL} Day {number}."}).strip() for number in range(len(broken))]
    archive = "\n".join(line for pair in zip(broken, good, strict=True) for line in pair) + '\n\n{"text": "half'
    (tmp_path / "archive.jsonl").write_bytes(archive.encode("utf-8", errors="surrogateescape"))
    ended = await run(environment(tmp_path), tmp_path, "import", "archive.jsonl")
    *complaints, summary = ended.stderr.splitlines()
    assert ended.code == 1
    assert [line.split(":")[0] for line in complaints] == [f"line {n}" for n in (*range(1, 17, 2), 18)]
    assert summary == "8 articles read, 0 known before, 9 lines not read; 0 new deals"


async def test_links_are_fetched(tmp_path: Path, site: Site) -> None:
    """A page that is not there is a complaint, and is tried again the next time."""
    archive = lines(
        {"url": site.show("/scale", page(SCALE_EN)), "published": "2025-06-13"}, {"url": f"{site.url}/gone"}
    )
    ended = await import_(tmp_path, archive)
    assert ended.code == 1
    assert ended.stderr.startswith("line 2: ")
    assert "1 articles read" in ended.stderr
    assert kept(tmp_path, "SELECT published FROM articles") == [("2025-06-13",)]
    site.show("/gone", page(SCALE_DE))
    assert "1 articles read, 1 known before, 0 lines not read" in (await import_(tmp_path, archive)).stderr


async def test_killed_half_way_it_goes_on_where_it_was(tmp_path: Path, site: Site) -> None:
    """Whole batches are in, the rest is read the next time, nothing twice."""
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        asked.set()
        await answer.wait()
        return web.Response(text=page(SCALE_EN), content_type="text/html")

    site.pages["/slow"] = slow
    texts = [{"text": f"{NO_DEAL} Day {number}."} for number in range(BATCH + 3)]
    archive = lines(*texts[:BATCH], {"url": f"{site.url}/slow"}, *texts[BATCH:])
    (tmp_path / "archive.jsonl").write_text(archive)
    async with Program(environment(tmp_path), tmp_path, "import", "archive.jsonl") as program:
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
        program.send(signal.SIGKILL)
        await program.process.wait()
    answer.set()
    assert len(kept(tmp_path, "SELECT id FROM articles")) == BATCH
    ended = await run(environment(tmp_path), tmp_path, "import", "archive.jsonl")
    assert ended.stderr == f"4 articles read, {BATCH} known before, 0 lines not read; 1 new deals\n"
    assert len(kept(tmp_path, "SELECT id FROM articles")) == BATCH + 4


def everything(terminal: int) -> str:
    """What is shown until nobody writes to the terminal any more."""
    shown = b""
    with suppress(OSError):  # Linux tells the end so
        while some := os.read(terminal, 10_000):
            shown += some
    return shown.decode()


async def test_a_bar_is_drawn_on_a_terminal(tmp_path: Path) -> None:
    """Up to the end of the archive."""
    (tmp_path / "archive.jsonl").write_text(lines({"text": NO_DEAL}))
    ours, theirs = pty.openpty()
    async with Program(environment(tmp_path), tmp_path, "import", "archive.jsonl", terminal=theirs) as program:
        os.close(theirs)
        shown = await asyncio.to_thread(everything, ours)
        assert await program.process.wait() == 0
    os.close(ours)
    assert "Importing" in shown
    assert "100%" in shown


async def test_several_workspaces_have_to_be_told_apart(tmp_path: Path) -> None:
    """One sentence names them; --team chooses."""
    for team in ("T1", "T2"):
        assert (await import_(tmp_path, lines({"text": NO_DEAL}), "--team", team)).code == 0
    ended = await import_(tmp_path, lines({"text": NO_DEAL}))
    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert "T1, T2" in ended.stderr


async def test_a_missing_archive_ends_in_one_sentence(tmp_path: Path) -> None:
    """And in code 2."""
    ended = await run(environment(tmp_path), tmp_path, "import", "missing.jsonl")
    assert (ended.code, ended.stderr) == (2, "missing.jsonl: No such file or directory.\n")


def test_a_line_is_an_article_as_if_it_had_been_pasted() -> None:
    """Its own title and date count more than what the text begins with."""
    article = article_in(json.dumps({"text": SCALE_DE, "title": " A  title", "published": "2025-06-20T10:00:00Z"}))
    assert (article.title, article.published) == ("A title", date(2025, 6, 20))
    assert article.text.startswith("A title\n\nMeta steigt")
    assert article_in(json.dumps({"text": SCALE_DE})).published == date(2025, 6, 13)
    link = article_in(json.dumps({"url": "https://paper.example/1#top"}))
    assert (link.text, link.canonical_url) == ("", "https://paper.example/1")
    with pytest.raises(BrokenLine):
        article_in("{" * 100_000)
