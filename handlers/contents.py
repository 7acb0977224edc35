"""What a Slack message holds: its words as mrkdwn, its links, the names of its files.

People's words stand in `text`, their clients' blocks say the same again. Other apps often put theirs into blocks or
attachments alone. A preview that Slack makes of a link is nobody's words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Json = Mapping[str, Any]

MAX_LINKS = 5  # of one message; more is a link list, not an article someone shares
MAX_TEXT = 100_000  # characters that are kept of a message
MAX_DEPTH = 8  # of blocks in blocks; Slack's clients nest four deep

LINK = re.compile(r"<(https?://([^|>\s]+))(?:\|([^>]*))?>")
BARE_LINK = re.compile(r"(?<![\w<|])https?://[^\s<>|]+")
OWN_HOST = re.compile(r"(?:[\w-]+\.)*slack\.com(?:[/:?#]|$)", re.IGNORECASE)
MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Contents:
    text: str  # Slack's mrkdwn
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # names


def contents_of(message: Json) -> Contents:
    """Of an event's message, or of one that a shortcut was run on; whatever is malformed in it is left out."""
    text = "\n".join(filter(None, _texts(message)))[:MAX_TEXT]
    return Contents(text, links_in(text), tuple(_files(message)))


def links_in(text: str) -> tuple[str, ...]:
    """The links of a message's mrkdwn, each once, without those that lead into Slack.

    A bare domain that Slack itself made a link of is a name.
    """
    found = (
        html.unescape(url)
        for url, address, label in LINK.findall(text)
        if ("/" in address.rstrip("/") or label != address) and not OWN_HOST.match(address)
    )
    return tuple(dict.fromkeys(found))[:MAX_LINKS]


def bare_links_in(text: str) -> tuple[str, ...]:
    """Addresses that stand in a text as they were typed, each once; Slack escapes their ampersands."""
    found = (html.unescape(each).rstrip(".,;:!?'\")") for each in BARE_LINK.findall(LINK.sub(" ", text)))
    return tuple(dict.fromkeys(each for each in found if not OWN_HOST.match(each.partition("://")[2])))


def word_count(text: str) -> int:
    """Words of a message's mrkdwn, links and mentions left out."""
    return len(MARKUP.sub(" ", text).split())


def _texts(message: Json) -> Iterator[str]:
    """The message's own text, then that of messages it forwards, or of what an app attached."""
    yield _body(message)
    by_app = bool(message.get("bot_id"))
    for attachment in _list(message.get("attachments")):
        if attachment.get("is_share"):
            yield _forwarded(attachment)
        elif by_app and not attachment.get("from_url"):
            yield _attached(attachment)


def _body(message: Json) -> str:
    """The text, or the blocks where these say more: an app's text may be no more than a notification."""
    text, shown = _text(message.get("text")), blocks_text(message.get("blocks"))
    says_more = bool(message.get("bot_id")) and word_count(shown) > word_count(text)
    more_links = message.get("bot_id") and set(links_in(shown)) - set(links_in(text))
    return shown if not text.strip() or says_more or more_links else text


def _forwarded(attachment: Json) -> str:
    text = _text(attachment.get("text"))
    inner = (each.get("message") for each in _list(attachment.get("message_blocks")))
    shown = "\n".join(blocks_text(each.get("blocks")) for each in inner if isinstance(each, Mapping))
    return text if text.strip() else shown


def _attached(attachment: Json) -> str:
    title, address = _text(attachment.get("title")), _text(attachment.get("title_link"))
    if address.startswith(("http://", "https://")) and not re.search(r"[|<>\s]", address):
        title = f"<{address}|{title.replace('|', ' ') or 'link'}>"
    parts = (_text(attachment.get("pretext")), title, _text(attachment.get("text")))
    return "\n".join(filter(None, (*parts, blocks_text(attachment.get("blocks")))))


def _files(message: Json) -> Iterator[str]:
    for file in _list(message.get("files")):
        yield _text(file.get("name")) or _text(file.get("title")) or "?"


def blocks_text(blocks: Any) -> str:
    """The words of Block Kit blocks as mrkdwn; what is no block has none."""
    return "\n".join(filter(None, (_block(block, 0) for block in _list(blocks)))).strip()


def _block(block: Json, depth: int) -> str:
    if depth > MAX_DEPTH:
        return ""
    match block.get("type"):
        case "section":
            parts = (block.get("text"), *_list(block.get("fields")))
            return "\n".join(filter(None, map(_composed, parts)))
        case "header":
            return _composed(block.get("text"))
        case "context":
            return " ".join(filter(None, map(_composed, _list(block.get("elements")))))
        case "rich_text" | "rich_text_list":
            return "\n".join(_block(each, depth + 1) for each in _list(block.get("elements")))
        case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
            return "".join(_inline(each) for each in _list(block.get("elements")))
        case "markdown":
            return html.escape(_text(block.get("text")), quote=False)
    return ""


def _composed(text: Any) -> str:
    """A text object; plain text may hold what mrkdwn would take for a mark."""
    if not isinstance(text, Mapping):
        return ""
    said = _text(text.get("text"))
    return said if text.get("type") == "mrkdwn" else html.escape(said, quote=False)


def _link(element: Json) -> str:
    url = _text(element.get("url"))
    label = html.escape(_text(element.get("text")), quote=False)
    if not url.startswith(("http://", "https://")) or re.search(r"[|<>\s]", url):
        return label
    address = html.escape(url, quote=False)
    return f"<{address}|{label}>" if label else f"<{address}>"


_INLINE: Mapping[str, Callable[[Json], str]] = MappingProxyType(
    {
        "text": lambda element: html.escape(_text(element.get("text")), quote=False),
        "link": _link,
        "user": lambda element: f"<@{_text(element.get('user_id'))}>",
        "channel": lambda element: f"<#{_text(element.get('channel_id'))}>",
        "emoji": lambda element: f":{_text(element.get('name'))}:",
    }
)


def _inline(element: Json) -> str:
    kind = element.get("type")
    told = _INLINE.get(kind) if isinstance(kind, str) else None
    return told(element) if told else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> Sequence[Json]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
