"""Articles read from pages, and pages that hold none."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles.prose import clean
from bot.errors import NoText, UnreadablePage
from storage.records import Article
from tests.pages import STORY, URL, document, read

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
    "Nordwind buys Quarry Labs for 40 million euros. The founder joins the board of the buyer.",
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


def test_fetching_loads_no_parser() -> None:
    """The process that answers Slack stays small: trafilatura and lxml are the reading process's."""
    script = (
        "import sys, bot.articles.links, bot.articles.fetch\n"
        "sys.exit(bool({'trafilatura', 'lxml', 'htmldate', 'spacy'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
