"""Which texts of development sets end as one deal: `python -m tests.clusters FOLDER`, also the end of `make eval`.

Texts of `*_dev.jsonl` that carry the same `cluster` tell of one deal. All texts of the folder go into one workspace of
a fresh database, read by the real extractor and filed as `python -m bot import` files an archive. Then each cluster
should hang together by the deals that its texts share, and no deal should be told by texts of two clusters.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from bot.articles.fetch import Fetcher
from bot.clock import SystemClock
from bot.importing import Importer
from bot.reader import Reader
from storage.audience import all_of
from storage.deal_view import headline
from storage.query import DealQuery
from storage.search import every_deal
from storage.store import Store

TEAM = "T0EVAL"
PATIENCE = 120.0  # seconds a text may take: sets are read beside other work
_SITE = "https://sets.example/"  # an address a text, so that each is an article of its own and can be told again

Text = Mapping[str, Any]


@dataclass(frozen=True)
class Shared:
    """A deal with the ids of the texts that tell it."""

    title: str
    texts: frozenset[str]


@dataclass(frozen=True)
class Cluster:
    """A cluster's texts in parts: those of one part hang together by deals they share."""

    name: str
    parts: tuple[frozenset[str], ...]

    @property
    def is_one(self) -> bool:
        return len(self.parts) == 1


@dataclass(frozen=True)
class Count:
    clusters: tuple[Cluster, ...]
    wrong_merges: tuple[Shared, ...]  # deals told by texts of two clusters, or by one of none and another
    unlabelled: tuple[Shared, ...]  # deals told by several texts of sets without clusters: one or two, nobody says

    @property
    def wrong_splits(self) -> int:
        """By how many parts too many the clusters end."""
        return sum(len(cluster.parts) - 1 for cluster in self.clusters)


def count(sets: Iterable[Sequence[Text]], deals: Iterable[Shared]) -> Count:
    """What became of the clusters; a set none of whose texts has a cluster is not labelled."""
    labels: dict[str, str | None] = {}
    unlabelled: set[str] = set()
    for texts in sets:
        labels |= {str(text["id"]): text.get("cluster") for text in texts}
        if not any(text.get("cluster") for text in texts):
            unlabelled |= {str(text["id"]) for text in texts}
    several = sorted((deal for deal in deals if len(deal.texts) > 1), key=lambda deal: deal.title)
    names = sorted({label for label in labels.values() if label})
    clusters = tuple(Cluster(name, _parts([id for id in labels if labels[id] == name], several)) for name in names)
    apart = [deal for deal in several if not _belong_together(deal, labels)]
    return Count(
        clusters,
        tuple(deal for deal in apart if not deal.texts <= unlabelled),
        tuple(deal for deal in apart if deal.texts <= unlabelled),
    )


def _belong_together(deal: Shared, labels: Mapping[str, str | None]) -> bool:
    found = {labels[text] for text in deal.texts}
    return len(found) == 1 and None not in found


def _parts(texts: Iterable[str], deals: Iterable[Shared]) -> tuple[frozenset[str], ...]:
    parts = [{text} for text in texts]
    for deal in deals:
        joined = [part for part in parts if part & deal.texts]
        if joined:
            parts = [part for part in parts if not part & deal.texts] + [set().union(*joined)]
    return tuple(sorted(map(frozenset, parts), key=lambda part: (-len(part), min(part))))


def told(count: Count) -> Iterator[str]:
    """The count in lines to print."""
    whole = sum(cluster.is_one for cluster in count.clusters)
    yield (
        f"clusters in one piece {whole} of {len(count.clusters)}  wrong splits {count.wrong_splits}"
        f"  wrong merges {len(count.wrong_merges)}"
    )
    for cluster in count.clusters:
        if not cluster.is_one:
            yield f"  split  {cluster.name}: {' | '.join(' '.join(sorted(part)) for part in cluster.parts)}"
    for deal in count.wrong_merges:
        yield f"  merged {deal.title}: {' '.join(sorted(deal.texts))}"
    for deal in count.unlabelled:
        yield f"  joined, not labelled: {deal.title}: {' '.join(sorted(deal.texts))}"


async def shared_deals(sets: Iterable[Sequence[Text]], database: Path, reader: Reader) -> list[Shared]:
    """Reads every text into a database that must not be there yet; returns all deals."""
    store = await Store.open(database)
    try:
        async with Fetcher() as fetcher:
            importer = Importer(store, reader, fetcher, SystemClock(), TEAM)
            for texts in sets:
                await importer.take(StringIO("".join(map(_line, texts))), lambda _: None)
        if importer.summary.complaints:
            print(*importer.summary.complaints, sep="\n", file=sys.stderr)
        return [
            Shared(headline(deal.facts), frozenset((source.url or "").removeprefix(_SITE) for source in deal.sources))
            async for deal in every_deal(store, all_of(TEAM), DealQuery())
        ]
    finally:
        await store.close()


def _line(text: Text) -> str:
    kept = {name: text[name] for name in ("text", "title", "published", "lang") if text.get(name)}
    return json.dumps(kept | {"url": f"{_SITE}{text['id']}"}) + "\n"


def sets_in(folder: Path) -> list[list[Text]]:
    """The development sets of a folder."""
    return [
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for path in sorted(folder.glob("*_dev.jsonl"))
    ]


async def counted(folder: Path) -> Count:
    """The count for a folder's sets."""
    sets = sets_in(folder)
    with tempfile.TemporaryDirectory() as scratch:
        async with Reader(timeout=PATIENCE) as reader:
            return count(sets, await shared_deals(sets, Path(scratch) / "deals.db", reader))


def main(arguments: list[str]) -> int:
    """Print the count; the exit code is 2 where there is nothing to count."""
    if not arguments or not sets_in(Path(arguments[0])):
        print("Name a folder with *_dev.jsonl: python -m tests.clusters path/to/eval")
        return 2
    print(*told(asyncio.run(counted(Path(arguments[0])))), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
