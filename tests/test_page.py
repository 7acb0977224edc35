"""Articles read from pages and from pasted texts, and pages that hold none."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring  # type: ignore[import-untyped]  # lxml ships no types

from bot.articles.charsets import decode
from bot.articles.fetch import Page
from bot.articles.markup import MAX_TAG, parsable
from bot.articles.page import pasted, read_page
from bot.articles.prose import MAX_TEXT, capped, clean
from bot.errors import NoText, PageTooBig, UnreadablePage
from storage.records import Article

URL = "https://www.hafenblatt.example/wirtschaft/nordwind-kauft-quarry-4711.html?utm_source=feed"

GERMAN = """<!doctype html><html lang="de-DE"><head><meta charset="utf-8">
<title>Nordwind kauft Quarry Labs | Hafenblatt</title>
<meta property="og:title" content="Nordwind kauft Quarry Labs für 40 Millionen Euro">
<meta property="og:site_name" content="Hafenblatt">
<meta property="article:published_time" content="2025-06-18T07:30:00+02:00">
<meta property="article:modified_time" content="2025-06-20T09:00:00+02:00">
<link rel="canonical" href="https://www.hafenblatt.example/wirtschaft/nordwind-kauft-quarry-4711.html">
<script>var x = "<div " + 'class="a"';</script></head>
<body><header><nav><ul><li><a href="/">Start</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<div class="cookie-banner"><p>Wir verwenden Cookies. Bitte stimmen Sie zu.</p><button>Alle akzeptieren</button></div>
<main><article><h1>Nordwind kauft Quarry Labs für 40 Millionen Euro</h1>
<p class="lead">Der Bremer Roboterbauer Nordwind übernimmt den Grazer Sensorhersteller Quarry&nbsp;Labs vollständig.</p>
<p>Der Preis liege bei <strong>40&nbsp;Millionen Euro</strong>, teilte das Unternehmen am Mittwoch mit. Verkäufer ist
die Beteiligungsgesellschaft <a href="/firma/eisvogel">Eisvogel Capital</a>, die 60 Prozent hielt.</p>
<h2>Gründerin wechselt</h2>
<ul><li>Ida Kern, 41, zieht in den Vorstand von Nordwind ein.</li><li>Der Standort Graz bleibt erhalten.</li></ul>
<p>Die Behörden müssen noch zustimmen. Nordwind rechnet mit einem Abschluss im Herbst.</p></article>
<aside><h3>Mehr zum Thema</h3><ul><li><a href="/1">Tessera sucht Käufer</a></li><li><a href="/2">Ostrom wächst</a></li>
</ul></aside></main><footer><p>© 2025 Hafenblatt</p><ul><li><a href="/impressum">Impressum</a></li></ul></footer>
</body></html>"""

GERMAN_TEXT = """Nordwind kauft Quarry Labs für 40 Millionen Euro

Der Bremer Roboterbauer Nordwind übernimmt den Grazer Sensorhersteller Quarry Labs vollständig.

Der Preis liege bei 40 Millionen Euro, teilte das Unternehmen am Mittwoch mit. Verkäufer ist die \
Beteiligungsgesellschaft Eisvogel Capital, die 60 Prozent hielt.

Gründerin wechselt

Ida Kern, 41, zieht in den Vorstand von Nordwind ein.

Der Standort Graz bleibt erhalten.

Die Behörden müssen noch zustimmen. Nordwind rechnet mit einem Abschluss im Herbst."""

STORY = (
    "<p>Tessera Health agreed on Monday to buy the clinic chain Halbmond for $310 million in cash and stock.</p>"
    "<p>The boards of both companies have approved the sale, which needs the consent of two regulators.</p>"
    "<p>“We have known each other for years,” said Mara Lindqvist, who runs Tessera and will lead both.</p>"
)


def document(body: str, head: str = "<title>Tessera buys Halbmond</title>", lang: str = "en") -> str:
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'


def page(html: str | bytes, kind: str = "text/html", charset: str | None = None, url: str = URL) -> Page:
    body = html if isinstance(html, bytes) else html.encode()
    return Page(url, url, kind, charset, body)


def read(html: str | bytes, kind: str = "text/html", charset: str | None = None) -> Article:
    return read_page(page(html, kind, charset))


def test_a_german_page_becomes_an_article() -> None:
    """Title, paragraphs, headings and list items in their order, and nothing of what stands around them."""
    assert read(GERMAN) == Article(
        text=GERMAN_TEXT,
        url=URL,
        canonical_url="https://www.hafenblatt.example/wirtschaft/nordwind-kauft-quarry-4711.html",
        title="Nordwind kauft Quarry Labs für 40 Millionen Euro",
        site="Hafenblatt",
        published=date(2025, 6, 18),
        lang="de",
    )


def test_an_english_page_becomes_an_article() -> None:
    """The site's name is taken off the title, and the title put above a text that doesn't begin with it."""
    head = (
        "<title>Tessera buys Halbmond for $310 million - The Ledger</title>"
        '<meta property="og:locale" content="en_GB"><meta name="application-name" content="The Ledger">'
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":'
        '"Tessera buys Halbmond for $310 million","datePublished":"2025-06-16","publisher":{"@type":"Organization",'
        '"name":"The Ledger"}}</script>'
    )
    article = read(document(f"<main><article>{STORY}</article></main>", head, lang=""))
    assert article.text.startswith("Tessera buys Halbmond for $310 million\n\nTessera Health agreed on Monday")
    assert article.text.count("\n\n") == 3
    assert (article.site, article.published, article.lang) == ("The Ledger", date(2025, 6, 16), "en")


def test_a_title_that_the_text_begins_with_stands_there_once() -> None:
    """Whatever quotes and spaces are between its words."""
    body = f"<article><h1>Tessera  buys “Halbmond”</h1>{STORY}</article>"
    article = read(document(body, '<title>x</title><meta property="og:title" content=\'Tessera buys "Halbmond"\'>'))
    assert article.text.startswith("Tessera buys “Halbmond”\n\nTessera Health agreed")


def test_lists_and_tables_are_kept() -> None:
    """Nested items are paragraphs of their own, rows keep their cells apart."""
    body = (
        f"<article>{STORY}<ol><li>First step<ul><li>Part one of it</li></ul></li><li>Second step</li></ol>"
        "<table><tr><th>Buyer</th><th>Price</th></tr><tr><td>Tessera</td><td>$310m</td></tr></table></article>"
    )
    text = read(document(body)).text
    assert text.endswith("First step\n\nPart one of it\n\nSecond step\n\nBuyer | Price\n\nTessera | $310m")


@pytest.mark.parametrize(
    ("declared", "key"),
    [
        ("https://m.hafenblatt.example/a-1.html", "https://m.hafenblatt.example/a-1.html"),
        ("https://hafenblatt.example/a-1.html?utm_source=x", "https://hafenblatt.example/a-1.html"),
        ("https://www.hafenblatt.example/", None),
        ("https://other.example/a-1.html", None),
        ("https://hafenblatt.example.evil.example/a", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_a_page_may_name_its_own_address(declared: str, key: str | None) -> None:
    """On its own site, and not just the front page: otherwise one page could pass for another."""
    head = f'<title>Tessera buys Halbmond</title><link rel="canonical" href="{declared}">'
    article = read(document(f"<article>{STORY}</article>", head))
    assert article.canonical_url == (key or URL.partition("?")[0])


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2025-06-18">',
        '<meta itemprop="datePublished" content="2025-06-18T10:00:00Z">',
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2025-06-18"}</script>',
    ],
)
def test_the_day_is_read_from_where_pages_declare_it(head: str) -> None:
    """Meta tags and JSON-LD."""
    assert read(document(f"<article>{STORY}</article>", head)).published == date(2025, 6, 18)


def test_the_day_is_read_from_the_page_where_its_head_has_none() -> None:
    """A time element in the article."""
    body = f'<article><time datetime="2025-06-18T08:00">today</time>{STORY}</article>'
    assert read(document(body)).published == date(2025, 6, 18)


def test_no_day_is_made_up() -> None:
    """A page without a date has none."""
    assert read(document(f"<article>{STORY}</article>")).published is None


def test_a_body_that_stands_in_json_is_read() -> None:
    """Script-driven sites that give search engines the text give it to us."""
    story = STORY.replace("<p>", "").replace("</p>", " ").replace('"', "'")
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{story}"}}</script>'
    assert "$310 million" in read(document('<div id="root"></div>', head)).text


def test_xhtml_is_read() -> None:
    """With its XML declaration, which lxml refuses in text."""
    html = '<?xml version="1.0" encoding="utf-8"?>' + document(f"<div>{STORY}</div>")
    assert "$310 million" in read(html, "application/xhtml+xml").text


def test_plain_text_is_read() -> None:
    """A press release in plain text: headline, date, paragraphs."""
    text = f"Tessera buys Halbmond\r\n\r\nJune 16, 2025\r\n\r\n{STORY}".replace("<p>", "").replace("</p>", "\r\n\r\n")
    article = read(text, "text/plain")
    assert (article.title, article.published) == ("Tessera buys Halbmond", date(2025, 6, 16))
    assert article.text.startswith("Tessera buys Halbmond\n\nTessera Health agreed")


def test_a_short_flash_is_an_article() -> None:
    """Two sentences are enough."""
    flash = (
        "<p>Bremen (hb) - Nordwind übernimmt Quarry Labs für 40 Millionen Euro. Das teilten beide Unternehmen am "
        "Mittwochabend nach einer Sitzung ihrer Aufsichtsräte mit, ohne weitere Einzelheiten zu nennen.</p>"
    )
    assert "40 Millionen" in read(document(f"<main>{flash}</main>", lang="de")).text


def test_an_article_under_a_consent_banner_is_an_article() -> None:
    """A banner doesn't hide what is there."""
    banner = "<div><p>We and our partners use cookies on your device.</p><p>Manage your privacy choices.</p></div>"
    assert "$310 million" in read(document(f"{banner}<article>{STORY * 3}</article>")).text


WALLS = {
    "empty": "",
    "an empty body": document(""),
    "one word": document("<p>OK</p>"),
    "not even HTML": "just some words " * 3,
    "a login": document(
        "<main><h1>Welcome back</h1><p>Log in to your account to continue reading this story.</p><form>"
        '<label>Email</label><input name="mail"><input type="password"></form><p>Forgot your password?</p>'
        "<p>You need an account to read this article. Subscribe to continue and get unlimited access to every story, "
        "newsletter and podcast on any device you own.</p></main>"
    ),
    "a German login": document(
        "<main><h1>Weiterlesen mit Hafenblatt Plus</h1><p>Dieser Artikel ist nur für Abonnenten lesbar.</p><p>Sie sind "
        "bereits Abonnent? Melden Sie sich hier mit Ihrem Konto an, um den Artikel auf allen Geräten zu lesen.</p><p>"
        "Jetzt testen: vier Wochen lang alle Texte und das E-Paper für einen Euro.</p></main>",
        lang="de",
    ),
    "a teaser and a wall": document(
        "<article><p>Tessera Health is about to buy a clinic chain.</p><p>This story is only for subscribers. "
        "Subscribe to read the rest and start your free trial today, cancel at any time you like.</p></article>"
    ),
    "a consent page": document(
        "<main><h1>Before you continue</h1>"
        "<p>We and our 842 partners store and access information on your device, such as unique identifiers.</p>"
        "<p>With your consent, we and our partners may use precise geolocation data and identification.</p>"
        "<p>You can change your mind at any time and withdraw consent under the link in the footer of each page.</p>"
        "<p>Some of this work rests on legitimate interest, against which you can object in the settings.</p>"
        "<p>Personalised ads and content, ad measurement, audience insights and product development are the aims.</p>"
        "<button>Accept all</button><button>Manage preferences</button></main>"
    ),
    "a German consent page": document(
        "<main><h1>Hafenblatt mit Werbung lesen</h1><p>Wir verwenden Cookies und ähnliche Verfahren, um Informationen "
        "auf Ihrem Endgerät zu speichern.</p><p>Mit Ihrer Einwilligung verarbeiten wir und 211 Partner Daten für "
        "personalisierte Werbung, Messung und Forschung.</p><p>Ihre Zustimmung können Sie jederzeit in der "
        "Datenschutzerklärung widerrufen.</p><button>Alle akzeptieren</button></main>",
        lang="de",
    ),
    "a script shell": document(
        '<div id="app"></div><noscript><p>You need to enable JavaScript to run this app.</p></noscript>'
        "<script>window.__STATE__ = {};</script>"
    ),
    "a robot check": document(
        "<main><h1>Just a moment...</h1><p>Checking your browser before accessing the site. Please verify that you are "
        "a human by completing the captcha below. This process is automatic and will redirect you shortly.</p></main>"
    ),
    "a page that is gone": document(
        "<main><h1>Oops</h1><p>The page you are looking for cannot be found, it may have moved to another place or was "
        "taken away long ago, so please try our search or go to the front page instead.</p></main>"
    ),
    "a picture gallery": document(
        "<main><h1>The new harbour in pictures</h1>"
        + "".join(
            f'<figure><img src="/{n}.jpg"><figcaption>The cranes of pier {n} were painted blue in spring, as the port '
            "authority had promised.</figcaption></figure>"
            for n in range(12)
        )
        + "</main>"
    ),
    "a gallery of slides": document(
        "<main><h1>Der neue Hafen</h1>"
        + "".join(
            f'<div class="slide"><img src="/{n}.jpg"><p class="slide-caption">Bild {n} von 12: Die Kräne an Pier {n} '
            "wurden im Frühling blau gestrichen, wie versprochen.</p></div>"
            for n in range(1, 13)
        )
        + "</main>",
        lang="de",
    ),
    "a list of headlines": document(
        "<main>"
        + "".join(f'<h3><a href="/{n}">Halbmond weighs sale of unit {n}</a></h3>' for n in range(30))
        + "</main>"
    ),
}


@pytest.mark.parametrize("html", WALLS.values(), ids=WALLS)
def test_pages_without_an_article_are_told_apart(html: str) -> None:
    """Nothing is made up from logins, consent pages, robot checks, script shells and galleries."""
    with pytest.raises(NoText):
        read(html)


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


def test_long_text_ends_with_a_paragraph() -> None:
    """The cap is 100,000 characters."""
    text = "\n\n".join(["A sentence of some words, and another one. It goes on."] * 4000)
    short = capped(text)
    assert MAX_TEXT - 100 < len(short) <= MAX_TEXT
    assert short.endswith("It goes on.")
    assert text.startswith(short + "\n\n")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("One two. Three four. Five", "One two. Three four."),
        ("One two three four five six", "One two three four"),
        ("x" * 50, "x" * 11),
        ("One two.\n\nThree", "One two.\n\nThree"),
    ],
)
def test_text_is_cut_at_the_best_place(text: str, short: str) -> None:
    """A sentence's end, else a space, else anywhere."""
    assert capped(text, 22) == short


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        (" a \n \n\n\t b ", "a\n\nb"),
        ("15\u00a0Mio.\u202f€", "15 Mio. €"),
        ("Scha\u00adden\u200b\ufeff\x00\x07\ud800", "Schaden"),
        ("u\u0308ber", "über"),
        ("\u202eevil\u202c", "evil"),
        ("(" * 130, f"{'(' * 64} {'(' * 64} (("),
        ("", ""),
    ],
)
def test_text_is_cleaned(raw: str, text: str) -> None:
    """Newlines, spaces, marks nobody sees, and runs that would stall a tokenizer."""
    assert clean(raw) == text


BODY = "Nordwind buys Quarry Labs for 40 million euros. The founder joins the board of the buyer."


@pytest.mark.parametrize(
    ("text", "title", "published"),
    [
        (f"18.06.2025\n\nNordwind buys Quarry\n\n{BODY}", "Nordwind buys Quarry", date(2025, 6, 18)),
        (f"Nordwind buys Quarry\nJune 18, 2025\n\n{BODY}", "Nordwind buys Quarry", date(2025, 6, 18)),
        (f"Nordwind buys Quarry\n{BODY}", "Nordwind buys Quarry", None),
        (f"Nordwind buys Quarry!\n\n{BODY}", "Nordwind buys Quarry!", None),
        (f"\n\n  2025-06-18  \n{BODY}", None, date(2025, 6, 18)),
        (BODY, None, None),
        ("Nordwind buys Quarry", None, None),
        (f"{BODY}\n\n{BODY}", None, None),
        (
            f"Nordwind said on Tuesday that it will buy the sensor maker\nQuarry Labs for 40 million.\n\n{BODY}",
            None,
            None,
        ),
        (f"Update:\n\n{BODY}", None, None),
        (f"{'Nordwind ' * 30}\n\n{BODY}", None, None),
        (f"31.02.2025 ist kein Tag\n\n{BODY}", "31.02.2025 ist kein Tag", None),
    ],
)
def test_a_pasted_texts_headline_and_date_are_found(text: str, title: str | None, published: date | None) -> None:
    """A date line and a first line without a full stop, over more text."""
    article = pasted(text)
    assert (article.title, article.published) == (title, published)
    assert article.text.startswith(title or article.text[:1])
    assert "2025-06-18" not in article.text
    assert (article.url, article.canonical_url, article.lang) == (None, None, None)


def test_a_pasted_text_keeps_its_words() -> None:
    """Only the date line is taken out; the title stands first."""
    article = pasted("18. Juni 2025\r\n\r\nNordwind kauft Quarry\r\n\r\nErster Absatz.\r\nWeiter.\r\n\r\n\r\nZweiter.")
    assert article.text == "Nordwind kauft Quarry\n\nErster Absatz.\nWeiter.\n\nZweiter."


@pytest.mark.parametrize(
    "line",
    [
        "18.06.2025",
        "18.6.2025",
        "18. 6. 2025",
        "2025-06-18",
        "18. Juni 2025",
        "18 June 2025",
        "18th of June 2025",
        "June 18, 2025",
        "Jun. 18, 2025",
        "June 18th, 2025",
        "Mittwoch, 18. Juni 2025",
        "Mi., 18.06.2025",
        "Wed, June 18, 2025",
        "Wednesday 18 June 2025",
        "Veröffentlicht am 18.06.2025 um 10:32 Uhr",
        "Stand: 18.06.2025, 10:32 Uhr",
        "Published on June 18, 2025 at 9:05 am ET",
        "18/06/2025",
        "06/18/2025",
        "18.06.2025.",
    ],
)
def test_date_lines_are_read(line: str) -> None:
    """As English and German pages write them."""
    assert pasted(f"{line}\n\n{BODY}") == Article(text=BODY, published=date(2025, 6, 18))


@pytest.mark.parametrize(
    "line",
    [
        "06/07/2025",
        "31.02.2025",
        "13 Nivose 2025",
        "June 2025",
        "2025",
        "On June 18, 2025 Nordwind bought Quarry.",
        "1.2",
    ],
)
def test_other_lines_are_no_dates(line: str) -> None:
    """What may mean two days, no day, or more than a day."""
    assert pasted(f"{line}\n\n{BODY}").published is None


def test_german_months_are_known() -> None:
    """All twelve, and the Austrian January."""
    months = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November")
    found = [pasted(f"1. {month} 2025\n\n{BODY}").published for month in (*months, "Dezember")]
    assert found == [date(2025, number, 1) for number in range(1, 13)]
    assert pasted(f"1. Jänner 2025\n\n{BODY}").published == date(2025, 1, 1)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\x00"])
def test_blanks_are_no_text(text: str) -> None:
    """There is nothing to read."""
    with pytest.raises(NoText):
        pasted(text)


SOUP = [
    *(
        "<p>",
        "</p>",
        "<table>",
        "<td>",
        "<li>",
        "<ul>",
        "<br>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<",
        ">",
        "&#0;",
    ),
    *("&nbsp;", "\x00", "\ud800", "ü", "<html>", "</body>", "<title>", "<h1>", "<meta charset=x>", "\n", "<svg>", '="'),
    BODY,
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SOUP), max_size=40))
def test_no_page_breaks_the_reader(parts: list[str]) -> None:
    """A page is read or refused, whatever is in it."""
    html = "".join(parts).encode("utf-8", "surrogatepass")
    for kind in ("text/html", "text/plain"):
        try:
            article = read(html, kind)
        except UnreadablePage:
            continue
        assert article.text == clean(article.text)


@given(st.text())
def test_no_text_breaks_pasting(text: str) -> None:
    """A pasted text is cleaned or has nothing in it."""
    try:
        article = pasted(text)
    except NoText:
        return
    assert article.text
    assert article.title is None or article.text.startswith(article.title)


def test_fetching_loads_no_parser() -> None:
    """The process that answers Slack stays small: trafilatura and lxml are the reading process's."""
    script = (
        "import sys, bot.articles.links, bot.articles.fetch\n"
        "sys.exit(bool({'trafilatura', 'lxml', 'htmldate', 'spacy'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
