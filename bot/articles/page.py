"""The article in a page, or in a pasted text. Pure and synchronous: it runs in a process of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.etree import _Element
from lxml.html import HtmlElement, document_fromstring
from trafilatura import bare_extraction, extract_metadata, load_html

from bot.articles.charsets import decode
from bot.articles.datelines import read_date_line
from bot.articles.fetch import Page
from bot.articles.links import canonical
from bot.articles.markup import parsable
from bot.articles.prose import MAX_TEXT, capped, clean, joined, titled
from bot.articles.walls import has_article
from bot.errors import NoText
from storage.records import Article

MAX_TITLE = 300  # characters; longer "titles" are paragraphs in the wrong tag
# Fast extraction leaves out the comparison with two other algorithms, which took a quarter of the time on the
# bench's pages. Where it finds fewer words than this, that comparison is made after all.
ENOUGH_WORDS = 150
MAX_CAPTION = 400  # characters; what is longer and called a caption is a container of more
MAX_CAPTIONS = 200
MAX_HEADLINE = 160  # characters of a pasted text's first line
# htmldate takes no later date. A fixed day, so that a page is read the same whenever it is read.
_LATEST = "2099-12-31"
_DATES: dict[str, Any] = {"original_date": True, "extensive_search": False, "max_date": _LATEST}
_BLOCKS = frozenset({"p", "head", "list", "item", "quote", "table", "row", "cell", "div", "code", "fw", "ab", "body"})
_SAME_SITE = re.compile(r"^(?:www|m|mobile|amp)\.")
_LANGUAGE = re.compile(r"^([a-z]{2})(?:$|[-_])")


def read_page(page: Page) -> Article:
    """The article of a page: its title, a blank line, its paragraphs with a blank line between them.

    Raises `NoText` where the page holds no article, `PageTooBig` where a tag in it would stall the parser.
    """
    text = decode(page.body, page.charset)
    article = _read_plain(text) if page.content_type == "text/plain" else _read_html(text, page.final_url)
    return replace(article, url=page.url, canonical_url=article.canonical_url or canonical(page.final_url))


def pasted(text: str) -> Article:
    """The article in a text that someone pasted.

    A line at the top that is a date becomes `published`, a first line that reads like a headline `title`. Raises
    `NoText` for a text of nothing but blanks.
    """
    lines = clean(text[: 4 * MAX_TEXT]).split("\n")
    published, lines = _take_date(lines)
    title, lines = _take_title(lines)
    if published is None:
        published, lines = _take_date(lines)
    body = "\n".join(lines).strip()
    if not (title or body):
        raise NoText
    return Article(text=capped(joined((title or "", body))), title=title, published=published)


def _take_date(lines: list[str]) -> tuple[date | None, list[str]]:
    top = next((index for index, line in enumerate(lines) if line), None)
    published = None if top is None else read_date_line(lines[top])
    return (None, lines) if published is None or top is None else (published, lines[top + 1 :])


def _take_title(lines: list[str]) -> tuple[str | None, list[str]]:
    """The first line, if it reads like a headline over what follows."""
    lines = _without_leading_blanks(lines)
    if not lines or not _is_headline(lines[0]):
        return None, lines
    rest = _without_leading_blanks(lines[1:])
    if not rest:
        return None, lines
    # without a blank line between, only a line that is much longer is no continuation of the same sentence
    set_off = lines[1] == "" or read_date_line(lines[1]) is not None or len(lines[1]) > 1.5 * len(lines[0])
    return (lines[0], rest) if set_off else (None, lines)


def _is_headline(line: str) -> bool:
    return len(line) <= MAX_HEADLINE and len(line.split()) >= 2 and not line.endswith((".", ",", ";", ":"))


def _without_leading_blanks(lines: list[str]) -> list[str]:
    start = next((index for index, line in enumerate(lines) if line), len(lines))
    return lines[start:]


def _read_plain(text: str) -> Article:
    article = pasted(text)
    if not has_article(article.text.split("\n\n")):
        raise NoText
    return article


def _read_html(html: str, url: str) -> Article:
    tree = load_html(parsable(html))
    if tree is None:
        raise NoText
    paragraphs = _paragraphs(tree)
    if not has_article(paragraphs, _captions(tree)):
        raise NoText
    metadata = extract_metadata(_outline(tree), url, dict(_DATES))
    title = _title(metadata.title)
    return Article(
        text=capped(titled(title, joined(paragraphs))),
        canonical_url=_canonical(metadata.url, url),
        title=title,
        site=clean(metadata.sitename) if metadata.sitename else None,
        published=_published(metadata.date or find_date(tree, url=url, **_DATES)),
        lang=_language(tree),
    )


def _paragraphs(tree: HtmlElement) -> list[str]:
    quick = _extract(tree, fast=True)
    if sum(len(paragraph.split()) for paragraph in quick) >= ENOUGH_WORDS:
        return quick
    return _extract(tree, fast=False) or quick


def _extract(tree: HtmlElement, *, fast: bool) -> list[str]:
    document = bare_extraction(tree, fast=fast, include_comments=False)
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    return [paragraph for block in _blocks(document.body) if (paragraph := clean(block))]


def _blocks(element: _Element) -> Iterator[str]:
    """The texts of paragraphs, headings, list items and table rows, in their order."""
    if element.tag == "row":
        yield " | ".join(cell for child in element if (cell := " ".join("".join(child.itertext()).split())))
        return
    run = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield "".join(run)
            yield from _blocks(child)
            run = []
        else:
            run.append("\n" if child.tag == "lb" else "".join(child.itertext()))
        run.append(child.tail or "")
    yield "".join(run)


def _captions(tree: HtmlElement) -> list[str]:
    found = tree.xpath(".//figcaption | .//*[contains(@class, 'caption')]")
    texts = (clean(element.text_content()[: MAX_CAPTION + 1]) for element in found[:MAX_CAPTIONS])
    return [text for text in texts if 0 < len(text) <= MAX_CAPTION]


def _outline(tree: HtmlElement) -> HtmlElement:
    """What metadata is read from, without the page's body: searching that for authors takes most of the time."""
    outline = document_fromstring("<html><head></head><body></body></html>")
    head, body = outline
    head.extend(deepcopy(element) for element in tree.xpath(".//head/*"))
    body.extend(
        deepcopy(element) for element in tree.xpath(".//body//h1 | .//body//script[@type='application/ld+json']")
    )
    return outline


def _title(title: str | None) -> str | None:
    line = " ".join(clean(title or "").split())
    return line if line and len(line) <= MAX_TITLE else None


def _published(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _language(tree: HtmlElement) -> str | None:
    """ISO 639-1, from <html lang> or og:locale."""
    declared = [tree.get("lang"), *tree.xpath(".//head/meta[@property='og:locale']/@content")]
    return next((found[1] for text in declared if text and (found := _LANGUAGE.match(text.strip().lower()))), None)


def _canonical(declared: str | None, url: str) -> str:
    """The address that a page calls its own, where it is one of the same site and not just the site's front page."""
    ours = canonical(url)
    theirs = canonical(declared) if declared else ours
    if _site(theirs) != _site(ours) or (_is_front(theirs) and not _is_front(ours)):
        return ours
    return theirs


def _site(url: str) -> str:
    return _SAME_SITE.sub("", urlsplit(url).hostname or "")


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
