"""What is told: one line for the channel, and the details in its thread, or a notice for the asker alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.blocks.message import Card, Rendered, joined, messages
from handlers.blocks.words import Words

MOST_DETAILS = 4  # messages behind the anchor: a response_url, where the bot is no member, works five times


@dataclass(frozen=True, slots=True)
class Answer:
    """What is posted for everybody, or else a notice for the asker alone.

    `anchor` is one line for the channel, `details` are the replies in its thread, in order.
    """

    anchor: Rendered | None = None
    details: tuple[Rendered, ...] = ()
    notice: Rendered | None = None

    def in_thread(self) -> tuple[Rendered, ...]:
        """The same for a thread that is there already, such as a mention's."""
        if self.anchor and len(self.details) == 1:
            (detail,) = self.details
            return self.details if _begins_with(detail, self.anchor) else joined(self.anchor, detail)
        return tuple(one for one in (self.anchor, *self.details, self.notice) if one)


def _begins_with(detail: Rendered, lead: Rendered) -> bool:
    """Whether a detail's own first words are the lead's, as a person's card begins with the person's line."""
    first, line = (one.blocks[0].get("text", {}).get("text", "") if one.blocks else "" for one in (detail, lead))
    return bool(line) and first.startswith(line)


def details(cards: Sequence[Card], others: Callable[[int], Sequence[Card]], words: Words) -> tuple[Rendered, ...]:
    """As many of the cards as MOST_DETAILS messages hold, then `others`, which are told how many those are."""
    for shown in range(len(cards), 0, -1):
        told = messages([*cards[:shown], *others(shown)], words)
        if len(told) <= MOST_DETAILS:
            break
    return told[:MOST_DETAILS]
