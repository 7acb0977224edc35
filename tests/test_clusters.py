"""The count of clusters: on cases small enough to count by hand, and through the real reader and a real database."""

import json
from pathlib import Path

from bot.reader import Reader
from tests.articles import NO_DEAL, SCALE_DE, SCALE_EN
from tests.clusters import Shared, count, main, sets_in, shared_deals, told

LABELLED = [
    {"id": "a1", "cluster": "a"},
    {"id": "a2", "cluster": "a"},
    {"id": "a3", "cluster": "a"},
    {"id": "b1", "cluster": "b"},
    {"id": "b2", "cluster": "b"},
    {"id": "x", "cluster": None},
]
PLAIN = [{"id": "p1"}, {"id": "p2"}]


def shared(*texts: str) -> Shared:
    return Shared("Alpha → Beta", frozenset(texts))


def test_a_cluster_hangs_together_by_the_deals_its_texts_share() -> None:
    """A text may link two others that tell no deal in common; what is left over is a wrong split."""
    counted = count([LABELLED], [shared("a1", "a2"), shared("a2", "a3"), shared("b1")])
    assert [(each.name, each.is_one) for each in counted.clusters] == [("a", True), ("b", False)]
    assert (counted.wrong_splits, counted.wrong_merges) == (1, ())


def test_a_deal_of_two_clusters_or_of_one_and_a_text_of_none_is_a_wrong_merge() -> None:
    """In sets without clusters nobody says what belongs together."""
    across, astray, unknown = shared("a1", "b1"), shared("a2", "x"), shared("p1", "p2")
    counted = count([LABELLED, PLAIN], [across, astray, unknown, shared("b1", "b2")])
    assert counted.wrong_merges == (across, astray)
    assert counted.unlabelled == (unknown,)


def test_the_count_is_told_in_lines() -> None:
    """The figures first, then what is wrong, by the texts' ids."""
    lines = list(told(count([LABELLED], [shared("a1", "a2"), shared("b1", "x")])))
    assert lines == [
        "clusters in one piece 0 of 2  wrong splits 2  wrong merges 1",
        "  split  a: a1 a2 | a3",
        "  split  b: b1 | b2",
        "  merged Alpha → Beta: b1 x",
    ]


async def test_texts_are_read_and_filed_as_an_archive_is(tmp_path: Path, reader: Reader) -> None:
    """Two texts on one deal, in two languages, end as one; the third tells of none."""
    texts = [
        {"id": "s1", "text": SCALE_DE, "published": "2025-06-13", "cluster": "scale"},
        {"id": "s2", "text": SCALE_EN, "published": "2025-06-13", "cluster": "scale"},
        {"id": "n", "text": NO_DEAL},
    ]
    deals = await shared_deals([texts], tmp_path / "deals.db", reader)
    assert [each for each in deals if len(each.texts) > 1] == [Shared("Meta → Scale AI", frozenset(("s1", "s2")))]


def test_a_folder_without_sets_is_said_so(tmp_path: Path) -> None:
    """And only files called after a set are read."""
    (tmp_path / "notes.jsonl").write_text("no set", encoding="utf-8")
    assert main([str(tmp_path)]) == 2
    (tmp_path / "xx_dev.jsonl").write_text(json.dumps({"id": "a"}) + "\n\n", encoding="utf-8")
    assert sets_in(tmp_path) == [[{"id": "a"}]]
