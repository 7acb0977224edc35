"""`python -m bot extract`: one text or many, and every broken input named."""

import json
from pathlib import Path

import pytest

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
    ],
)
async def test_what_cannot_be_opened_ends_in_one_sentence(tmp_path: Path, arguments: list[str], named: str) -> None:
    """And in code 2."""
    (tmp_path / "in.jsonl").write_text(lines({"id": "a", "text": ""}))
    code, _, err = await extract(tmp_path, *arguments)
    assert (code, err.count("\n")) == (2, 1), err
    assert named in err
