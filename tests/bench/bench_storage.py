"""What durability costs, beside bare sqlite3 in the same run. What size costs is in `bench_search`.

Trust the ratios, not the figures: disks differ a hundredfold in how long a flush takes.
"""

import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

from storage import inbox
from storage.store import Store
from tests.newsroom import NOW, TEAM, message

MESSAGES = 2000
CALLERS = 64  # as many as Slack deliveries in flight at once
ROUNDS = 5
INSERTS = (
    "sqlite3, a commit each",
    f"sqlite3, executemany, a commit every {CALLERS}",
    "inbox.put, one caller",
    f"inbox.put, {CALLERS} callers (group commit)",
)


def main() -> None:
    """Print rows a second, and their ratio to the bare thing's."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(durable_inserts(Path(folder)))


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


if __name__ == "__main__":
    main()
