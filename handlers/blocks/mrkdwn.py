"""Slack's mrkdwn, written safely: foreign text can neither ping, nor link, nor format.

Slack decodes `&amp;`, `&lt;` and `&gt;` and knows no other escape (docs.slack.dev, "Formatting message text"):
there is none for its marks `*`, `_`, `~` and the backtick. They become look-alikes, the only thing that holds in
every client. Links are only ever made here, from http and https addresses.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import quote, urlsplit

from handlers.blocks import limits
from handlers.blocks.limits import fit

_MARKS = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", "&": "&amp;", "<": "&lt;", ">": "&gt;"})
_JOINER = "\u2060"  # takes no room, and no name of an emoji or a group holds it
_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_GROUP = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_FORMATTED = re.compile(r"(?<!\w)([*_~`])(?=\S)([^\n*_~`]*?)(?<=\S)\1(?!\w)")
_BLOCK_QUOTE = re.compile(r"^(?:&gt;|>) ?", re.MULTILINE)
_IN_URLS = "!#$%&'()*+,/:;=?@[]~-._"  # beside letters and digits; the rest is percent-encoded, as < > | and blanks
_SCRIPT_JOINERS = "\u200c\u200d"  # Persian, Hindi and others cannot be spelled without them


def clean(text: str) -> str:
    """`text` on one line, without control and direction characters, and such that it can be sent as UTF-8."""
    if not text.isprintable():
        text = "".join(one if one.isprintable() else _harmless(one) for one in text)
    return " ".join(text.split())


def _harmless(character: str) -> str:
    """A character that str.isprintable refuses: blanks, controls, half surrogates, private ones."""
    if character.isspace() or character in _SCRIPT_JOINERS:
        return character
    category = unicodedata.category(character)
    return {"Cs": "\ufffd", "Co": character}.get(category, "")


def escape(text: str) -> str:
    """Cleaned `text` as mrkdwn that shows just that text."""
    text = _GROUP.sub("@" + _JOINER, _EMOJI.sub(":" + _JOINER, text))
    # Slack quotes a line that begins with ">", escaped or not
    return (_JOINER if text.startswith(">") else "") + text.translate(_MARKS)


def foreign(text: str, limit: int = limits.SENTENCE) -> str:
    """Any text from outside as mrkdwn on one line of at most `limit` characters, escapes included."""
    return escape(fit(clean(text), limit, _cost))


def _cost(text: str) -> int:
    return len(escape(text))


def name(text: str) -> str:
    """A company's or a person's name as mrkdwn; "?" where there is none."""
    return foreign(text, limits.NAME) or "?"


def bold(mrkdwn: str) -> str:
    return f"*{mrkdwn}*" if mrkdwn else ""


def quoted(*lines: str) -> str:
    """Lines of mrkdwn as a block quote."""
    return "\n".join(f"> {line}" for line in lines if line)


def link(url: str | None, label: str) -> str:
    """A link with a label of mrkdwn; just the label where `url` is no http or https address."""
    address = _address(url or "")
    return f"<{address}|{label}>" if address else label


def _address(url: str) -> str:
    url = quote(clean(url), safe=_IN_URLS)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # a host in brackets that is no IPv6 address
        return ""
    address = url.replace("&", "&amp;")
    return address if usable and len(address) <= limits.LINK_URL else ""


def plain_text(mrkdwn: str) -> str:
    """What a person sees of a message's mrkdwn: tokens become their labels, user mentions without one vanish.

    Line breaks stay. Never raises; what is no mrkdwn comes back as it is.
    """
    shown = _TOKEN.sub(_seen, _BLOCK_QUOTE.sub("", mrkdwn))
    for _ in range(2):  # bold may hold italics
        shown = _FORMATTED.sub(r"\2", shown)
    return html.unescape(shown)


def _seen(token: re.Match[str]) -> str:
    content, label = token[1], token[2]
    if content.startswith("@"):
        return label or ""
    if content.startswith("#"):
        return f"#{label}" if label else ""
    if content.startswith("!"):
        return label or content.replace("!", "@", 1)
    return label or content.removeprefix("mailto:").removeprefix("tel:")
