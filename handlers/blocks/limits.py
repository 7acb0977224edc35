"""Slack's limits, in one place, and how text is fitted into them.

Sources: docs.slack.dev (reference/block-kit, reference/methods/chat.postMessage). The budget for all the text of
one message is not documented; about 13,000 characters is what people report before Slack answers `msg_too_long`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

BLOCKS = 50  # in a message
VIEW_BLOCKS = 100  # in a modal or a Home tab
HEADER = 150
TITLE = 24  # of a modal, and its buttons' labels
LABEL = 2_000  # of an entry in a modal, and the hint under it
OPTION = 75  # an option's text
OPTIONS = 100  # of a menu
ENTRY = 3_000  # what stands in a text entry at first
VALUE = 2_000  # of a button
SECTION_TEXT = 3_000
FIELD_TEXT = 2_000  # a cell of a section with two columns
CONTEXT_ELEMENTS = 10
BUTTON_TEXT = 75
RESPONSES = 5  # messages that a response_url takes
MESSAGE_TEXT = 13_000  # of all blocks together
ALT_TEXT = 1_000  # of an uploaded picture
FALLBACK_TEXT = 4_000  # a longer `text` is split by Slack at arbitrary places

# Ours, so that one long value never crowds out the others; in characters as sent, after escaping.
# A section holds FACTS, the quoted SENTENCE and the link to its article: together less than SECTION_TEXT.
NAME = 80
FIRST_WORDS = 50  # of a pasted text, to tell it from others
PHRASE = 120
SENTENCE = 600
QUOTE = 320  # of a sentence on a card; the whole of it stands under "Sources"
FACTS = 900
LINK_URL = 1_200  # a longer address is no link
NAMES = 4  # names in one enumeration; the others are counted

CUT = " …"
_SENTENCE_ENDS = (". ", "! ", "? ")


def fit(text: str, limit: int, cost: Callable[[str], int] = len) -> str:
    """`text`, or its beginning and `CUT` when it costs more than `limit`.

    It is cut at the end of a sentence or else of a word, unless that would lose more than half of what fits.
    `cost` must grow with every character, by one or more.
    """
    if len(text) <= limit and cost(text) <= limit:
        return text
    room = limit - len(CUT)
    length = bisect_right(range(room + 1), room, key=lambda end: cost(text[:end])) - 1
    return text[: _end(text, length)].rstrip() + CUT


def _end(text: str, length: int) -> int:
    kept = text[: length + 1]  # one more: the blank that ends the last word
    for end in (max(kept.rfind(mark) for mark in _SENTENCE_ENDS) + 1, kept.rfind(" ")):
        if end > length // 2:
            return end
    return length
