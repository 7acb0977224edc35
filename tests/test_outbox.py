"""The outbox: in order within a channel, replies after what they answer, uncertain posts known as such."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import outbox
from storage.records import Delivery, Post, PostKind
from storage.store import FenceLost, Store, StoreError
from tests.newsroom import LEASE, NOW, TEAM

SECOND = timedelta(seconds=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def post(post_id: str, channel_id: str = "C1", **changes: object) -> Post:
    return replace(Post(post_id, TEAM, channel_id, f"text of {post_id}"), **changes)  # type: ignore[arg-type] # fields


async def claim(store: Store, now: datetime = NOW, worker: str = "w1") -> Delivery:
    delivery = await outbox.claim(store, worker, now, LEASE)
    assert delivery is not None
    return delivery


async def claimable(store: Store, now: datetime = NOW) -> list[str]:
    """Claim everything that can be claimed at one moment."""
    ids: list[str] = []
    while delivery := await outbox.claim(store, "w9", now, LEASE):
        ids.append(delivery.post.id)
    return ids


async def test_a_post_comes_out_as_it_went_in(store: Store) -> None:
    """Blocks and all."""
    blocks = ({"type": "section", "text": {"type": "mrkdwn", "text": "Größe *x*"}},)
    queued = post("p1", blocks=blocks, thread_ts="1.0", response_url="https://r.example/1", ephemeral=True)
    await outbox.enqueue(store, [queued], NOW)
    assert await claim(store) == Delivery(queued, "w1", 1, uncertain=False, created_at=NOW)


async def test_a_post_is_queued_once(store: Store) -> None:
    """Its id is its key, also after it was sent."""
    await outbox.enqueue(store, [post("p1")], NOW)
    await outbox.enqueue(store, [post("p1", text="other"), post("p1")], NOW)
    await outbox.sent(store, await claim(store), "5.0", NOW)
    await outbox.enqueue(store, [post("p1")], NOW)
    assert await outbox.counts(store) == {"waiting": 0, "claimed": 0, "sent": 1, "dead": 0}


async def test_a_channel_has_one_post_in_flight_and_others_go_on(store: Store) -> None:
    """Order within a channel is that of queueing, whatever the ids."""
    await outbox.enqueue(store, [post("b"), post("a"), post("c", "C2"), post("d", "C1", team_id="T2")], NOW)
    assert await claimable(store) == ["b", "c", "d"]
    assert await outbox.next_due(store) == NOW + LEASE


async def test_a_post_that_is_to_be_tried_again_holds_its_channel(store: Store) -> None:
    """Else the second part of an answer would come before the first."""
    await outbox.enqueue(store, [post("first"), post("second")], NOW)
    await outbox.retry(store, await claim(store), NOW + LEASE, "429", uncertain=False)
    assert await claimable(store, NOW + LEASE - SECOND) == []
    assert await outbox.next_due(store) == NOW + LEASE
    delivery = await claim(store, NOW + LEASE)
    assert (delivery.post.id, delivery.attempt, delivery.uncertain) == ("first", 2, False)


async def test_replies_wait_for_the_post_that_opens_their_thread(store: Store) -> None:
    """They go into the thread it opened, or into the one it is in itself."""
    await outbox.enqueue(store, [post("anchor"), post("detail", parent_id="anchor")], NOW)
    await outbox.enqueue(store, [post("reply", "C2", thread_ts="7.0"), post("more", "C2", parent_id="reply")], NOW)
    await outbox.sent(store, await claim(store), "5.0", NOW)
    detail, reply = await claim(store), await claim(store)
    assert (detail.post.id, detail.post.thread_ts, reply.post.id) == ("detail", "5.0", "reply")
    await outbox.sent(store, reply, "8.0", NOW)
    assert (await claim(store)).post.thread_ts == "7.0"


async def test_a_reply_to_nothing_is_refused(store: Store) -> None:
    """It would wait for ever."""
    with pytest.raises(StoreError):
        await outbox.enqueue(store, [post("p1", parent_id="nobody")], NOW)


async def test_a_sender_that_died_leaves_the_post_uncertain(store: Store) -> None:
    """Slack may have it: look first. What the dead one still tries is refused."""
    await outbox.enqueue(store, [post("p1")], NOW)
    dead = await claim(store)
    assert await outbox.renew(store, dead, NOW, LEASE)
    alive = await claim(store, NOW + LEASE, "w2")
    assert (alive.attempt, alive.uncertain) == (2, True)
    assert not await outbox.renew(store, dead, NOW, LEASE)
    for refused in (
        outbox.sent(store, dead, "5.0", NOW),
        outbox.retry(store, dead, NOW, "", uncertain=False),
        outbox.give_up(store, dead, NOW, ""),
    ):
        with pytest.raises(FenceLost):
            await refused
    await outbox.sent(store, alive, "6.0", NOW)


async def test_an_earlier_claim_of_the_same_sender_is_lost_too(store: Store) -> None:
    """The attempt tells them apart: its first task may still be posting."""
    await outbox.enqueue(store, [post("p1")], NOW)
    slow, again = await claim(store), await claim(store, NOW + LEASE)
    assert slow.worker == again.worker
    with pytest.raises(FenceLost):
        await outbox.sent(store, slow, "5.0", NOW)
    await outbox.sent(store, again, "6.0", NOW)


async def test_a_post_stays_uncertain_until_it_is_sent(store: Store) -> None:
    """A look that failed with 429 found out nothing."""
    await outbox.enqueue(store, [post("p1")], NOW)
    await outbox.retry(store, await claim(store), NOW, "time-out", uncertain=True)
    await outbox.retry(store, await claim(store), NOW, "429", uncertain=False)
    assert (await claim(store)).uncertain


async def test_a_sender_that_stops_hands_its_claims_back_uncertain(store: Store) -> None:
    """It may have been posting when it was told to stop."""
    await outbox.enqueue(store, [post("p1"), post("p2", "C2")], NOW)
    await claim(store, worker="w1")
    await claim(store, worker="w2")
    await outbox.release(store, "w1")
    delivery = await claim(store, worker="w3")
    assert (delivery.post.id, delivery.uncertain) == ("p1", True)
    assert await claimable(store) == []


async def test_outside_the_channel_a_post_and_its_replies_go_through_the_response_url(store: Store) -> None:
    """To the asker only, and to the last descendant."""
    await outbox.enqueue(
        store,
        [post("a", response_url="https://r.example/1"), post("b", parent_id="a"), post("c", parent_id="b")],
        NOW,
    )
    await outbox.divert(store, await claim(store), NOW)
    for expected in ("a", "b", "c"):
        delivery = await claim(store)
        sent = delivery.post
        assert (sent.id, sent.ephemeral, sent.response_url) == (expected, True, "https://r.example/1")
        assert (sent.thread_ts, delivery.uncertain) == (None, False)
        await outbox.sent(store, delivery, None, NOW)


async def test_a_post_without_a_response_url_cannot_be_diverted(store: Store) -> None:
    """There is no other way to the asker."""
    await outbox.enqueue(store, [post("p1")], NOW)
    with pytest.raises(ValueError, match="response_url"):
        await outbox.divert(store, await claim(store), NOW)


async def test_what_answers_a_dead_post_is_dead(store: Store) -> None:
    """Replies queued before and after; the channel goes on."""
    await outbox.enqueue(store, [post("a"), post("b", parent_id="a"), post("c", parent_id="b"), post("d")], NOW)
    await outbox.give_up(store, await claim(store), NOW, "channel_not_found")
    await outbox.enqueue(store, [post("e", parent_id="c")], NOW)
    assert await outbox.counts(store) == {"waiting": 1, "claimed": 0, "sent": 0, "dead": 4}
    reasons = await store.read(
        lambda db: db.execute("SELECT DISTINCT reason FROM outbox WHERE state = 'dead'").fetchall()
    )
    assert reasons == [("channel_not_found",)]
    assert await claimable(store) == ["d"]


async def test_a_message_does_not_wait_for_signs(store: Store) -> None:
    """One that Slack does not take may be tried for minutes; signs wait for each other and for messages."""
    signs = [post(f"r{number}", kind=kind, ts="1.0") for number, kind in enumerate((PostKind.REACT, PostKind.UNREACT))]
    await outbox.enqueue(store, [signs[0], post("p1"), signs[1]], NOW)
    first = await claim(store)
    await outbox.retry(store, first, NOW + SECOND, "ratelimited", uncertain=False)
    assert await claimable(store) == ["p1"]
    await outbox.sent(store, await claim(store, NOW + SECOND, "w2"), None, NOW)
    assert await claimable(store, NOW + SECOND) == []


async def test_a_change_goes_to_where_its_message_went(store: Store) -> None:
    """Once that is known."""
    change = post("u1", kind=PostKind.UPDATE, parent_id="p1")
    await outbox.enqueue(store, [post("p1"), change, post("d1", kind=PostKind.DELETE, parent_id="p1")], NOW)
    await outbox.sent(store, await claim(store), "5.0", NOW)
    for kind in (PostKind.UPDATE, PostKind.DELETE):
        delivery = await claim(store)
        assert (delivery.post.kind, delivery.post.ts) == (kind, "5.0")
        await outbox.sent(store, delivery, None, NOW)


async def test_nothing_open_is_never_due(store: Store) -> None:
    """The timer sleeps."""
    assert await outbox.next_due(store) is None
    await outbox.enqueue(store, [post("p1")], NOW)
    assert await outbox.next_due(store) == NOW
    await outbox.sent(store, await claim(store), "5.0", NOW)
    assert await outbox.next_due(store) is None


@dataclass
class Senders:
    """Three senders on two channels, and what Slack would have seen of them."""

    store: Store
    now: datetime = NOW
    queued: list[Post] = field(default_factory=list)
    held: dict[int, Delivery] = field(default_factory=dict)  # sender -> what it believes to hold
    holder: dict[str, Delivery] = field(default_factory=dict)  # post -> who may write
    sent: list[str] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)

    async def step(self, name: str, number: int) -> None:
        self.now += SECOND
        match name:
            case "enqueue":
                await self.enqueue(number)
            case "wait":
                self.now += LEASE
            case "release":
                await outbox.release(self.store, f"w{number}")
                self.holder = {key: held for key, held in self.holder.items() if held.worker != f"w{number}"}
            case "claim":
                await self.claim(number)
            case _ if number in self.held:
                await self.end(name, self.held[number])

    async def enqueue(self, number: int) -> None:
        parents = [queued for queued in self.queued if queued.channel_id == f"C{number % 2}"]
        parent_id = parents[-1].id if parents and number else None
        queued = post(f"p{len(self.queued)}", f"C{number % 2}", parent_id=parent_id)
        if parent_id in self.dead:
            self.dead.add(queued.id)
        self.queued.append(queued)
        await outbox.enqueue(self.store, [queued], self.now)

    async def claim(self, number: int) -> None:
        delivery = await outbox.claim(self.store, f"w{number}", self.now, LEASE)
        if delivery is None:
            return
        claimed = delivery.post
        before = [queued.id for queued in self.queued[: int(claimed.id[1:])] if queued.channel_id == claimed.channel_id]
        assert claimed.id not in self.dead
        assert set(before) <= {*self.sent, *self.dead}, "a channel's posts go out in order"
        assert delivery.uncertain or delivery.attempt == 1 or claimed.id not in self.holder
        if claimed.parent_id:
            assert claimed.thread_ts == f"ts of {self.root(claimed)}"
        self.held[number] = self.holder[claimed.id] = delivery

    def root(self, child: Post) -> str:
        return self.root(self.queued[int(child.parent_id[1:])]) if child.parent_id else child.id

    async def end(self, name: str, delivery: Delivery) -> None:
        try:
            if name == "sent":
                await outbox.sent(self.store, delivery, f"ts of {delivery.post.id}", self.now)
                self.sent.append(delivery.post.id)
            elif name == "retry":
                await outbox.retry(self.store, delivery, self.now + SECOND, "again", uncertain=True)
            else:
                await outbox.give_up(self.store, delivery, self.now, "refused")
                self.bury(delivery.post.id)
        except FenceLost:
            assert self.holder.get(delivery.post.id) != delivery
        else:
            assert self.holder.pop(delivery.post.id) == delivery

    def bury(self, post_id: str) -> None:
        self.dead.add(post_id)
        for child in self.queued:
            if child.parent_id == post_id:
                self.bury(child.id)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ("enqueue", "enqueue", "claim", "claim", "sent", "sent", "retry", "give_up", "release", "wait")
            ),
            st.integers(0, 2),
        ),
        max_size=60,
    )
)
@settings(max_examples=25, deadline=None)
async def test_whatever_senders_do_posts_go_out_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Lost claims are refused, threads are opened before they are answered, and the queue comes to an end."""
    store = await Store.open(tmp_path_factory.mktemp("outbox") / "deals.db")
    senders = Senders(store)
    try:
        for name, number in steps:
            await senders.step(name, number)
        while await outbox.next_due(store):
            await senders.step("wait", 0)
            await senders.step("claim", 0)
            await senders.step("sent", 0)
    finally:
        await store.close()
    assert sorted(senders.sent) == sorted({queued.id for queued in senders.queued} - senders.dead)


async def test_a_message_is_found_by_its_ts_as_it_was_last_changed(store: Store) -> None:
    """Also before the change is sent; what another channel or workspace has under that ts is another message."""
    blocks = ({"type": "divider"},)
    await outbox.enqueue(store, [post("p1", blocks=blocks)], NOW)
    assert await outbox.sent_as(store, "p1") is None
    await outbox.sent(store, await claim(store), "5.0", NOW)
    assert await outbox.sent_as(store, "p1") == "5.0"
    assert await outbox.message_at(store, TEAM, "C1", "5.0") == post("p1", blocks=blocks)
    change = post("p2", kind=PostKind.UPDATE, ts="5.0", blocks=(*blocks, *blocks))
    await outbox.enqueue(store, [change], NOW)
    assert await outbox.message_at(store, TEAM, "C1", "5.0") == change
    for place in ((TEAM, "C2", "5.0"), ("T2", "C1", "5.0"), (TEAM, "C1", "6.0")):
        assert await outbox.message_at(store, *place) is None


async def test_a_message_whose_words_are_forgotten_is_not_found(store: Store) -> None:
    """There is nothing left that could be changed."""
    await outbox.enqueue(store, [post("p1")], NOW)
    await outbox.sent(store, await claim(store), "5.0", NOW)
    assert await outbox.message_at(store, TEAM, "C1", "5.0") is None
