"""Pages that would stall the parser, or whose bytes aren't what they say."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring  # type: ignore[import-untyped]  # lxml ships no types

from bot.articles.charsets import decode
from bot.articles.markup import MAX_TAG, parsable
from bot.errors import PageTooBig, UnreadablePage
from tests.pages import STORY, document, read


def test_a_tag_with_100000_attributes_is_refused_at_once() -> None:
    """lxml alone would take over nine seconds for this page of 0.9 MB."""
    attributes = " ".join(f"a{n}=1" for n in range(100_000))
    started = time.process_time()
    with pytest.raises(PageTooBig):
        read(document(f"<div {attributes}>x</div>{STORY}"))
    assert time.process_time() - started < 1


LONG = " ".join(f"k{n}=1" for n in range(MAX_TAG // 6))
LONG_QUOTED = " ".join(f'k{n}=">"' for n in range(MAX_TAG // 8))


@pytest.mark.parametrize(
    "before", ["", "<p title=x", "<!-->", "<?>", "<![CDATA[>", "<script/>", "<!--x-->", '<a b=c=">']
)
@pytest.mark.parametrize("attributes", [LONG, LONG_QUOTED])
def test_a_long_tag_hides_behind_nothing(before: str, attributes: str) -> None:
    """Neither quoted brackets nor half-open comments and tags before it keep it from being seen."""
    with pytest.raises(PageTooBig):
        parsable(document(f"{before}<div {attributes}>x</div>"))


MARKS = [
    *(
        "<a",
        "<p>",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<!",
        "<?",
        "<![CDATA[",
        "]]>",
        "</",
        "</a ",
        "<",
        ">",
        "/>",
        " ",
        "x",
    ),
    *(
        "<script>",
        "<script/>",
        "<script b=c/>",
        "</script>",
        "<title>",
        "</title ",
        "<textarea",
        "</textarea>",
        "<style>",
    ),
    *("</style>", "<xmp>", "</xmp>", "<svg>", '"', "'", "=", '="', "\v", "\f", "\x00", "<plaintext>", "<noscript>"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MARKS), max_size=10), st.lists(st.sampled_from(MARKS), max_size=4))
def test_what_the_parser_takes_for_a_long_tag_is_refused(before: list[str], after: list[str]) -> None:
    """Whatever stands round it: lxml itself says whether it sees the attributes."""
    html = "<html><body>" + "".join(before) + "<div " + " ".join(f'k{n}=">"' for n in range(300)) + ">" + "".join(after)
    if any(len(element.attrib) > 250 for element in document_fromstring(html).iter("*")):
        with pytest.raises(PageTooBig):
            parsable(html, max_tag=1500)


def test_too_many_tags_are_refused() -> None:
    """A page of 3 MB can hold a million paragraphs; that takes a minute to sort through."""
    with pytest.raises(PageTooBig):
        parsable("<p>x" * 100_001)


@pytest.mark.parametrize(
    "long",
    [
        f"<script>var a = '<div ' + '{'x ' * MAX_TAG}';</script>",
        f"<!-- <div {'x ' * MAX_TAG}> -->",
        f"<p>{'a < b and ' * MAX_TAG}</p>",
        f'<img src="data:image/png;base64,{"iVBORw0K" * MAX_TAG}">',
        f"<style>{'a{b:c}' * MAX_TAG}</style>",
    ],
    ids=["script", "comment", "text", "picture", "style"],
)
def test_long_things_that_are_no_tags_pass(long: str) -> None:
    """Scripts, comments, running text and pictures in the page are no reason to refuse it."""
    assert STORY in parsable(document(f"{long}<article>{STORY}</article>"))


@pytest.mark.parametrize("open_tag", ["<div>", "<p>x", "<table><tr><td>", "<ul><li>", "<b>", "<blockquote>", "<"])
def test_hostile_nesting_ends(open_tag: str) -> None:
    """20,000 open tags neither exhaust the stack nor stall."""
    started = time.process_time()
    with pytest.raises(UnreadablePage):
        read(document(open_tag * 20_000))
    assert time.process_time() - started < 10


UMLAUTS = "Über 40 Mio. € für Größe – „schön“"


@pytest.mark.parametrize(
    ("body", "declared", "text"),
    [
        (UMLAUTS.encode(), "utf-8", UMLAUTS),
        (UMLAUTS.encode(), None, UMLAUTS),
        (UMLAUTS.encode(), "iso-8859-1", UMLAUTS),
        (UMLAUTS.encode(), "no-such-charset", UMLAUTS),
        (UMLAUTS.encode("utf-8-sig"), "windows-1252", UMLAUTS),
        (UMLAUTS.encode("cp1252"), "utf-8", UMLAUTS),
        (UMLAUTS.encode("cp1252"), None, UMLAUTS),
        (UMLAUTS.encode("cp1252"), "ISO-8859-1", UMLAUTS),
        (UMLAUTS.encode("cp1252"), '"latin1"', UMLAUTS),
        (b"Gr\xf6\xdfe 5 \xa4", "iso-8859-15", "Größe 5 €"),
        ("Łódź".encode("iso8859-2"), "iso-8859-2", "Łódź"),
        (b'<meta charset="windows-1250">' + "Łódź".encode("cp1250"), None, '<meta charset="windows-1250">Łódź'),
        (b"<meta http-equiv=a content='text/html; charset=koi8-r'>\xf7", None, "<meta http-equiv=a content='text/html; "
         "charset=koi8-r'>В"),
        ("東京".encode("shift_jis"), "shift_jis", "東京"),
        (UMLAUTS.encode("utf-16"), None, UMLAUTS),
        (UMLAUTS.encode("utf-16-le"), "utf-16", UMLAUTS),
        (b"+ADw-p+AD4-", "utf-7", "+ADw-p+AD4-"),
        (b"uryyb", "rot13", "uryyb"),
        (b"\\x41", "unicode_escape", "\\x41"),
        (b"eJwDAAAAAAE=", "zlib", "eJwDAAAAAAE="),
        (UMLAUTS.encode() * 5 + b"\xff", "utf-8", UMLAUTS * 5 + "\ufffd"),
        (b"", None, ""),
    ],
)  # fmt: skip
def test_bytes_become_text_even_where_the_charset_is_a_lie(body: bytes, declared: str | None, text: str) -> None:
    """Declared, undeclared, wrongly declared, and names of codecs that are no charsets."""
    assert decode(body, declared) == text
