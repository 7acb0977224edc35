"""Deals as files: the same bytes for the same store, and no cell that a spreadsheet would run."""

import csv
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.export import BrokenQuery, NotExported, deal_query_of, export, format_of
from handlers.sheets import COLUMNS, ExportFormat, row
from storage.audience import all_of
from storage.query import DealQuery, Party
from storage.records import Deal, DealFacts, DealType, Money
from storage.search import every_deal
from storage.store import Store
from tests.newsroom import TEAM, article, quoted, share, takeover
from tests.programs import ROOT, run

BOUGHT = "Alpha buys 49 percent of Beta for 2 billion dollars."
FORMULA = '=HYPERLINK("http://evil.example") buys @SUM(A1), 50 \x02 percent.'


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A database of two deals, one of them with hostile names."""
    path = tmp_path / "deals.db"
    store = await Store.open(path)
    facts = takeover(
        BOUGHT, "Alpha", "Beta", amount=Money(Decimal(2_000_000_000), "USD", "2 billion dollars"),
        stake_percent=Decimal("49"), evidence=quoted(BOUGHT, BOUGHT, "acquirers", "targets", "amount"),
    )  # fmt: skip
    told = article(BOUGHT, url="https://paper.example/1", published=date(2025, 5, 2), told=[facts])
    await share(store, told, ts="1.0")
    hostile = takeover(FORMULA, '=HYPERLINK("http://evil.example")', "@SUM(A1)", target_business='-1+\n2;"x"')
    await share(store, article(FORMULA, told=[hostile]), ts="2.0")
    await store.close()
    return path


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    store = await Store.open(path)
    yield store
    await store.close()


async def exported(store: Store, kind: ExportFormat, target: Path, query: DealQuery | None = None) -> bytes:
    await export(every_deal(store, all_of(TEAM), query or DealQuery()), kind, str(target))
    return target.read_bytes()  # noqa: ASYNC240 a test waits


async def test_jsonl_is_the_contract_with_sources(store: Store, tmp_path: Path) -> None:
    """Every sentence names its article, and every article stands among the sources."""
    lines = (await exported(store, ExportFormat.JSONL, tmp_path / "out.jsonl")).decode().splitlines()
    deals = {deal["targets"][0]: deal for deal in map(json.loads, lines)}
    beta = deals["Beta"]
    assert (beta["type"], beta["acquirers"], beta["stake_percent"]) == ("acquisition", ["Alpha"], 49)
    assert beta["amount"]["value"] == 2_000_000_000
    assert [source["url"] for source in beta["sources"]] == ["https://paper.example/1"]
    assert {told["article"] for told in beta["evidence"]} == {beta["sources"][0]["article"]}
    assert beta["evidence"][0]["sentence"] == BOUGHT


async def test_a_pasted_text_is_named_by_its_title_or_the_day(store: Store) -> None:
    """Two of them can be told apart."""
    for number, title in enumerate(("Gamma goes to Alpha", None)):
        text = f"Alpha buys Gamma, said somebody, number {number}."
        pasted = article(text, told=[takeover(text, "Alpha", "Gamma")])
        said = replace(pasted.article, title=title, site=None)
        await share(store, replace(pasted, article=said), ts=f"9{number}.0")
    query = DealQuery(companies=(Party("gamma"),))
    (deal,) = [each async for each in every_deal(store, all_of(TEAM), query)]
    assert sorted(str(row(deal)["sources"]).splitlines()) == [
        "pasted text “Gamma goes to Alpha”",
        "text pasted on 2025-06-20",
    ]


async def test_csv_is_a_table_without_formulas(store: Store, tmp_path: Path) -> None:
    """What begins like one stands behind an apostrophe; quotes, line ends and semicolons survive."""
    text = (await exported(store, ExportFormat.CSV, tmp_path / "out.csv")).decode("utf-8-sig")
    rows = {each["targets"]: each for each in csv.DictReader(io.StringIO(text, newline=""))}
    assert tuple(next(csv.reader(io.StringIO(text)))) == COLUMNS
    assert (rows["Beta"]["amount"], rows["Beta"]["currency"], rows["Beta"]["date"]) == ("2000000000", "USD", "")
    assert rows["Beta"]["sources"] == "https://paper.example/1 (paper.example 2025-05-02)"
    hostile = rows["'@SUM(A1)"]
    assert hostile["acquirers"] == '\'=HYPERLINK("http://evil.example")'
    assert hostile["target_business"] == '\'-1+\n2;"x"'
    assert not any(cell[:1] in "=+-@\t\r" for each in rows.values() for cell in each.values() if cell)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =1", "|", "%", "\r@"])
async def test_every_way_into_a_formula_is_closed(store: Store, tmp_path: Path, start: str) -> None:
    """Also behind blanks."""
    now = datetime(2025, 5, 2, tzinfo=UTC)
    deal = Deal("d1", TEAM, DealFacts(DealType.OTHER, targets=(f"{start}cmd",)), (), (), now, now)

    async def one() -> AsyncIterator[Deal]:
        yield deal

    await export(one(), ExportFormat.CSV, str(tmp_path / "out.csv"))
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(text, newline="")))["targets"].startswith("'")


async def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(store: Store, tmp_path: Path) -> None:
    """No formula, no link; characters that XML can't hold are replaced."""
    with zipfile.ZipFile(io.BytesIO(await exported(store, ExportFormat.XLSX, tmp_path / "out.xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert book.testzip() is None
    assert "<f>" not in sheet
    assert "<v>2000000000</v>" in sheet
    assert "=HYPERLINK(&quot;" in sheet or '=HYPERLINK("' in sheet
    assert len(re.findall("<row ", sheet)) == 3


@pytest.mark.parametrize("kind", list(ExportFormat))
async def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path, kind: ExportFormat) -> None:
    """Whenever it is exported."""
    assert await exported(store, kind, tmp_path / "one") == await exported(store, kind, tmp_path / "two")


async def test_a_query_narrows_it(store: Store, tmp_path: Path) -> None:
    """As in `/deal`."""
    query = deal_query_of("beta min:1bn", SystemClock())
    assert query.companies == (Party("beta"),)
    lines = await exported(store, ExportFormat.JSONL, tmp_path / "out", query)
    assert [json.loads(line)["targets"] for line in lines.splitlines()] == [["Beta"]]
    with pytest.raises(BrokenQuery, match=r"min:lots\.$"):
        deal_query_of("beta min:lots", SystemClock())


async def test_a_file_is_whole_or_untouched(store: Store, tmp_path: Path) -> None:
    """What fails half-way leaves the file that was there, and no remains."""
    target = tmp_path / "out.csv"
    target.write_text("before")

    async def broken() -> AsyncIterator[Deal]:
        async for deal in every_deal(store, all_of(TEAM), DealQuery()):
            yield deal
            raise ValueError("half-way")

    with pytest.raises(NotExported, match="half-way"):
        await export(broken(), ExportFormat.CSV, str(target))
    assert target.read_text() == "before"
    assert sorted(each.name for each in tmp_path.iterdir() if "out" in each.name) == ["out.csv"]  # noqa: ASYNC240 a test waits
    with pytest.raises(NotExported):
        await export(every_deal(store, all_of(TEAM), DealQuery()), ExportFormat.CSV, str(tmp_path / "no" / "out.csv"))


def test_the_format_is_named_or_the_ending() -> None:
    """Nothing else is guessed."""
    assert format_of("deals.XLSX", "") is ExportFormat.XLSX
    assert format_of("-", "csv") is ExportFormat.CSV
    for path, named in (("-", ""), ("deals.txt", ""), ("deals.csv", "pdf")):
        with pytest.raises(NotExported):
            format_of(path, named)


def test_odd_numbers_are_cells() -> None:
    """What is no number is empty, what is huge a float."""
    now = datetime(2025, 5, 2, tzinfo=UTC)
    for value, cell in (("NaN", None), ("Infinity", None), ("1E+30", 1e30), ("0.5", 0.5), ("3", 3)):
        facts = DealFacts(DealType.OTHER, amount=Money(Decimal(value), "USD", value))
        assert row(Deal("d1", TEAM, facts, (), (), now, now))["amount"] == cell


async def test_the_command_writes_to_standard_output(path: Path, tmp_path: Path) -> None:
    """For a pipe; the count goes to the error stream."""
    environ = {"PYTHONPATH": str(ROOT), "DEALBOT_DB": str(path)}
    ended = await run(environ, tmp_path, "export", "--format", "jsonl", "beta", "since:2025", "-")
    assert (ended.code, ended.stderr) == (0, "1 deals written\n")
    assert json.loads(ended.stdout)["targets"] == ["Beta"]
    ended = await run(environ, tmp_path, "export", "since:yesteryear", "out.csv")
    assert (ended.code, ended.stdout, ended.stderr) == (2, "", "I don't understand since:yesteryear.\n")


def test_a_merger_is_called_by_all_who_merge() -> None:
    """The title is the one that the database has; nobody buys there."""
    now = datetime(2025, 5, 2, tzinfo=UTC)
    merger = DealFacts(DealType.MERGER, targets=("Alpha", "Beta"))
    bought = DealFacts(DealType.ACQUISITION, acquirers=("Alpha",))
    titles = [row(Deal("d1", TEAM, facts, (), (), now, now))["title"] for facts in (merger, bought)]
    assert titles == ["Alpha + Beta", "Alpha → ?"]
