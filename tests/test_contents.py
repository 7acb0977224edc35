"""What a message holds, wherever its author's client or app has put it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.mrkdwn import typed
from handlers.contents import bare_links_in, blocks_text, contents_of, links_in

URL = "https://paper.example/story?a=1&b=2"
IN_MRKDWN = "https://paper.example/story?a=1&amp;b=2"


def rich(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}]


def test_rich_text_alone_is_read() -> None:
    """Some clients send no text beside it."""
    message = {"text": "", "blocks": rich({"type": "text", "text": "A & B: "}, {"type": "link", "url": URL})}
    held = contents_of(message)
    assert held.text == f"A &amp; B: <{IN_MRKDWN}>"
    assert held.links == (URL,)


def test_what_is_typed_comes_out_of_its_blocks_as_it_stands_in_its_text() -> None:
    """So it does not matter which of the two is there."""
    text, block = typed(f"look @anna in #deals: {URL} about booking.com, <b> & more", {"anna": "U1"}, {"deals": "C1"})
    assert blocks_text([block]) == text.replace("<#C1|deals>", "<#C1>")
    assert contents_of({"text": text, "blocks": [block]}).links == contents_of({"blocks": [block]}).links == (URL,)


def test_lists_quotes_and_code_are_text_too() -> None:
    """And elements nobody knows are left out."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
    block = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_list", "elements": [section, section]},
            {"type": "rich_text_quote", "elements": [{"type": "emoji", "name": "wave"}, {"type": "novelty"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]},
        ],
    }
    assert blocks_text([block]) == "one\none\n:wave:\n<@U1>"


def test_a_forwarded_message_is_read() -> None:
    """By its text, or the blocks it had."""
    inner = {"message": {"blocks": rich({"type": "link", "url": URL, "text": "story"})}}
    for attachment in ({"is_share": True, "text": f"<{IN_MRKDWN}>"}, {"is_share": True, "message_blocks": [inner]}):
        assert contents_of({"text": "see:", "attachments": [attachment]}).links == (URL,)


def test_a_preview_is_nobodys_words() -> None:
    """Neither one of Slack's own under a person's link, nor under an app's."""
    preview = {"from_url": URL, "title": "Meta buys Scale AI", "title_link": URL, "text": "Meta buys it all today"}
    assert contents_of({"text": "hi", "attachments": [preview]}).text == "hi"
    assert contents_of({"text": "hi", "attachments": [preview], "bot_id": "B1"}).text == "hi"


def test_an_apps_attachment_is_its_word() -> None:
    """As RSS apps post: the title with its link."""
    attachment = {"title": "Meta | Scale", "title_link": URL, "pretext": "News", "text": "It happened."}
    held = contents_of({"text": "", "bot_id": "B1", "attachments": [attachment]})
    assert held.text == f"News\n<{URL}|Meta   Scale>\nIt happened."
    assert contents_of({"text": "", "attachments": [attachment]}).text == ""


def test_an_apps_blocks_count_where_they_say_more_than_its_text() -> None:
    """Its text may be no more than a notification."""
    block = {"type": "section", "text": {"type": "mrkdwn", "text": f"<{URL}|A long story about Meta and Scale>"}}
    assert contents_of({"text": "1 new item", "bot_id": "B1", "blocks": [block]}).links == (URL,)
    assert contents_of({"text": "what I typed", "blocks": [block]}).text == "what I typed"


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([{"type": "header", "text": {"type": "plain_text", "text": "A <b> & c"}}], "A &lt;b&gt; &amp; c"),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "*x*"}, {"type": "image"}]}], "*x*"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}, {"type": "mrkdwn", "text": "b"}]}], "a\nb"),
        ([{"type": "divider"}, {"type": "actions", "elements": []}, "nonsense", None, 5], ""),
        ({"type": "section"}, ""),
        ([{"type": ["rich_text"]}, {"type": "section", "text": "x"}, {"type": "rich_text", "elements": {}}], ""),
        (rich({"type": "link", "url": "javascript:alert(1)", "text": "x"}, {"type": ["text"]}), "x"),
        (rich({"type": "link", "url": "https://a.example/|<b>"}), ""),
    ],
)
def test_blocks_of_all_kinds_and_none(blocks: Any, text: str) -> None:
    """What is no block has no words, and what is no link makes none."""
    assert blocks_text(blocks) == text


def test_files_are_named() -> None:
    """By their name, else their title."""
    files = [{"name": "deals.csv"}, {"title": "Report"}, {}, "x"]
    assert contents_of({"text": "", "files": files}).files == ("deals.csv", "Report", "?")


def test_blocks_nested_without_end_are_cut_off() -> None:
    """Nobody's client nests them so; somebody's may."""
    block: dict[str, Any] = {"type": "rich_text", "elements": []}
    for _ in range(5_000):
        block = {"type": "rich_text", "elements": [block]}
    assert blocks_text([block]) == ""


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"{IN_MRKDWN}.", (URL,)),
        (f"(see {URL})", (URL,)),
        ("https://acme.slack.com/archives/C1/p1 and http://a.example/x", ("http://a.example/x",)),
        ("<https://a.example/in|brackets>", ()),
        ("nothing here: //a.example, ftp://a.example", ()),
    ],
)
def test_addresses_as_typed_are_links_of_a_command(text: str, links: tuple[str, ...]) -> None:
    """Slack makes none there of what was typed."""
    assert bare_links_in(text) == links


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["text", "blocks", "type", "elements", "attachments", "files", "url", "is_share", "bot_id"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(["text", "blocks", "attachments", "files", "bot_id"]), _JSON))
def test_no_message_breaks_the_reading(message: dict[str, Any]) -> None:
    """Slack's JSON is from outside, too."""
    held = contents_of(message)
    assert held.links == links_in(held.text)
