"""`python -m bot extract`: one text or many, and every broken input named."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.articles.page import pasted
from bot.errors import SettingsError
from bot.extract import MAX_FILE, BrokenInput, Summary, article_in, as_json, extract_file, extracted
from bot.extraction import Extractor
from storage.records import Reading
from tests.articles import NO_DEAL, SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.programs import ROOT, run


async def extract(folder: Path, *arguments: str, typed: str = "", **environ: str) -> tuple[int, str, str]:
    ended = await run({"PYTHONPATH": str(ROOT)} | environ, folder, "extract", *arguments, typed=typed)
    return ended.code, ended.stdout, ended.stderr


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


async def test_a_file_gives_one_object_of_the_contract(tmp_path: Path) -> None:
    """Every field is there, and every piece of evidence stands in the text at its place."""
    (tmp_path / "scale.txt").write_text(SCALE_DE, encoding="utf-8")
    code, out, err = await extract(tmp_path, "scale.txt")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["id"], found["lang"], found["published"]) == ("scale.txt", "de", "2025-06-13")
    (deal,) = [deal for deal in found["deals"] if deal["primary"]]
    assert (deal["acquirers"], deal["targets"], deal["stake_percent"]) == (["Meta"], ["Scale AI"], 49)
    assert (deal["amount"]["value"], deal["amount"]["currency"]) == (15_000_000_000, "USD")
    assert deal["amount"]["qualifier"] == "approx"
    (person,) = found["people"]
    assert (person["name"], person["age"], person["organisation"]) == ("Alexandr Wang", 28, "Scale AI")
    assert (person["move"]["from"], person["move"]["to"]) == ("Scale AI", "Meta")
    assert {evidence["field"] for evidence in deal["evidence"]} >= {"acquirers", "targets", "amount", "stake_percent"}


async def test_standard_input_and_links_are_read_too(tmp_path: Path, site: Site) -> None:
    """The same facts from `-` and from a page."""
    _, piped, _ = await extract(tmp_path, "-", typed=SCALE_EN)
    url = site.show("/scale", page(SCALE_EN))
    code, fetched, _ = await extract(tmp_path, url, DEALBOT_FETCH_ALLOW="127.0.0.1")
    assert code == 0
    assert json.loads(fetched)["url"] == url
    assert [d["targets"] for d in json.loads(fetched)["deals"]] == [d["targets"] for d in json.loads(piped)["deals"]]


async def test_many_texts_come_out_in_order(tmp_path: Path) -> None:
    """One object each, under its own id, with nothing on the error stream but the count."""
    (tmp_path / "in.jsonl").write_text(
        lines(
            {"id": "a", "text": SCALE_EN, "lang": "en", "published": "2025-06-13"},
            {"id": 7, "text": ""},
            {"id": "c", "text": SCALE_DE, "title": None},
            {"id": "d", "text": NO_DEAL},
        ),
        encoding="utf-8",
    )
    code, _, err = await extract(tmp_path, "--jsonl", "in.jsonl", "out.jsonl")
    assert (code, err) == (0, "4 texts read, 0 broken lines\n")
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in found] == ["a", "7", "c", "d"]
    assert [len(one["deals"]) > 0 for one in found] == [True, False, True, False]


async def test_a_broken_line_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    """Not JSON, no object, no text, a wrong type, a wrong date, half a line at the end."""
    broken = ["{", "[]", "null", lines({"id": "x"}), lines({"id": "x", "text": 5})]
    broken += [lines({"id": "x", "text": "", "lang": 3}), lines({"id": "x", "text": "", "published": "soon"})]
    good = lines({"id": "good", "text": SCALE_EN})
    source = "".join(f"{line.strip()}\n{good}" for line in broken) + '{"id": "half'
    (tmp_path / "in.jsonl").write_text(source, encoding="utf-8")
    code, _, err = await extract(tmp_path, "--jsonl", "in.jsonl", "out.jsonl")
    complaints = err.splitlines()
    assert code == 1
    assert [line.split(":")[0] for line in complaints[:-1]] == [f"line {n}" for n in (*range(1, 15, 2), 15)]
    assert complaints[-1] == "7 texts read, 8 broken lines"
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 7


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["missing.txt"], "missing.txt"),
        (["."], "."),
        (["--jsonl", "missing.jsonl", "out.jsonl"], "missing.jsonl"),
        (["--jsonl", "in.jsonl", "no/out.jsonl"], "no/out.jsonl"),
        (["http://127.0.0.1:9/"], "kind of address"),
        (["HTTP://127.0.0.1:9/"], "kind of address"),
        ([""], "name a link, a file"),
        (["--jsonl", "in.jsonl", "."], "."),
        (["--jsonl", "in.jsonl", "in.jsonl/out"], "in.jsonl/out: "),
    ],
)
async def test_what_cannot_be_opened_ends_in_one_sentence(tmp_path: Path, arguments: list[str], named: str) -> None:
    """And in code 2."""
    (tmp_path / "in.jsonl").write_text(lines({"id": "a", "text": ""}))
    code, _, err = await extract(tmp_path, *arguments)
    assert (code, err.count("\n")) == (2, 1), err
    assert named in err


async def test_a_second_file_is_only_for_many_texts(tmp_path: Path) -> None:
    """Otherwise it would be left empty without a word."""
    (tmp_path / "in.txt").write_text(SCALE_EN)
    code, out, err = await extract(tmp_path, "in.txt", "out.json")
    assert (code, out) == (2, "")
    assert "--jsonl" in err


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def all_lines(source: Path, target: Path, extractor: Extractor) -> tuple[Summary, str, list[dict[str, Any]]]:
    """The summary, the complaints and the objects of `extract --jsonl source target`."""
    told = io.StringIO()
    summary = extract_file(source, target, extractor, Console(file=told))
    return summary, told.getvalue(), [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_is_read_in_whatever_encoding(tmp_path: Path, encoding: str) -> None:
    """Editors on other systems save with byte-order marks or in their own character sets."""
    (tmp_path / "in.txt").write_bytes(SCALE_DE.encode(encoding))
    assert article_in(str(tmp_path / "in.txt")) == pasted(SCALE_DE)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_lines_are_read_in_whatever_encoding(tmp_path: Path, extractor: Extractor, encoding: str) -> None:
    """The first line is none the worse for a byte-order mark."""
    (tmp_path / "in").write_bytes(lines({"id": "für", "text": ""}, {"id": "b", "text": ""}).encode(encoding))
    summary, told, found = all_lines(tmp_path / "in", tmp_path / "out", extractor)
    assert (summary, told, [one["id"] for one in found]) == (Summary(2, 0), "", ["für", "b"])


@pytest.mark.parametrize("name", ["saved.html", "SAVED.HTM", "saved.txt"])
def test_a_saved_page_is_read_as_a_page(tmp_path: Path, name: str) -> None:
    """By its name or its beginning; nobody knows where it was saved from."""
    (tmp_path / name).write_text("\n<!-- saved -->\n" + page(SCALE_EN), encoding="utf-8")
    article = article_in(str(tmp_path / name))
    assert (article.title, article.site, article.url) == ("Meta takes stake in Scale AI", "The Daily Deal", None)
    assert "<" not in article.text


def test_a_saved_page_without_an_article_is_named(tmp_path: Path) -> None:
    """A sentence about the file, not about a link."""
    (tmp_path / "empty.html").write_text("<html><body></body></html>")
    with pytest.raises(BrokenInput, match=r"empty\.html: there is no article"):
        article_in(str(tmp_path / "empty.html"))


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff"])
def test_a_text_of_nothing_has_no_deals(tmp_path: Path, extractor: Extractor, text: str) -> None:
    """As an empty text among many has none."""
    (tmp_path / "in.txt").write_text(text, encoding="utf-8")
    found = extracted(article_in(str(tmp_path / "in.txt")), extractor, "in.txt")
    assert (found["id"], found["deals"], found["people"]) == ("in.txt", [], [])


def test_a_file_without_an_end_is_not_read_to_it() -> None:
    """Neither is one that is only too large."""
    with pytest.raises(BrokenInput, match="larger than 20 MB"):
        article_in("/dev/zero")


def test_a_closed_standard_input_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has None in its place."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(BrokenInput, match="Standard input is closed"):
        article_in("-")


def test_a_text_full_of_comments_is_no_page(tmp_path: Path) -> None:
    """That it isn't is seen at once, not after trying every way to split them."""
    (tmp_path / "in.txt").write_text("<!-- a -->" * 50 + "Contoso buys Fabrikam.")
    assert "Contoso buys Fabrikam." in article_in(str(tmp_path / "in.txt")).text


def test_facts_can_be_shown_where_no_umlaut_can() -> None:
    """As escapes, which mean the same."""
    found = {"title": "Küche"}
    assert json.loads(as_json(found, "ascii")) == json.loads(as_json(found, "utf-8")) == found
    assert as_json(found, "ascii").isascii()
    assert "Küche" in as_json(found, "utf-8")


@pytest.mark.parametrize("name", ["in", "link"])
def test_the_file_to_read_is_never_written(tmp_path: Path, extractor: Extractor, name: str) -> None:
    """Nor by another name."""
    source = tmp_path / "in"
    source.write_text(lines({"id": "a", "text": ""}))
    (tmp_path / "link").symlink_to(source)
    with pytest.raises(BrokenInput, match="file to read"):
        extract_file(source, tmp_path / name, extractor, Console(file=io.StringIO()))
    assert json.loads(source.read_text()) == {"id": "a", "text": ""}


def test_a_run_that_is_cut_off_leaves_what_was_there(tmp_path: Path) -> None:
    """Half a file in place of a good one would look whole. Nothing else is left behind either."""
    (tmp_path / "in").write_text(lines({"id": "a", "text": SCALE_EN, "lang": "en"}))
    (tmp_path / "out").write_text("good\n")
    with pytest.raises(SettingsError, match="DEALBOT_MODEL_EN"):
        extract_file(tmp_path / "in", tmp_path / "out", Extractor(tmp_path / "no"), Console(file=io.StringIO()))
    assert (tmp_path / "out").read_text() == "good\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_a_link_to_the_result_stays_a_link(tmp_path: Path, extractor: Extractor) -> None:
    """The file that it leads to is replaced."""
    (tmp_path / "in").write_text(lines({"id": "a", "text": ""}))
    (tmp_path / "there").write_text("old\n")
    (tmp_path / "out").symlink_to(tmp_path / "there")
    all_lines(tmp_path / "in", tmp_path / "out", extractor)
    assert (tmp_path / "out").is_symlink()
    assert json.loads((tmp_path / "there").read_text())["id"] == "a"


def test_half_a_character_becomes_a_replacement_character(tmp_path: Path, extractor: Extractor) -> None:
    """JSON can hold it, UTF-8 can't; every offset stays true and the lines behind it are read."""
    text = "\ud800 " + SCALE_EN
    (tmp_path / "in").write_text(json.dumps({"id": "a\udfff", "text": text}) + "\n" + lines({"id": "b", "text": ""}))
    summary, _, (first, second) = all_lines(tmp_path / "in", tmp_path / "out", extractor)
    assert (summary, first["id"], second["id"]) == (Summary(2, 0), "a\ufffd", "b")
    whole = text.replace("\ud800", "\ufffd")
    evidence = [one for deal in first["deals"] for one in deal["evidence"]]
    assert evidence
    assert all(whole[one["start"] : one["end"]] == one["sentence"] for one in evidence)


class Stumbling(Extractor):
    """Fails over one text in a way that nobody foresaw, as a model of someone's own may."""

    def read(self, text: str, *arguments: Any, **options: Any) -> Reading:
        if text == "stone":
            raise ZeroDivisionError
        return super().read(text, *arguments, **options)


def test_an_unforeseen_error_costs_one_line(tmp_path: Path) -> None:
    """It is named by its number and the kind of error."""
    (tmp_path / "in").write_text(lines({"id": "a", "text": "stone"}, {"id": "b", "text": ""}))
    summary, told, (found,) = all_lines(tmp_path / "in", tmp_path / "out", Stumbling())
    assert (summary, found["id"]) == (Summary(1, 1), "b")
    assert told == "line 1: could not be read (ZeroDivisionError)\n"


def test_true_is_no_id(tmp_path: Path, extractor: Extractor) -> None:
    """Python counts it among the integers."""
    (tmp_path / "in").write_text(lines({"id": True, "text": ""}))
    summary, told, _ = all_lines(tmp_path / "in", tmp_path / "out", extractor)
    assert (summary, told) == (Summary(0, 1), 'line 1: "id" is missing or no string\n')


def test_a_line_larger_than_any_article_is_broken(tmp_path: Path, extractor: Extractor) -> None:
    """It is never held in memory as a whole, and the next keeps its number."""
    (tmp_path / "in").write_text(lines({"id": "a", "text": "x" * (2 * MAX_FILE)}, [], {"id": "c", "text": ""}))
    summary, told, (found,) = all_lines(tmp_path / "in", tmp_path / "out", extractor)
    assert (summary, found["id"]) == (Summary(1, 2), "c")
    assert [line.split(":")[0] for line in told.splitlines()] == ["line 1", "line 2"]
