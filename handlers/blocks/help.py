"""What the bot does and how to ask it, with examples."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.message import Rendered, rendered, section
from handlers.blocks.words.help import HELP

_DEAL = (
    ("share",),
    ("ask", "deal", "plain", "who", "mention"),
    ("filters", "when", "price", "kind", "where", "party", "order"),
    ("do", "add", "export", "more"),
)
_WHO = (("who_person", "who_company", "who_left", "who_mention"),)
_HEADINGS = ("share", "ask", "filters", "do")


def help_text(lang: str) -> Rendered:
    """Behind `/deal help`, and for who mentions the bot and asks nothing."""
    return _help("what", _DEAL, lang)


def who_help(lang: str) -> Rendered:
    """Behind `/who help`."""
    return _help("who_what", _WHO, lang)


def _help(opening: str, groups: Sequence[Sequence[str]], lang: str) -> Rendered:
    texts = HELP.of(lang)
    shown = [[texts[key] if key in _HEADINGS else f"• {texts[key]}" for key in group] for group in groups]
    text = " ".join([texts[opening], *(line.replace("*", "") for lines in shown for line in lines)])
    return rendered(text, section(texts[opening]), *(section(*lines) for lines in shown))
