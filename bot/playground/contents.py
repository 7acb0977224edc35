"""What a message may say: text, blocks, attachments, metadata, and what Slack answers when it may not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.block_rules import check_blocks
from bot.playground.records import Blocks, SlackError

TRUNCATED_AT = 40_000  # characters; docs.slack.dev/reference/methods/chat.postMessage, "Truncating content"
SPLIT_AT = 4_000  # a longer text without blocks becomes several messages
MOST_ATTACHMENTS = 100


@dataclass(frozen=True)
class Content:
    """A message's content, checked."""

    text: str
    blocks: Blocks = ()
    attachments: Blocks = ()
    metadata: Mapping[str, Any] | None = None

    def parts(self) -> list[str]:
        """The texts of the messages Slack makes of it: a text over 4,000 characters without blocks is cut up."""
        text = self.text[:TRUNCATED_AT]
        if self.blocks or len(text) <= SPLIT_AT:
            return [text]
        return [text[start : start + SPLIT_AT] for start in range(0, len(text), SPLIT_AT)]


def read_content(arguments: Mapping[str, Any]) -> Content:
    """Read and check `text`, `blocks`, `attachments` and `metadata`, as Slack does before it posts.

    Raises `no_text`, `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`, `invalid_attachments`,
    `invalid_metadata_format`.
    """
    text = str(arguments.get("text") or arguments.get("markdown_text") or "")
    blocks = _objects(arguments.get("blocks"), "invalid_blocks_format")
    attachments = _objects(arguments.get("attachments"), "invalid_attachments")
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    check_blocks(blocks)
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return Content(text, blocks, attachments, _metadata(arguments.get("metadata")))


def parsed(value: Any, error: str) -> Any:
    """The value of an argument that may come as JSON in a string. Raises `error` where it is none."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except ValueError:
        raise SlackError(error) from None


def _objects(value: Any, error: str) -> Blocks:
    items = parsed(value, error)
    if items is None:
        return ()
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise SlackError(error)
    return tuple(items)


def _metadata(value: Any) -> Mapping[str, Any] | None:
    metadata = parsed(value, "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return metadata
