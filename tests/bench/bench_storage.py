"""What durability and size cost, beside bare sqlite3 in the same run: `python -m tests.bench.bench_storage [DEALS]`.

Trust the ratios, not the figures: disks differ a hundredfold in how long a flush takes.
"""

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from sqlite_utils import Database

from storage import inbox, search, sql
from storage.articles import keep_evidence
from storage.audience import all_of
from storage.companies import keep_company
from storage.deal_view import keep_deal, told_on
from storage.forms import deal_facts_as_json
from storage.records import DealFacts, Source
from storage.store import Store
from tests.newsroom import NOW, TEAM, message, quoted, takeover

MESSAGES = 2000
CALLERS = 64  # as many as Slack deliveries in flight at once
FEW_DEALS, MANY_DEALS = 1_000, 100_000
CHUNK = 2_000  # deals a transaction while filling
LOOKUPS = 300
ROUNDS = 5
INSERTS = (
    "sqlite3, a commit each",
    f"sqlite3, executemany, a commit every {CALLERS}",
    "inbox.put, one caller",
    f"inbox.put, {CALLERS} callers (group commit)",
)


def main(many: int = MANY_DEALS) -> None:
    """Print both tables."""
    asyncio.run(measure(many))


async def measure(many: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        await durable_inserts(Path(folder))
        await lookups(Path(folder), many)


async def durable_inserts(folder: Path) -> None:
    """Messages that are on disk before Slack is told, a second."""
    store = await Store.open(folder / "store.db")
    rates: dict[str, list[float]] = {name: [] for name in INSERTS}
    for number in range(ROUNDS):  # in turns: what else the machine does slows all of them alike
        few = MESSAGES // 8
        measured = (
            bare_inserts(folder / f"one{number}.db", batch=1, number=few),
            bare_inserts(folder / f"together{number}.db", batch=CALLERS, number=MESSAGES),
            await put_messages(store, callers=1, number=few, channel=f"alone{number}"),
            await put_messages(store, callers=CALLERS, number=MESSAGES, channel=f"shared{number}"),
        )
        for name, rate in zip(INSERTS, measured, strict=True):
            rates[name].append(rate)
    await store.close()
    bare = median(rates[INSERTS[0]])
    print("\ndurable inserts, median of", ROUNDS, "rounds", f"{'a second':>18}   of the first")
    for name in INSERTS:
        print(f"  {name:<42} {median(rates[name]):10,.0f}   {median(rates[name]) / bare:6.2f} x")


def bare_inserts(path: Path, batch: int, number: int) -> float:
    """Rows a second with nothing but sqlite3, as durable as the store's."""
    rows = [(f"{row}", TEAM, "C1", f"{row}.0", "U1", "text " * 10) for row in range(number)]
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("CREATE TABLE inbox (id TEXT PRIMARY KEY, team, channel, ts, user, text)")
        conn.execute("CREATE UNIQUE INDEX message ON inbox (team, channel, ts)")
        begin = time.perf_counter()
        for start in range(0, number, batch):
            conn.executemany("INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?)", rows[start : start + batch])
            conn.commit()
        return number / (time.perf_counter() - begin)


async def put_messages(store: Store, callers: int, number: int, channel: str) -> float:
    """Rows a second through the store."""

    async def caller(lane: int) -> None:
        for each in range(lane, number, callers):
            await inbox.put(store, message(f"{each}.0", channel_id=channel, text="text " * 10), NOW)

    begin = time.perf_counter()
    await asyncio.gather(*(caller(lane) for lane in range(callers)))
    return number / (time.perf_counter() - begin)


async def lookups(folder: Path, many: int) -> None:
    """What `/deal NAME` asks of the store, in milliseconds, in a small and in a large database."""
    small = await timed_lookups(folder / "small.db", FEW_DEALS)
    large = await timed_lookups(folder / "large.db", many)
    print(f"\n/deal NAME, ms{'':23}{FEW_DEALS:>10,} deals{'':6}{many:>10,} deals   ratio of p50")
    for name, few in small.items():
        lot = large[name]
        print(f"  {name:<30} p50 {median(few):6.2f}  p99 {p99(few):6.2f}", end="")
        print(f"   p50 {median(lot):6.2f}  p99 {p99(lot):6.2f}   {median(lot) / median(few):6.2f} x")


def p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


async def timed_lookups(path: Path, deals: int) -> dict[str, list[float]]:
    store = await Store.open(path)
    for start in range(0, deals, CHUNK):
        await store.write(partial(fill, numbers=range(start, min(start + CHUNK, deals))))
    dice = random.Random(deals)  # noqa: S311 the same names in every run
    times = {
        "a company of one deal": await timed(
            lambda: search.deals_of_company(store, all_of(TEAM), f"Target{dice.randrange(deals)} Robotics")
        ),
        "a company of many deals": await timed(
            lambda: search.deals_of_company(store, all_of(TEAM), f"Buyer{dice.randrange(1, 20, 2)}")
        ),
        "a short form": await timed(
            lambda: search.deals_of_company(store, all_of(TEAM), f"Target{dice.randrange(deals)}")
        ),
        "a common leading word": await timed(lambda: search.deals_of_company(store, all_of(TEAM), "Deutsche")),
        "a name nobody has": await timed(lambda: search.deals_of_company(store, all_of(TEAM), "Nobody")),
        "nearest names": await timed(
            lambda: search.nearest_companies(store, all_of(TEAM), f"Targte{dice.randrange(deals)}"), 40
        ),
    }
    await store.close()
    return times


async def timed(ask: Callable[[], Awaitable[object]], number: int = LOOKUPS) -> list[float]:
    """Milliseconds of each of several asks, after a few to warm up."""
    for _ in range(5):
        await ask()
    times = []
    for _ in range(number):
        begin = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - begin) * 1000)
    return times


def fill(db: Database, numbers: Iterable[int]) -> None:
    """Deals with one source each: half of them by one of ten buyers, every tenth target a "Deutsche" something."""
    for number in numbers:
        buyer = f"Buyer{number % 20}" if number % 2 else f"Single{number} Capital"
        target = f"Deutsche Target{number}" if number % 10 == 0 else f"Target{number} Robotics"
        text = f"{buyer} buys {target} for an undisclosed sum."
        source = keep_article(db, number, text)
        keep_whole_deal(
            db, f"deal{number:08}", takeover(text, buyer, target, evidence=quoted(text, text, "targets")), source
        )


def keep_article(db: Database, number: int, text: str) -> Source:
    seen = NOW + timedelta(minutes=number)
    row = {
        "id": f"article{number:08}",
        "team_id": TEAM,
        "title": text[:30],
        "url": f"https://paper.example/{number}",
        "lang": "en",
        "seen_at": sql.instant(seen),
        "identity": f"https://paper.example/{number}",
        "text": text,
    }
    sql.insert(db, "articles", row)
    return Source(row["id"], row["title"], row["url"], None, None, "C1", seen)


def keep_whole_deal(db: Database, deal_id: str, facts: DealFacts, source: Source) -> None:
    """What `record_reading` leaves behind for a new deal, without its reads."""
    keep_deal(db, deal_id, TEAM, facts, source)
    observation_id = f"observation {deal_id}"
    row = {
        "id": observation_id,
        "team_id": TEAM,
        "title": deal_id,
        "deal_id": deal_id,
        "article_id": source.article_id,
        "shared_in": "C1",
        "seen_at": sql.instant(source.seen_at),
        "facts": sql.opaque(deal_facts_as_json(replace(facts, evidence=()))),
    }
    sql.insert(db, "deal_observations", row)
    keep_evidence(db, source.article_id, {"deal_observation_id": observation_id}, facts.evidence)
    sql.insert(db, "deal_citations", {"deal_id": deal_id, "position": 0, "evidence_id": f"{observation_id}-0"})
    for role, (name,) in (("acquirer", facts.acquirers), ("target", facts.targets)):
        company_id = keep_company(db, TEAM, name)
        party = {"deal_id": deal_id, "role": role, "company_id": company_id, "told_on": str(told_on(source))}
        sql.insert(db, "deal_parties", party)


if __name__ == "__main__":
    main(*(int(deals) for deals in sys.argv[1:2]))
