"""Web pages of our own, and what is read from them."""

from __future__ import annotations

from bot.articles.fetch import Page
from bot.articles.page import read_page
from storage.records import Article

URL = "https://www.hafenblatt.example/wirtschaft/nordwind-kauft-quarry-4711.html?utm_source=feed"

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
