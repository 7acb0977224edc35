"""What Slack's client makes of typed text: links, mentions and escapes, and the rich_text block beside them.

Source: "Formatting text for app surfaces" in Slack's documentation, and messages recorded from real workspaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.playground.records import Json

# Slack links bare names under domains it knows; a handful is enough here
_BARE = r"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|org|net|de|io|ai|co|uk|eu)\b(?:/[^\s<>]*)?"
_PIECE = re.compile(
    rf"(?P<url>https?://[^\s<>]+)|(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]*\w)|(?P<bare>{_BARE})"
    r"|(?P<at>(?<![\w@])@[\w.-]*\w)|(?P<hash>(?<![\w#&])#[\w-]+)",
    re.IGNORECASE,
)
_BROADCASTS = ("here", "channel", "everyone")
_TRAILING = ".,;:!?'\"*_~”’»"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message: `text` as Slack stores it, `element` of the rich_text block."""

    text: str
    element: Json


def escape(text: str) -> str:
    """Escape the three characters Slack's markup is made of."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, users: Mapping[str, str], channels: Mapping[str, str]) -> tuple[str, Json]:
    """Return what Slack stores for typed `text`: its mrkdwn and its rich_text block.

    `users` and `channels` lead from lower-case names to ids.
    """
    pieces = list(_pieces(text, users, channels))
    section = {"type": "rich_text_section", "elements": [piece.element for piece in pieces]}
    return "".join(piece.text for piece in pieces), {"type": "rich_text", "block_id": "typed", "elements": [section]}


def _pieces(text: str, users: Mapping[str, str], channels: Mapping[str, str]) -> Iterator[Piece]:
    start = 0
    for match in _PIECE.finditer(text):
        if match.start() < start:
            continue
        found = _special(match, users, channels)
        if found is None:
            continue
        piece, end = found
        if match.start() > start:
            yield _plain(text[start : match.start()])
        yield piece
        start = end
    if start < len(text):
        yield _plain(text[start:])


def _plain(text: str) -> Piece:
    return Piece(escape(text), {"type": "text", "text": text})


def _special(match: re.Match[str], users: Mapping[str, str], channels: Mapping[str, str]) -> tuple[Piece, int] | None:
    word = match[0]
    match match.lastgroup:
        case "url" | "bare":
            address = _without_trailing(word)
            return _link(address, bare=match.lastgroup == "bare"), match.start() + len(address)
        case "mail":
            piece = Piece(f"<mailto:{word}|{word}>", {"type": "link", "url": f"mailto:{word}", "text": word})
        case "at" if word[1:].lower() in _BROADCASTS:
            piece = Piece(f"<!{word[1:].lower()}>", {"type": "broadcast", "range": word[1:].lower()})
        case "at" if user_id := users.get(word[1:].lower()):
            piece = Piece(f"<@{user_id}>", {"type": "user", "user_id": user_id})
        case "hash" if channel_id := channels.get(word[1:].lower()):
            piece = Piece(f"<#{channel_id}|{word[1:].lower()}>", {"type": "channel", "channel_id": channel_id})
        case _:
            return None
    return piece, match.end()


def _link(address: str, *, bare: bool) -> Piece:
    if not bare:
        return Piece(f"<{escape(address)}>", {"type": "link", "url": address})
    url = f"http://{address}"
    return Piece(f"<{escape(url)}|{escape(address)}>", {"type": "link", "url": url, "text": address})


def _without_trailing(address: str) -> str:
    """Cut the sentence's punctuation, and a closing bracket that was opened before the link."""
    while address:
        if address[-1] in _TRAILING or (address[-1] == ")" and address.count(")") > address.count("(")):
            address = address[:-1]
        else:
            break
    return address
