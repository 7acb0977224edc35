"""What stands in Slack because of a message, when the message is edited or deleted at any moment of the sending."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage import inbox, outbox
from storage.records import Delivery, JobKind, Post, PostKind
from storage.store import Store
from tests.newsroom import LEASE, NOW, TEAM, claimed


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "deals.db")
    yield opened
    await opened.close()


def reply(post_id: str, text: str = "first", **changes: str) -> Post:
    return replace(Post(post_id, TEAM, "C1", text, thread_ts="1.0", answers="1.0"), **changes)  # type: ignore[arg-type]


async def said(store: Store, *posts: Post) -> None:
    await inbox.finish(store, await claimed(store), NOW, posts)


async def revised(store: Store, *posts: Post, revision: str = "5.0", kind: JobKind = JobKind.QUESTION) -> None:
    await inbox.finish(store, await claimed(store, revision=revision, kind=kind), NOW, posts)


async def taken(store: Store) -> Delivery | None:
    return await outbox.claim(store, "s1", NOW, LEASE)


async def sent(store: Store, ts: str) -> Post:
    """The next post, sent as the message of that ts."""
    delivery = await taken(store)
    assert delivery is not None
    await outbox.sent(store, delivery, ts, NOW)
    return delivery.post


async def test_a_reply_that_nobody_has_begun_to_send_is_not_sent(store: Store) -> None:
    """The new one goes out in its place."""
    await said(store, reply("a-0"))
    await revised(store, reply("b-0", "second"))
    assert (await sent(store, "2.0")).text == "second"
    assert await taken(store) is None


async def test_a_reply_that_was_sent_is_changed_where_it_stands(store: Store) -> None:
    """Again and again."""
    await said(store, reply("a-0"))
    await sent(store, "2.0")
    for number in ("5.0", "6.0"):
        await revised(store, reply(f"b-{number}", number), revision=number)
        changed = await sent(store, "")
        assert (changed.kind, changed.ts, changed.text) == (PostKind.UPDATE, "2.0", number)


async def test_a_reply_that_is_being_sent_is_changed_once_it_is_there(store: Store) -> None:
    """Nobody knows yet where it will stand."""
    await said(store, reply("a-0"))
    delivery = await taken(store)
    assert delivery is not None
    await revised(store, reply("b-0", "second"))
    assert await taken(store) is None
    await outbox.sent(store, delivery, "2.0", NOW)
    changed = await sent(store, "")
    assert (changed.kind, changed.ts) == (PostKind.UPDATE, "2.0")


async def test_fewer_replies_than_before_are_deleted_and_more_are_added(store: Store) -> None:
    """One by one, in their places."""
    await said(store, reply("a-0"), reply("a-1"))
    await sent(store, "2.0")
    await sent(store, "3.0")
    await revised(store, reply("b-0", "only"))
    posts = [await sent(store, "") for _ in range(2)]
    assert [(post.kind, post.ts) for post in posts] == [(PostKind.UPDATE, "2.0"), (PostKind.DELETE, "3.0")]
    await revised(store, reply("c-0"), reply("c-1", "more"), revision="6.0")
    posts = [await sent(store, "4.0") for _ in range(2)]
    assert [(post.kind, post.text) for post in posts] == [(PostKind.UPDATE, "first"), (PostKind.MESSAGE, "more")]


@pytest.mark.parametrize("moment", ["waiting", "being sent", "tried in vain", "sent"])
async def test_a_deleted_messages_reply_goes_at_whatever_moment(store: Store, moment: str) -> None:
    """Not sent at all, or deleted once it is known where it stands."""
    await said(store, reply("a-0"))
    delivery = await taken(store) if moment != "waiting" else None
    if delivery and moment == "tried in vain":
        await outbox.retry(store, delivery, NOW, "time-out", uncertain=True)
    if delivery and moment == "sent":
        await outbox.sent(store, delivery, "2.0", NOW)
    await revised(store, revision="deleted", kind=JobKind.GONE)
    if delivery and moment == "being sent":
        await outbox.sent(store, delivery, "2.0", NOW)
    if moment == "tried in vain":
        assert (await sent(store, "2.0")).kind is PostKind.MESSAGE
    if moment == "waiting":
        assert await taken(store) is None
        return
    gone = await sent(store, "")
    assert (gone.kind, gone.ts) == (PostKind.DELETE, "2.0")
    assert await taken(store) is None


async def test_a_reply_that_was_refused_is_said_anew(store: Store) -> None:
    """There is nothing to change."""
    await said(store, reply("a-0"))
    delivery = await taken(store)
    assert delivery is not None
    await outbox.give_up(store, delivery, NOW, "is_archived")
    await revised(store, reply("b-0", "second"))
    assert (await sent(store, "2.0")).kind is PostKind.MESSAGE


async def test_what_answers_no_message_is_left_alone(store: Store) -> None:
    """An update for watchers, say; and other messages' replies."""
    await said(store, reply("a-0"), reply("w-0", answers=None))  # type: ignore[arg-type]
    later = await claimed(store, "2.0", NOW + timedelta(seconds=1))
    await inbox.finish(store, later, NOW, [reply("z-0", answers="2.0")])
    for _ in range(3):
        await sent(store, "3.0")
    await revised(store, revision="deleted", kind=JobKind.GONE)
    assert (await sent(store, "")).id == "a-0-gone"
    assert await taken(store) is None
