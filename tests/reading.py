"""What a person reads of the bot's messages."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.playground.records import Ephemeral, Message
from bot.playground.transcript import lines


def shown(message: Message | Ephemeral) -> str:
    """Everything a message shows: its text and its blocks, as plain text."""
    blocks = "\n".join(line.plain for line in lines("", message.blocks, {}))
    return f"{message.text}\n{blocks}"


def all_shown(messages: Iterable[Message | Ephemeral]) -> str:
    return "\n".join(shown(message) for message in messages)


def block_types(message: Message | Ephemeral) -> list[Any]:
    return [block["type"] for block in message.blocks if isinstance(block, Mapping)]
