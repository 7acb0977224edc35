"""Clean paragraphs: what `Article.text` is made of, from a page or a pasted text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

MAX_TEXT = 100_000  # characters of an article
MAX_RUN = 64  # characters without a space; spaCy's tokenizer takes 40 s for 50,000 opening brackets in a row

_STEP = 1024  # characters normalised at a time
_NEWLINES = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Controls, soft hyphens, zero-width and bidirectional marks, byte-order marks, noncharacters, lone surrogates.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_BLANK_LINES = re.compile(r"\n(?: ?\n)+")
_LINE_EDGES = re.compile(r" ?\n ?")
_LONG_RUN = re.compile(rf"\S{{{MAX_RUN}}}(?=\S)")
_PUNCTUATION = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”“’»«)]*(?=\s)")


def clean(text: str) -> str:
    """One kind of newline and of space, nothing unseen, at most one blank line, no run of over 64 characters."""
    text = _UNSEEN.sub("", _NEWLINES.sub("\n", _composed(text)))
    text = _LINE_EDGES.sub("\n", _SPACES.sub(" ", text))
    return _LONG_RUN.sub(r"\g<0> ", _BLANK_LINES.sub("\n\n", text)).strip()


def _composed(text: str) -> str:
    """NFC, in steps: it takes quadratic time on a long run of combining marks (400,000 of them: 140 s)."""
    if text.isascii():
        return text
    return "".join(normalize("NFC", text[start : start + _STEP]) for start in range(0, len(text), _STEP))


def joined(paragraphs: Iterable[str]) -> str:
    """Paragraphs with a blank line between them, empty ones left out."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def titled(title: str | None, body: str) -> str:
    """The body under its title's line, unless it begins with the title anyway."""
    if not title or folded(body[: 2 * len(title) + 20]).startswith(folded(title)):
        return body
    return joined((title, body))


def folded(text: str) -> str:
    """What stays of a text when case, spaces and punctuation don't count."""
    return _PUNCTUATION.sub("", text.casefold())


def capped(text: str, limit: int = MAX_TEXT) -> str:
    """At most `limit` characters, cut at the end of a paragraph, else of a sentence, else between two words."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    least = limit // 2  # a cut further up would lose too much
    paragraph = head.rfind("\n\n", least)
    if paragraph >= 0:
        return head[:paragraph].rstrip()
    ends = [end.end() for end in _SENTENCE_END.finditer(head, least)]
    return head[: ends[-1] if ends else max(head.rfind(" ", least), least)].rstrip()
