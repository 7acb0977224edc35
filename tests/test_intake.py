"""Which messages concern the bot, and what they ask of it."""

from typing import Any

import pytest

from handlers.intake import asks_to_read, by_app, heard
from storage.records import InboxItem, JobKind

BOT, OWN_BOT = "U0BOT", "B0BOT"
NEWS = "Contoso buys Fabrikam for 3 billion dollars in cash"
ARTICLE = " ".join([NEWS] * 4)


def event(**changes: Any) -> dict[str, Any]:
    base = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "1.000100", "text": NEWS}
    return base | changes


def item(**changes: Any) -> InboxItem | None:
    return heard(event(**changes), "T1", BOT, OWN_BOT)


def kind(**changes: Any) -> JobKind | None:
    found = item(**changes)
    return found and found.kind


def test_a_link_is_read() -> None:
    """Slack writes links in angle brackets, with or without a label, and escapes their ampersands."""
    found = item(text="look: <https://a.example/x?a=1&amp;b=2|a story> and <https://b.example/>")
    assert found is not None
    assert found.kind is JobKind.SHARE
    assert found.links == ("https://a.example/x?a=1&b=2", "https://b.example/")
    assert not found.addressed


def test_a_name_that_slack_made_a_link_of_is_no_link() -> None:
    """Slack links every bare domain; a text about booking.com shares no page."""
    found = item(text="Contoso buys <http://booking.com|booking.com> for 3 billion dollars")
    assert found is not None
    assert found.links == ()


def test_the_same_link_twice_is_one_and_link_lists_are_cut() -> None:
    """Each page is read once, and at most five of them."""
    assert item(text="<https://a.example> <https://a.example>").links == ("https://a.example",)  # type: ignore[union-attr]
    many = " ".join(f"<https://a.example/{number}>" for number in range(9))
    assert len(item(text=many).links) == 5  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"text": NEWS}, JobKind.SHARE),
        ({"text": "lunch at noon?"}, None),
        ({"text": ""}, None),
        ({"text": NEWS, "thread_ts": "0.9"}, None),
        ({"text": ARTICLE, "thread_ts": "0.9"}, JobKind.SHARE),
        ({"text": f"<@{BOT}> what about scale ai?"}, JobKind.QUESTION),
        ({"text": f"<@{BOT}> {ARTICLE}"}, JobKind.SHARE),
        ({"text": f"<@{BOT}> <https://a.example>"}, JobKind.SHARE),
        ({"text": "scale ai", "channel_type": "im"}, JobKind.QUESTION),
        ({"text": ARTICLE, "channel_type": "im"}, JobKind.SHARE),
    ],
)
def test_what_a_message_asks(changes: dict[str, Any], expected: JobKind | None) -> None:
    """Links and pasted texts are read, mentions and direct messages answered, small talk left alone."""
    assert kind(**changes) is expected


def test_a_link_into_slack_is_no_page() -> None:
    """Permalinks to messages need a login, and are talk about talk."""
    text = "as I said in <https://acme.slack.com/archives/C1/p1700000000000100>, Contoso buys Fabrikam"
    assert item(text=text).links == ()  # type: ignore[union-attr]
    assert item(text="<https://notslack.com/a>").links == ("https://notslack.com/a",)  # type: ignore[union-attr]


def test_another_users_mention_is_not_the_bots() -> None:
    """Ids may begin alike."""
    assert kind(text=f"<@{BOT}9> what about scale ai?") is JobKind.SHARE
    assert kind(text=f"<@{BOT}|dealbot> scale ai?") is JobKind.QUESTION


@pytest.mark.parametrize(
    "changes",
    [
        {"user": BOT},
        {"bot_id": OWN_BOT},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"user": None},
        {"ts": 5},
        {"channel": None},
        {"thread_ts": {"ts": "1.0"}},
    ],
)
def test_own_words_and_malformed_events_are_ignored(changes: dict[str, Any]) -> None:
    """The bot never answers itself, or what it can't place."""
    assert item(**changes) is None


def test_a_file_or_a_broadcast_with_text_counts() -> None:
    """These subtypes are people's own words."""
    assert kind(subtype="file_share") is JobKind.SHARE
    assert kind(subtype="thread_broadcast") is JobKind.SHARE


def test_a_forwarded_message_is_read() -> None:
    """A forwarded message stands in an attachment; unfurled previews do too, but those are not shared text."""
    assert kind(text="", attachments=[{"is_share": True, "text": NEWS}]) is JobKind.SHARE
    assert kind(text="", attachments=[{"text": NEWS}]) is None
    assert kind(text="", attachments=["nonsense"]) is None
    assert kind(text="", attachments=5) is None


def test_a_mention_event_without_a_channel_type_is_the_same_item_key() -> None:
    """`app_mention` and `message` of one posting share (team, channel, ts)."""
    text = f"<@{BOT}> scale ai"
    one, other = item(text=text), item(text=text, type="app_mention", channel_type=None)
    assert one is not None
    assert other is not None
    assert (one.team_id, one.channel_id, one.ts, one.kind) == (other.team_id, other.channel_id, other.ts, other.kind)


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The event of an edit, made of what is changed about a message."""
    base = {"type": "message", "user": "U1", "ts": "1.000100", "text": NEWS}
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "channel_type": "channel",
        "ts": "9.0",
        "message": base | {"edited": {"user": "U1", "ts": "5.000000"}} | after,
        "previous_message": base | before,
    }


def test_an_edit_is_a_revision_of_its_message() -> None:
    """By the time of the edit, under the message's own ts."""
    found = heard(changed({}, {"text": "Contoso buys Fabrikam after all"}), "T1", BOT)
    assert found is not None
    assert (found.kind, found.ts, found.revision, found.is_revision) == (JobKind.SHARE, "1.000100", "5.000000", True)


def test_an_edit_to_nothing_and_a_deletion_take_back() -> None:
    """Where the message had asked anything of the bot."""
    edited = heard(changed({}, {"text": "oops"}), "T1", BOT)
    deleted = heard(changed({}, {}) | {"subtype": "message_deleted", "message": None}, "T1", BOT)
    tombstone = heard(changed({}, {"subtype": "tombstone", "text": "This message was deleted."}), "T1", BOT)
    for found, revision in ((edited, "5.000000"), (deleted, "deleted"), (tombstone, "deleted")):
        assert found is not None
        assert (found.kind, found.revision, found.ts, found.text) == (JobKind.GONE, revision, "1.000100", "")
    assert heard(changed({"text": "oops"}, {"text": "sorry"}), "T1", BOT) is None
    assert heard(changed({"text": "oops"}, {}) | {"subtype": "message_deleted"}, "T1", BOT) is None


@pytest.mark.parametrize(
    "after",
    [
        {"attachments": [{"from_url": "https://a.example", "text": "a preview of many words that Slack has made"}]},
        {"reply_count": 2, "thread_ts": "1.000100"},
        {"text": "another text that nobody edited", "edited": None},
    ],
)
def test_what_is_no_edit_is_left_alone(after: dict[str, Any]) -> None:
    """Unfurls, replies in the thread, and the bot's own changes."""
    assert heard(changed({}, after), "T1", BOT, OWN_BOT) is None
    own = changed({"user": BOT, "bot_id": OWN_BOT}, {"user": BOT, "bot_id": OWN_BOT, "text": f"{NEWS}, changed"})
    assert heard(own, "T1", BOT, OWN_BOT) is None


def test_other_apps_posts_are_known_for_what_they_are() -> None:
    """Whether they are read is for the channel to say; none of them is talk with the bot."""
    feed = event(bot_id="B1", user=None, text=f"<@{BOT}> <https://a.example/story>", subtype="bot_message")
    found = heard(feed, "T1", BOT, OWN_BOT)
    assert found is not None
    assert (found.user_id, found.addressed, found.kind) == ("B1", False, JobKind.SHARE)
    assert by_app(feed)
    assert by_app(changed({"bot_id": "B1"}, {"bot_id": "B1"}))
    assert not by_app(event())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"<@{BOT}>", True),
        (f"<@{BOT}> read this, please!", True),
        (f"<@{BOT}> lies das bitte mal", True),
        (f"kannst du den Artikel lesen <@{BOT}>?", True),
        (f"<@{BOT}> help", False),
        (f"<@{BOT}> scale ai", False),
        (f"<@{BOT}> read about scale ai", False),
    ],
)
def test_a_mention_that_wants_its_thread_read_says_no_more(text: str, expected: bool) -> None:
    """Else it asks something."""
    assert asks_to_read(text) is expected


def test_files_come_along() -> None:
    """Named, for whoever waits for a word about them."""
    found = item(text=f"<@{BOT}>", files=[{"name": "deals.csv"}], subtype="file_share")
    assert found is not None
    assert (found.kind, found.files) == (JobKind.QUESTION, ("deals.csv",))
