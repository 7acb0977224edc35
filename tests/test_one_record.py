"""Three articles on one deal, in two languages, with different figures: the same record, however they come."""

import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import deals
from storage.audience import all_of
from storage.records import (
    AmountKind,
    Deal,
    DealFacts,
    DealStatus,
    DealType,
    Disclosed,
    Evidence,
    ExpectedClose,
    Money,
    NoteKind,
    Qualifier,
    ReadArticle,
    Recorded,
    Stake,
    Step,
    Valuation,
)
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, quoted, share
from tests.records_told import everything

RUMOUR = "Lakeside is in talks about buying 49 percent of the pump maker Brunnen for 300 million euros, sources say."
SIGNED = "Lakeside unterschreibt: 49 Prozent an der Brunnen GmbH für rund 350 Millionen Euro, das Ganze sei 900 wert."
CLOSED = (
    "Lakeside plc said on Friday that it has completed the purchase of 49 percent of Brunnen for 352 million euros."
)


def euros(millions: int, **changes: Qualifier) -> Money:
    return Money(Decimal(millions * 1_000_000), "EUR", f"{millions} million euros", AmountKind.PRICE, **changes)


def told(text: str, day: date, lang: str, **values: object) -> ReadArticle:
    facts = DealFacts(
        type=DealType.MINORITY_STAKE,
        acquirers=("Lakeside",),
        targets=("Brunnen",),
        stake_percent=Decimal(49),
        disclosed=Disclosed.STATED,
        evidence=quoted(
            text, text, "type", "acquirers", "targets", "amount", "stake_percent", "status", "valuation", "disclosed"
        ),
    )
    facts = replace(facts, **values)  # type: ignore[arg-type]
    read = article(text, url=f"https://paper.example/{day}", published=day, told=[facts])
    return replace(read, reading=replace(read.reading, lang=lang))


ARTICLES = (
    told(RUMOUR, date(2025, 3, 1), "en", status=DealStatus.RUMOURED, amount=euros(300)),
    told(
        SIGNED,
        date(2025, 4, 1),
        "de",
        status=DealStatus.AGREED,
        amount=euros(350, qualifier=Qualifier.APPROX),
        targets=("Brunnen GmbH",),
        valuation=Valuation(Decimal(900_000_000), "EUR", "900"),
    ),
    told(
        CLOSED,
        date(2025, 6, 13),
        "en",
        status=DealStatus.COMPLETED,
        amount=euros(352),
        acquirers=("Lakeside plc",),
    ),
)


class Interrupted(Exception):
    """The program ends here, before anything is committed."""


async def record(path: Path, order: Sequence[tuple[int, bool]]) -> str:
    """Share articles in that order, each in a program of its own that may be interrupted the first time."""
    for number, (which, interrupted) in enumerate(order):
        store = await Store.open(path)
        now = NOW + timedelta(minutes=number)
        if interrupted:
            with pytest.raises(Interrupted):
                await share(store, ARTICLES[which], ts=f"{number}.0", now=now, compose=interrupt)
        else:
            await share(store, ARTICLES[which], ts=f"{number}.0", now=now)
        await store.close()
    store = await Store.open(path)
    try:
        return await everything(store)
    finally:
        await store.close()


def interrupt(_: Recorded) -> Sequence[object]:  # type: ignore[misc]
    raise Interrupted


def recorded(order: Sequence[tuple[int, bool]]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(record(Path(folder) / "deals.db", order))


_steps = st.tuples(st.integers(0, 2), st.booleans())
_orders = st.tuples(
    st.permutations([(0, False), (1, False), (2, False)]), st.lists(st.tuples(st.integers(0, 5), _steps))
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_orders)
def test_any_order_repetition_and_interruption_gives_the_same_record(
    order: tuple[list[tuple[int, bool]], list[tuple[int, tuple[int, bool]]]],
) -> None:
    """Each article at least once to its end; the others anywhere between."""
    steps, further = order
    for place, step in further[:4]:
        steps = [*steps[:place], step, *steps[place:]]
    assert recorded(steps) == recorded([(0, False), (1, False), (2, False)])


async def _shared(tmp_path: Path, articles: Sequence[ReadArticle]) -> Deal:
    store = await Store.open(tmp_path / "deals.db")
    try:
        for number, read in enumerate(articles):
            result = await share(store, read, ts=f"{number}.0", now=NOW + timedelta(minutes=number))
        found = await deals.deal(store, all_of(TEAM), result.deals[0].deal.id)
        assert found is not None
        return found
    finally:
        await store.close()


async def test_the_record_has_the_right_values_and_shows_what_contradicts_them(tmp_path: Path) -> None:
    """The company's own figure wins; the rumour's stays beside it; price, share and valuation do not add up."""
    deal = await _shared(tmp_path, ARTICLES)
    assert deal.facts.amount == euros(352)
    assert deal.facts.status is DealStatus.COMPLETED
    assert [len(deal.facts.acquirers), len(deal.facts.targets)] == [1, 1]
    (conflict,) = deal.conflicts
    assert [(claim.value, claim.source_count) for claim in conflict.claims] == [(euros(352), 2), (euros(300), 1)]
    assert [citation.evidence.sentence for citation in conflict.claims[1].citations] == [RUMOUR]
    assert [(step.status, step.on) for step in deal.timeline] == [
        (DealStatus.RUMOURED, date(2025, 3, 1)),
        (DealStatus.AGREED, date(2025, 4, 1)),
        (DealStatus.COMPLETED, date(2025, 6, 13)),
    ]
    (note,) = deal.notes
    assert note.kind is NoteKind.ARITHMETIC
    assert note.implied is not None
    assert round(note.implied / 1_000_000) == 718


async def test_a_late_rumour_is_a_step_that_moves_nothing(tmp_path: Path) -> None:
    """It stays in the timeline."""
    late = told(RUMOUR + " Again.", date(2025, 5, 1), "en", status=DealStatus.RUMOURED)
    deal = await _shared(tmp_path, [ARTICLES[1], late])
    assert deal.facts.status is DealStatus.AGREED
    assert [(step.status, step.held) for step in deal.timeline] == [
        (DealStatus.AGREED, True),
        (DealStatus.RUMOURED, False),
    ]


ATTEMPTS = (
    told("Lakeside agrees on Brunnen.", date(2025, 1, 2), "en", status=DealStatus.AGREED),
    told("Lakeside drops Brunnen.", date(2025, 2, 2), "en", status=DealStatus.TERMINATED),
    told("Lakeside agrees on Brunnen again.", date(2025, 5, 2), "en", status=DealStatus.AGREED),
    told("Lakeside has bought Brunnen at last.", date(2025, 6, 2), "en", status=DealStatus.COMPLETED),
)


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_what_is_called_off_and_agreed_again_supersedes_it(tmp_path: Path, order: Sequence[int]) -> None:
    """Whichever article is read first, and whatever becomes of the second attempt."""
    store = await Store.open(tmp_path / "deals.db")
    for number, which in enumerate(order):
        await share(store, ATTEMPTS[which], ts=f"{number}.0", now=NOW + timedelta(minutes=number))
    shown = [json.loads(line) for line in (await everything(store)).splitlines()]
    await store.close()
    assert sorted((deal["facts"]["status"], len(deal["sources"])) for deal in shown) == [
        ("completed", 2),
        ("terminated", 2),
    ]
    kinds = {deal["facts"]["status"]: [one["relation"]["kind"] for one in deal["related"]] for deal in shown}
    assert kinds == {"completed": ["supersedes"], "terminated": ["superseded"]}


async def test_an_article_that_fits_two_deals_makes_them_one(tmp_path: Path) -> None:
    """One names the buyer, the other the price; the third both."""
    unnamed = told("Someone buys Brunnen for 352.", date(2025, 4, 1), "en", acquirers=(), amount=euros(352))
    silent = told("Lakeside buys Brunnen.", date(2025, 4, 2), "en")
    store = await Store.open(tmp_path / "deals.db")
    for number, read in enumerate([unnamed, silent]):
        await share(store, read, ts=f"{number}.0", now=NOW + timedelta(minutes=number))
    assert len((await everything(store)).splitlines()) == 2
    result = await share(store, ARTICLES[2], ts="9.0", now=NOW + timedelta(hours=1))
    assert len(result.deals[0].deal.sources) == 3
    assert not result.deals[0].is_new
    assert len((await everything(store)).splitlines()) == 1
    await store.close()


_absurd = st.fixed_dictionaries(
    {},
    optional={
        "stake_percent": st.sampled_from([Decimal(900), Decimal(-5), Decimal(0), Decimal("NaN"), Decimal("Infinity")]),
        "stake": st.just(Stake(Decimal(200), Decimal(-3))),
        "amount": st.sampled_from(
            [
                Money(Decimal(-5), "EUR", "-5"),
                Money(Decimal(5), "XXX", "5"),
                Money(Decimal("NaN"), "", ""),
                Money(Decimal("1E+99999"), "EUR", "much", low=Decimal("-1E+999")),
            ]
        ),
        "valuation": st.sampled_from([Valuation(Decimal(0), "EUR", "0"), Valuation(Decimal("1E+99999"), "EUR", "")]),
        "date": st.sampled_from(["3025-01-01", "0001-01-01", "yesterday", "2025-99"]),
        "expected_close": st.just(ExpectedClose("in 3025", "3025")),
        "targets": st.sampled_from([("Lakeside",), (), ("",), ("x" * 10_000,)]),
        "acquirers": st.sampled_from([(), ("",), ("?", "!"), ("x" * 10_000,)]),
        "type": st.sampled_from(DealType),
        "status": st.sampled_from(DealStatus),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_absurd, min_size=1, max_size=4))
def test_absurd_observations_are_kept_and_every_value_has_its_sentence(values: list[dict[str, object]]) -> None:
    """Nothing crashes; what is shown was said, at its place, by an article whose value it is."""

    async def work(path: Path) -> list[tuple[Deal, dict[str, str]]]:
        store = await Store.open(path)
        for number, changes in enumerate(values):
            text = f"Text {number}. {RUMOUR}"
            read = told(text, date(2025, 3, 1 + number), "en", **changes)
            fields = ("date", "stake", "expected_close")
            facts = read.reading.deals[0]
            proven = replace(
                facts, evidence=facts.evidence + tuple(Evidence(each, text, 0, len(text)) for each in fields)
            )
            await share(store, replace(read, reading=replace(read.reading, deals=(proven,))), ts=f"{number}.0")
        ids = await store.read(lambda db: [row[0] for row in db.execute("SELECT id FROM deals").fetchall()])
        texts = await store.read(lambda db: dict(db.execute("SELECT id, text FROM articles").fetchall()))
        found = [await deals.deal(store, all_of(TEAM), each) for each in ids]
        await store.close()
        return [(deal, texts) for deal in found if deal]

    with tempfile.TemporaryDirectory() as folder:
        for deal, texts in asyncio.run(work(Path(folder) / "deals.db")):
            assert_proven(deal, texts)


def assert_proven(deal: Deal, texts: dict[str, str]) -> None:
    cited = {citation.evidence.field for citation in deal.citations}
    shown = ("acquirers", "targets", "amount", "stake_percent", "valuation", "date", "expected_close", "type", "status")
    assert not [field for field in shown if getattr(deal.facts, field) and field not in cited]
    claims = (citation for conflict in deal.conflicts for claim in conflict.claims for citation in claim.citations)
    steps: Sequence[Step] = deal.timeline
    for citation in (*deal.citations, *claims, *(step.citation for step in steps if step.citation)):
        said = citation.evidence
        assert texts[citation.source.article_id][said.start : said.end] == said.sentence


async def test_what_cannot_be_wins_over_nothing_and_is_remarked_on(tmp_path: Path) -> None:
    """Two papers say 900 %, one 49 %."""
    absurd = [
        told(f"No {day}: Lakeside wants Brunnen.", date(2025, 3, day), "en", stake_percent=Decimal(900))
        for day in (2, 3)
    ]
    alone = await _shared(tmp_path, absurd)
    assert [note.kind for note in alone.notes] == [NoteKind.STAKE_IMPOSSIBLE]
    (tmp_path / "deals.db").unlink()
    deal = await _shared(tmp_path, [*absurd, ARTICLES[0]])
    assert deal.facts.stake_percent == Decimal(49)
    (conflict,) = deal.conflicts
    assert [claim.value for claim in conflict.claims] == [Decimal(49), Decimal(900)]
