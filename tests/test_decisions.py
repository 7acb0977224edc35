"""What users decide about deals, and what undoing it brings back."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.merging import RULES
from storage import deals, decisions, retention
from storage.audience import all_of
from storage.decisions import DecisionRefused
from storage.records import (
    Author,
    DealStatus,
    Decided,
    Decision,
    DecisionKind,
    Disclosed,
    FieldValue,
    Money,
    Recorded,
    RelationKind,
)
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, quoted, share, takeover
from tests.records_told import everything

ANN, BEN = (Author(TEAM, f"U{each}", "C1", f"{each}.0", is_public=True) for each in (1, 2))
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def euros(value: int) -> Money:
    return Money(Decimal(value), "EUR", f"{value} euros")


async def told(store: Store, ts: str, buyer: str, target: str, value: int, day: int = 1) -> Recorded:
    """An article that says that one buys the other for so many euros."""
    text = f"{buyer} buys {target} for {value} euros, said number {ts}."
    facts = takeover(
        text,
        buyer,
        target,
        amount=euros(value),
        disclosed=Disclosed.STATED,
        status=DealStatus.ANNOUNCED,
        evidence=quoted(text, text, "acquirers", "targets", "type", "amount", "status"),
    )
    named = replace(facts, acquirers=facts.acquirers if buyer else ())
    read = article(text, url=f"https://paper.example/{ts}", published=date(2025, 6, day), told=[named])
    return await share(store, read, ts=ts, now=NOW + timedelta(seconds=float(ts)))


async def two_deals(store: Store) -> tuple[str, str]:
    one = await told(store, "1.0", "Alpha", "Beta Robotics", 100)
    other = await told(store, "2.0", "Alpha", "Bytewise", 200, day=2)
    return one.deals[0].deal.id, other.deals[0].deal.id


async def one_deal(store: Store) -> tuple[str, tuple[str, ...]]:
    """Of two articles; the ids of the deal and of its articles, the older first."""
    await told(store, "1.0", "Alpha", "Beta", 100)
    deal = (await told(store, "2.0", "Alpha", "Beta", 200, day=2)).deals[0].deal
    return deal.id, tuple(source.article_id for source in reversed(deal.sources))


async def test_two_deals_that_are_one_go_on_under_the_older_id(store: Store) -> None:
    """Both ids lead to it, and both articles stand behind it."""
    one, other = await two_deals(store)
    decided = await decisions.merge_deals(store, ANN, other, one, merge=RULES, now=LATER)
    (deal,) = decided.deals
    assert deal.id == one
    assert len(deal.sources) == 2
    assert await deals.deal(store, all_of(TEAM), other) == deal == await deals.deal(store, all_of(TEAM), one)
    assert decided.decision.author == ANN
    assert decided.decision.at == LATER


async def test_further_articles_go_to_the_merged_deal(store: Store) -> None:
    """Under either name."""
    one, other = await two_deals(store)
    await decisions.merge_deals(store, ANN, one, other, merge=RULES, now=LATER)
    more = await told(store, "3.0", "Alpha", "Bytewise", 200, day=3)
    assert not more.deals[0].is_new
    assert more.deals[0].deal.id == one


async def test_what_an_article_says_of_another_deal_is_parted_from_it(store: Store) -> None:
    """And is not joined again by the next article."""
    deal_id, (first, second) = await one_deal(store)
    decided = await decisions.split_off(store, ANN, deal_id, second, merge=RULES, now=LATER)
    assert sorted([source.article_id for source in deal.sources] for deal in decided.deals) == [[first], [second]]
    more = await told(store, "3.0", "Alpha", "Beta", 200, day=3)
    assert len(more.deals[0].deal.sources) == 2
    assert len((await everything(store)).splitlines()) == 2


async def test_a_corrected_value_wins_and_says_who_corrected_it(store: Store) -> None:
    """The articles' values stay beside it, with their sentences."""
    deal_id, _ = await one_deal(store)
    (deal,) = (await decisions.correct(store, ANN, deal_id, "amount", euros(150), merge=RULES, now=LATER)).deals
    assert deal.facts.amount == euros(150)
    assert [(each.field, each.user_id, each.at) for each in deal.corrections] == [("amount", "U1", LATER)]
    (conflict,) = deal.conflicts
    assert [claim.value for claim in conflict.claims] == [euros(150), euros(200), euros(100)] or [
        claim.value for claim in conflict.claims
    ] == [euros(150), euros(100), euros(200)]
    assert [len(claim.citations) for claim in conflict.claims] == [0, 1, 1]
    assert conflict.claims[0].correction == deal.corrections[0]
    assert not [each for each in deal.facts.evidence if each.field == "amount"]


async def test_a_correction_that_an_article_bears_out_brings_its_sentence(store: Store) -> None:
    """The one that had lost."""
    deal_id, (first, _) = await one_deal(store)
    (deal,) = (await decisions.correct(store, ANN, deal_id, "amount", euros(100), merge=RULES, now=LATER)).deals
    (citation,) = (each for each in deal.citations if each.evidence.field == "amount")
    assert citation.source.article_id == first


async def test_of_two_who_correct_at_once_both_are_kept_and_the_later_wins(store: Store) -> None:
    """And the answer can say so; undoing the later brings the earlier back."""
    deal_id, _ = await one_deal(store)
    await decisions.correct(store, ANN, deal_id, "amount", euros(150), merge=RULES, now=LATER)
    before = await everything(store, ids=True)
    now = LATER + timedelta(seconds=1)
    decided = await decisions.correct(store, BEN, deal_id, "amount", euros(170), merge=RULES, now=now)
    assert [each.author.user_id for each in decided.overrides] == ["U1"]
    (deal,) = decided.deals
    assert deal.facts.amount == euros(170)
    assert [each.user_id for each in deal.corrections] == ["U2", "U1"]
    await decisions.undo(store, ANN, decided.decision.id, merge=RULES, now=now)
    assert await everything(store, ids=True) == before


async def test_the_same_word_twice_is_one_decision(store: Store) -> None:
    """Slack sends a click again when nobody answers in time."""
    deal_id, _ = await one_deal(store)
    once = await decisions.not_a_deal(store, ANN, deal_id, merge=RULES, now=LATER)
    with pytest.raises(DecisionRefused):
        await decisions.not_a_deal(store, ANN, deal_id, merge=RULES, now=LATER)
    await decisions.undo(store, ANN, once.decision.id, merge=RULES, now=LATER)
    values = [
        await decisions.correct(
            store, ANN, deal_id, "date", "2025-06-01", merge=RULES, now=LATER + timedelta(minutes=n)
        )
        for n in range(2)
    ]
    assert values[0].decision == values[1].decision
    assert not values[1].overrides


async def test_one_word_on_both_parts_of_a_deal_is_two_decisions(store: Store) -> None:
    """What was split off is corrected for itself."""
    deal_id, (_, second) = await one_deal(store)
    split = await decisions.split_off(store, ANN, deal_id, second, merge=RULES, now=LATER)
    part = split.decision.id
    for number, each in enumerate((deal_id, part)):
        now = LATER + timedelta(minutes=1 + number)
        await decisions.correct(store, ANN, each, "date", "2025-06-04", merge=RULES, now=now)
    shown = [await deals.deal(store, all_of(TEAM), each) for each in (deal_id, part)]
    assert [deal and deal.facts.date for deal in shown] == ["2025-06-04", "2025-06-04"]
    assert [len(deal.corrections) for deal in shown if deal] == [1, 1]
    await decisions.not_a_deal(store, ANN, deal_id, merge=RULES, now=LATER + timedelta(hours=1))
    await decisions.not_a_deal(store, ANN, part, merge=RULES, now=LATER + timedelta(hours=1))
    assert await everything(store) == ""


async def three_joined(store: Store) -> list[str]:
    """The ids of three deals, oldest first; two decisions make each of the others one with the first."""
    ids = [
        (await told(store, f"{number}.0", "Alpha", target, 100 * number)).deals[0].deal.id
        for number, target in enumerate(("Beta", "Bytewise", "Quill Chat"), start=1)
    ]
    for number, other in enumerate(ids[1:]):
        await decisions.merge_deals(store, ANN, ids[0], other, merge=RULES, now=LATER + timedelta(minutes=number))
    return ids


async def targets(store: Store) -> list[list[str]]:
    shown = [json.loads(line) for line in (await everything(store)).splitlines()]
    return sorted(sorted(source["title"].split(" for")[0][11:] for source in deal["sources"]) for deal in shown)


async def test_two_that_are_one_by_way_of_a_third_can_be_kept_apart(store: Store) -> None:
    """The older of the two joins holds; a later word of the same kind as the one that gave way counts again."""
    beta, bytewise, quill = await three_joined(store)
    joined = await everything(store, ids=True)
    apart = await decisions.keep_apart(store, BEN, bytewise, quill, merge=RULES, now=LATER + timedelta(hours=1))
    assert sorted(deal.id for deal in apart.deals) == sorted((beta, quill))
    assert await targets(store) == [["Beta", "Bytewise"], ["Quill Chat"]]
    again = await decisions.merge_deals(store, ANN, bytewise, quill, merge=RULES, now=LATER + timedelta(hours=2))
    assert len(again.deals) == 1
    await decisions.undo(store, ANN, again.decision.id, merge=RULES, now=LATER + timedelta(hours=3))
    assert len(await targets(store)) == 2
    await decisions.undo(store, ANN, apart.decision.id, merge=RULES, now=LATER + timedelta(hours=4))
    assert await everything(store, ids=True) == joined


async def test_a_join_that_gave_way_can_be_made_again(store: Store) -> None:
    """The same word by the same user is no second click where it has no effect any more."""
    beta, bytewise, quill = await three_joined(store)
    await decisions.keep_apart(store, ANN, bytewise, quill, merge=RULES, now=LATER + timedelta(hours=1))
    again = await decisions.merge_deals(store, ANN, beta, quill, merge=RULES, now=LATER + timedelta(hours=2))
    assert again.decision.at == LATER + timedelta(hours=2)
    assert await targets(store) == [["Beta", "Bytewise", "Quill Chat"]]


LINK = "Alpha buys Beta for 352 euros."


async def bot_join(store: Store) -> tuple[Decision, str]:
    """A join of two deals that the bot made when a third article fitted both, and that article's id."""
    for ts, buyer, value in (("1.0", "", 352), ("2.0", "Alpha", 999)):
        await told(store, ts, buyer, "Beta", value)
    both = takeover(LINK, "Alpha", "Beta", amount=euros(352), evidence=quoted(LINK, LINK, "targets", "amount"))
    link = article(LINK, url="https://paper.example/3", published=date(2025, 6, 2), told=[both])
    (recorded,) = (await share(store, link, ts="3.0", now=NOW + timedelta(seconds=3))).deals
    (joined,) = [each for each in await decisions.decisions_of(store, all_of(TEAM)) if each.author.user_id is None]
    assert len(recorded.deal.sources) == 3
    return joined, recorded.observation.source.article_id


async def test_a_join_of_the_bot_s_that_was_undone_is_not_made_again(store: Store) -> None:
    """Not by the next article, nor by reading one again; only users join them."""
    joined, _ = await bot_join(store)
    undone = await decisions.undo(store, ANN, joined.id, merge=RULES, now=LATER)
    assert len(undone.deals) == 2
    await told(store, "4.0", "Alpha", "Beta", 352, day=3)
    assert len((await everything(store)).splitlines()) == 2
    assert "maybe_same" not in await everything(store)
    merged = await decisions.merge_deals(
        store, BEN, *(deal.id for deal in undone.deals), merge=RULES, now=LATER + timedelta(hours=1)
    )
    assert [len(deal.sources) for deal in merged.deals] == [4]


async def test_a_join_of_the_bot_s_goes_with_the_article_it_rested_on(store: Store) -> None:
    """And stays while its reason does."""
    joined, link = await bot_join(store)
    before = [each.id for each in await decisions.decisions_of(store, all_of(TEAM))]
    extra = await told(store, "4.0", "Alpha", "Beta", 352, day=3)
    fourth = extra.deals[0].observation.source.article_id
    await retention.forget_article(store, TEAM, fourth, LATER, merge=RULES)
    assert [each.id for each in await decisions.decisions_of(store, all_of(TEAM))] == before == [joined.id]
    await retention.forget_article(store, TEAM, link, LATER, merge=RULES)
    assert await decisions.decisions_of(store, all_of(TEAM)) == ()
    assert [len(each["sources"]) for each in map(json.loads, (await everything(store)).splitlines())] == [1, 1]


async def test_what_is_no_deal_is_shown_to_nobody(store: Store) -> None:
    """Nor told when its article is shared again; another article may tell of it anew."""
    deal_id, _ = await one_deal(store)
    await decisions.not_a_deal(store, ANN, deal_id, merge=RULES, now=LATER)
    assert await everything(store) == ""
    assert await deals.deal(store, all_of(TEAM), deal_id) is None
    again = await share(store, article("Alpha", url="https://paper.example/1.0"), ts="3.0")
    assert again.deals == ()
    anew = await told(store, "4.0", "Alpha", "Beta", 100)
    assert anew.deals[0].is_new


async def test_a_corrected_status_holds_until_later_news(store: Store) -> None:
    """A final one for good; both are steps of the timeline."""
    deal_id, _ = await one_deal(store)
    agreed = await decisions.correct(store, ANN, deal_id, "status", DealStatus.AGREED, merge=RULES, now=NOW)
    assert agreed.deals[0].facts.status is DealStatus.AGREED
    assert [step.status for step in agreed.deals[0].timeline] == [DealStatus.ANNOUNCED, DealStatus.AGREED]
    text = "Alpha has bought Beta."
    done = takeover(text, "Alpha", "Beta", status=DealStatus.COMPLETED, evidence=quoted(text, text, "status", "type"))
    news = article(text, url="https://paper.example/3.0", published=date(2025, 6, 21), told=[done])
    (recorded,) = (await share(store, news, ts="3.0", now=NOW + timedelta(days=2))).deals
    assert recorded.deal.facts.status is DealStatus.COMPLETED
    assert [step.status for step in recorded.deal.timeline][-1] is DealStatus.COMPLETED
    off = await decisions.correct(
        store, ANN, deal_id, "status", DealStatus.TERMINATED, merge=RULES, now=NOW + timedelta(days=3)
    )
    assert off.deals[0].facts.status is DealStatus.TERMINATED


@pytest.mark.parametrize("kind", list(DecisionKind))
async def test_undoing_a_decision_brings_everything_back_byte_for_byte(store: Store, kind: DecisionKind) -> None:
    """With ids, times and order."""
    deal_id, (_, second) = await one_deal(store)
    other = (await told(store, "3.0", "Alpha", "Bytewise", 300)).deals[0].deal.id
    question = (await told(store, "4.0", "", "Beta", 999)).deals[0].deal.id
    before = await everything(store, ids=True)
    made: Decided
    if kind is DecisionKind.SAME:
        made = await decisions.merge_deals(store, ANN, deal_id, other, merge=RULES, now=LATER)
    elif kind is DecisionKind.APART:
        made = await decisions.keep_apart(store, ANN, deal_id, question, merge=RULES, now=LATER)
    elif kind is DecisionKind.SPLIT:
        made = await decisions.split_off(store, ANN, deal_id, second, merge=RULES, now=LATER)
    elif kind is DecisionKind.CORRECTION:
        made = await decisions.correct(store, ANN, deal_id, "targets", ("Bytewise",), merge=RULES, now=LATER)
    else:
        made = await decisions.not_a_deal(store, ANN, deal_id, merge=RULES, now=LATER)
    assert await everything(store, ids=True) != before
    undone = await decisions.undo(store, BEN, made.decision.id, merge=RULES, now=LATER + timedelta(days=1))
    assert await everything(store, ids=True) == before
    assert (undone.decision.undone_by, undone.decision.undone_at) == ("U2", LATER + timedelta(days=1))
    assert await decisions.decisions_on(store, all_of(TEAM), deal_id) == ()
    assert [each.id for each in await decisions.decisions_of(store, all_of(TEAM))] == [made.decision.id]


async def test_an_unsure_pair_is_a_question_until_somebody_answers(store: Store) -> None:
    """Either way; the answer is remembered for both."""
    named = (await told(store, "1.0", "Alpha", "Beta", 100)).deals[0].deal.id
    unnamed = (await told(store, "2.0", "", "Beta", 999)).deals[0].deal
    (related,) = unnamed.related
    assert related.relation.kind is RelationKind.MAYBE_SAME
    assert related.relation.reasons == ("buyer_not_named",)
    assert related.facts.acquirers == ("Alpha",)
    answered = await decisions.keep_apart(store, ANN, unnamed.id, named, merge=RULES, now=LATER)
    assert [deal.related for deal in answered.deals] == [(), ()]
    await told(store, "3.0", "", "Beta", 990, day=3)
    assert "maybe_same" not in await everything(store)
    yes = await decisions.merge_deals(store, BEN, unnamed.id, named, merge=RULES, now=LATER + timedelta(days=1))
    assert [each.kind for each in yes.overrides] == [DecisionKind.APART]
    assert yes.deals[0].related == ()
    assert len(yes.deals[0].sources) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "a lot"),
        ("stake_percent", 49.0),
        ("status", None),
        ("targets", "Beta"),
        ("targets", None),
        ("evidence", ()),
        ("no_such_field", "x"),
    ],
)
async def test_a_value_that_a_field_cannot_hold_is_refused(store: Store, field: str, value: FieldValue) -> None:
    """In one sentence; nothing is kept."""
    deal_id, _ = await one_deal(store)
    with pytest.raises(DecisionRefused, match=r"^[^\n]+\.$"):
        await decisions.correct(store, ANN, deal_id, field, value, merge=RULES, now=LATER)
    assert await decisions.decisions_of(store, all_of(TEAM)) == ()


async def test_nobody_decides_about_what_is_not_theirs_or_not_there(store: Store) -> None:
    """Another workspace's deal is no deal to them."""
    deal_id, (first, second) = await one_deal(store)
    stranger = replace(ANN, team_id="T2")
    with pytest.raises(DecisionRefused):
        await decisions.not_a_deal(store, stranger, deal_id, merge=RULES, now=LATER)
    with pytest.raises(DecisionRefused):
        await decisions.merge_deals(store, ANN, deal_id, "nobody", merge=RULES, now=LATER)
    with pytest.raises(DecisionRefused):
        await decisions.merge_deals(store, ANN, deal_id, deal_id, merge=RULES, now=LATER)
    with pytest.raises(DecisionRefused):
        await decisions.split_off(store, ANN, deal_id, "nothing", merge=RULES, now=LATER)
    await decisions.split_off(store, ANN, deal_id, second, merge=RULES, now=LATER)
    with pytest.raises(DecisionRefused):
        await decisions.split_off(store, ANN, deal_id, first, merge=RULES, now=LATER)
    made = await decisions.correct(store, ANN, deal_id, "date", None, merge=RULES, now=LATER)
    with pytest.raises(DecisionRefused):
        await decisions.undo(store, stranger, made.decision.id, merge=RULES, now=LATER)


async def test_several_fields_are_corrected_together_or_not_at_all(store: Store) -> None:
    """One value that a field cannot hold refuses them all."""
    deal_id, _ = await one_deal(store)
    before = await everything(store, ids=True)
    wrong = {"amount": euros(150), "stake_percent": "half"}
    with pytest.raises(DecisionRefused):
        await decisions.correct_fields(store, ANN, deal_id, wrong, merge=RULES, now=LATER)
    assert await everything(store, ids=True) == before
    right: dict[str, FieldValue] = {"amount": euros(150), "stake_percent": Decimal(49)}
    kept = await decisions.correct_fields(store, ANN, deal_id, right, merge=RULES, now=LATER)
    assert [each.decision.field for each in kept] == ["amount", "stake_percent"]
    (deal,) = kept[-1].deals
    assert (deal.facts.amount, deal.facts.stake_percent) == (euros(150), Decimal(49))
    again = await decisions.correct_fields(store, ANN, deal_id, right, merge=RULES, now=LATER + timedelta(minutes=1))
    assert [each.decision for each in again] == [each.decision for each in kept]


async def test_a_decision_is_found_by_its_id_undone_or_not(store: Store) -> None:
    """In its own workspace."""
    deal_id, _ = await one_deal(store)
    made = (await decisions.correct(store, ANN, deal_id, "date", None, merge=RULES, now=LATER)).decision
    assert await decisions.decision_of(store, all_of(TEAM), made.id) == made
    assert await decisions.decision_of(store, all_of("T2"), made.id) is None
    await decisions.undo(store, BEN, made.id, merge=RULES, now=LATER)
    undone = await decisions.decision_of(store, all_of(TEAM), made.id)
    assert undone is not None
    assert (undone.undone_by, undone.undone_at) == ("U2", LATER)
