"""What a question costs in a small and in a large database.

`python -m tests.bench.bench_search [SMALL LARGE] [--keep FOLDER]`; building 1,000,000 deals takes minutes, so that
`make bench WITHOUT=search` leaves it out, and databases that were kept in a folder are taken from there.

Half of the deals are by one of five buyers, so that at 1,000,000 deals each of them has 100,000, far more than any
company in the world; every ninth target is a "Deutsche" something. Both databases are asked in turn, in one process.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlite_utils import Database

from bot.merging import RULES
from storage import search, sql
from storage.audience import Audience
from storage.forms import deal_facts_as_json
from storage.publicity import PUBLIC
from storage.query import DealQuery, Page, Party, Sort
from storage.records import AmountKind, DealFacts, DealStatus, DealType, Money, PartyRole
from storage.store import Store
from tests.newsroom import NOW, TEAM

SMALL, LARGE = 1_000, 1_000_000
CHUNK = 20_000  # deals a transaction while filling
ASKS = 200
WARM_UP = 20
BUYERS = 5
FIRST_DAY, DAYS = date(2015, 1, 1), 3_650
SEEN = sql.instant(NOW)
EVERYBODY = Audience(TEAM, frozenset(), RULES)  # a public channel's readers
SECTORS = ("robotics", "payments software", "dental clinics", "wind farms", "cold storage", "board games")
PLACES = ("Munich", "Austin, Texas", "Lyon", "Osaka", "Bristol", "Toronto", "Zurich")
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "XXX")
LIMIT_MS, LIMIT_RATIO = 20.0, 3.0

Ask = Callable[[], Awaitable[object]]


def main(small: int = SMALL, large: int = LARGE, keep: Path | None = None) -> None:
    """Build both, ask both the same, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(small, large, keep or Path(folder)))


async def measure(small: int, large: int, folder: Path) -> None:
    stores = [await built(folder / f"{deals}.db", deals) for deals in (small, large)]
    both = zip(asks(stores[0], small), asks(stores[1], large), strict=True)
    print(f"\nmilliseconds{'':46}{small:>12,} deals{'':8}{large:>12,} deals   ratio of p50")
    for (name, of_few), (_, of_many) in both:
        few, many = await timed_in_turn(of_few, of_many)
        ratio = median(many) / median(few)
        print(
            f"  {name:<56} p50 {median(few):7.2f}  p99 {p99(few):7.2f}"
            f"   p50 {median(many):7.2f}  p99 {p99(many):7.2f}  {ratio:7.2f} x{verdict(name, many, ratio)}",
            flush=True,
        )
    for store in stores:
        await store.close()


def verdict(name: str, times: Sequence[float], ratio: float) -> str:
    """A name's answer takes as long at any size; with filters, a larger database has more to look through."""
    grows = name.startswith("/deal NAME:") and ratio >= LIMIT_RATIO
    return "  TOO SLOW" if median(times) >= LIMIT_MS or grows else ""


def p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


async def built(path: Path, deals: int) -> Store:
    """The database at that path, filled unless it is there."""
    is_new = not await asyncio.to_thread(path.exists)
    store = await Store.open(path)
    if is_new:
        if deals >= LARGE:
            print(
                f"building {deals:,} deals takes some minutes (`make bench WITHOUT=search` does without) ...",
                flush=True,
            )
        begin = time.perf_counter()
        await fill(store, deals)
        print(f"{deals:,} deals built in {time.perf_counter() - begin:.0f} s", flush=True)
    return store


def asks(store: Store, deals: int) -> list[tuple[str, Ask]]:
    dice = random.Random(deals)  # noqa: S311 the same names in every run

    def target() -> str:
        return f"Target{dice.randrange(deals // 9) * 9 + 1} Robotics"

    def buyer() -> str:
        return f"Buyer{dice.randrange(BUYERS)}"

    def named(name: Callable[[], str], **rest: Any) -> Ask:
        return lambda: search.find_deals(store, EVERYBODY, DealQuery(companies=(Party(name()),), **rest))

    def every(page: Page | None = None, **rest: Any) -> Ask:
        return lambda: search.find_deals(store, EVERYBODY, DealQuery(**rest), page)

    billion, recent = Decimal(1_000_000_000), FIRST_DAY + timedelta(days=DAYS * 9 // 10)
    return [
        ("/deal NAME: one deal", named(target)),
        ("/deal NAME: many deals", named(buyer)),
        ("/deal NAME: a short form", named(lambda: target().split()[0])),
        ("/deal NAME: a common leading word", named(lambda: "Deutsche")),
        ("/deal NAME: nobody has it", named(lambda: "Nobody")),
        ("/deal NAME: nearest names", lambda: search.nearest_companies(
            store, EVERYBODY, target().replace("rge", "reg"))),
        ("/deal NAME: as acquirer", lambda: search.find_deals(
            store, EVERYBODY, DealQuery(companies=(Party(buyer(), PartyRole.ACQUIRER),)))),
        ("/deal NAME type: min:", named(buyer, types=(DealType.ACQUISITION,), min_amount=billion / 100)),
        ("/deal NAME min: since: sort:largest", named(buyer, min_amount=billion, since=recent, sort=Sort.LARGEST)),
        ("/deal WORD min: since: sort:largest", named(
            lambda: "Deutsche", min_amount=billion, since=recent, sort=Sort.LARGEST)),
        ("/deal NAME sort:largest", named(buyer, sort=Sort.LARGEST)),
        ("/deal NAME sort:oldest", named(buyer, sort=Sort.OLDEST)),
        ("/deal NAME sort:stake", named(buyer, sort=Sort.STAKE)),
        ("/deal NAME sort:name", named(buyer, sort=Sort.NAME)),
        ("/deal NAME min: that none has", named(buyer, min_amount=billion * 900)),
        ("/deal NAME status: that none has", named(buyer, statuses=(DealStatus.BLOCKED,))),
        ("/deal NAME stake: that none has", named(buyer, min_stake=Decimal(50))),
        ("/deal NAME sector:", named(buyer, sector="robotics")),
        ("/deal NAME sector: country: min:", named(buyer, sector="robotics", country="germany", min_amount=billion)),
        ("/deal NAME with:WORD", lambda: search.find_deals(
            store, EVERYBODY, DealQuery(companies=(Party(buyer()), Party("Deutsche"))))),
        ("newest deals, page 5", every(Page(20, 80))),
        ("rare words", every(text="target777 payments")),
        ("common words", every(text="undisclosed sum")),
        ("sector: country:", every(sector="robotics", country="germany")),
        ("min:", every(min_amount=billion)),
        ("sort:largest", every(sort=Sort.LARGEST)),
    ]  # fmt: skip


async def timed_in_turn(one: Ask, other: Ask) -> tuple[list[float], list[float]]:
    """Milliseconds of each of several asks, one of either at a time, after some to warm up."""
    times: tuple[list[float], list[float]] = [], []
    for number in range(WARM_UP + ASKS):
        for ask, taken in zip((one, other), times, strict=True):
            begin = time.perf_counter()
            await ask()
            if number >= WARM_UP:
                taken.append((time.perf_counter() - begin) * 1000)
    return times


async def fill(store: Store, deals: int) -> None:
    """Rows as `record_reading` leaves them behind, many at a time."""
    await store.write(lambda db: db.execute("PRAGMA cache_size = -500000"))  # kB, for filling alone
    for number in range(BUYERS):
        await store.write(partial(insert, "companies", [company(f"Buyer{number}")]))
    for start in range(0, deals, CHUNK):
        rows = [whole_deal(number) for number in range(start, min(start + CHUNK, deals))]
        await store.write(partial(insert_deals, rows))


def insert_deals(rows: Sequence[Mapping[str, Sequence[Mapping[str, Any]]]], db: Database) -> None:
    for table in rows[0]:
        insert(table, [row for tables in rows for row in tables[table]], db)


def insert(table: str, rows: Sequence[Mapping[str, Any]], db: Database) -> None:
    if rows:
        columns, places = ", ".join(rows[0]), ", ".join(f":{column}" for column in rows[0])
        db.conn.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608 ours


def company(name: str) -> dict[str, str]:
    return {"id": f"company {name}", "team_id": TEAM, "name": name, "key": name.casefold()}


@cache
def facts_in_json(sector: str, place: str, value: int | None, currency: str) -> str:
    """The facts of a deal of BUYER and TARGET."""
    amount = Money(Decimal(value), currency, str(value), AmountKind.PRICE) if value else None
    facts = DealFacts(
        DealType.ACQUISITION, DealStatus.AGREED, acquirers=("BUYER",), targets=("TARGET",), amount=amount,
        target_business=sector, target_location=place, confidence=0.9,
    )  # fmt: skip
    return sql.opaque(deal_facts_as_json(facts))


def whole_deal(number: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of a deal told by one article, by table, in the order in which they go in."""
    buyer = f"Buyer{number // 2 % BUYERS}" if number % 2 else f"Single{number} Capital"
    target = f"Deutsche Target{number}" if number % 9 == 0 else f"Target{number} Robotics"
    sector, place = SECTORS[number % len(SECTORS)], PLACES[number % len(PLACES)]
    text = f"{buyer} buys {target}, a maker of {sector}, for an undisclosed sum."
    told = (FIRST_DAY + timedelta(days=number * 7919 % DAYS)).isoformat()
    value = int(10 ** (5 + number % 56 / 10)) if number % 3 else None
    currency = CURRENCIES[number % len(CURRENCIES)]
    json = facts_in_json(sector, place, value, currency).replace("BUYER", buyer).replace("TARGET", target)
    id, title = f"{number:08}", f"{buyer} → {target}"
    new = [company(name) for name in (buyer, target) if not name.startswith("Buyer")]
    article = {
        "id": f"a{id}", "team_id": TEAM, "title": f"Takeover {id}", "lang": "en", "seen_at": SEEN,
        "url": f"https://p.example/{id}", "identity": id, "text": text, "published": told, "public_since": SEEN,
    }  # fmt: skip
    deal = {
        "id": id, "team_id": TEAM, "title": title, "type": "acquisition", "status": "agreed", "amount_value": value,
        "amount_currency": currency if value else None, "amount_kind": "price" if value else None, "is_primary": 1,
        "target_business": sector, "target_location": place, "confidence": 0.9, "source_count": 1, "told_on": told,
        "first_seen": SEEN, "last_seen": SEEN, "facts": json, "reach": PUBLIC,
    }  # fmt: skip
    observation = {
        "id": f"o{id}", "team_id": TEAM, "title": title, "deal_id": id, "filed_under": id, "article_id": f"a{id}",
        "shared_in": "C1", "seen_at": SEEN, "facts": json,
    }  # fmt: skip
    evidence = {
        "id": f"e{id}", "article_id": f"a{id}", "deal_observation_id": f"o{id}", "position": 0, "field": "targets",
        "sentence": text, "start_offset": 0, "end_offset": len(text),
    }  # fmt: skip
    parties = [
        {"deal_id": id, "role": role, "company_id": f"company {name}", "told_on": told}
        for role, name in (("acquirer", buyer), ("target", target))
    ]
    words = [{"company_id": each["id"], "team_id": TEAM, "word": word} for each in new for word in each["key"].split()]
    return {
        "companies": new, "company_words": words, "articles": [article], "deals": [deal], "deal_parties": parties,
        "deal_observations": [observation], "evidence": [evidence],
        "deal_citations": [{"deal_id": id, "position": 0, "evidence_id": f"e{id}"}],
    }  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What a question costs in a small and in a large database.")
    parser.add_argument("small", type=int, nargs="?", default=SMALL, help="deals in the small one")
    parser.add_argument("large", type=int, nargs="?", default=LARGE, help="deals in the large one")
    parser.add_argument("--keep", type=Path, help="folder where the databases lie, or are left when they were built")
    return parser.parse_args()


if __name__ == "__main__":
    main(**vars(arguments()))
