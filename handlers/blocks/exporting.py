"""What stands above a file of deals, and why there is none."""

from __future__ import annotations

from decimal import Decimal

from handlers.blocks.citations import counted
from handlers.blocks.formats import number
from handlers.blocks.message import Rendered, context, rendered, section
from handlers.blocks.mrkdwn import bold
from handlers.blocks.words import Words, words_of
from handlers.blocks.words.exporting import EXPORTING


def anchor(count: int, more: bool, kind: str, remarks: str, words: Words) -> Rendered:
    """`37 deals as CSV: with Meta, since 1 January 2024`; `more`: the file holds only so many. `remarks` are mrkdwn."""
    texts = EXPORTING.of(words.lang)
    deals = counted(words.deals, count)
    told = {"format": kind, "remarks": remarks or texts["everything"]}
    limit = texts["limit"].format(count=number(Decimal(count), words)) if more else ""
    text = texts["anchor"].format(deals=deals, **told)
    line = texts["anchor"].format(deals=bold(deals), **told)
    blocks = [section(line), *([context(limit)] if limit else [])]
    return rendered(". ".join(filter(None, (text, limit))) + ".", *blocks)


def not_here(lang: str) -> Rendered:
    """The bot is not in the channel, and nobody sees its files there."""
    return _said("not_here", lang)


def none(lang: str) -> Rendered:
    """No deal is known here."""
    return _said("none", lang)


def title(lang: str) -> str:
    """What the file is called."""
    return EXPORTING.of(words_of(lang).lang)["title"]


def _said(key: str, lang: str) -> Rendered:
    sentence = EXPORTING.of(lang)[key]
    return rendered(sentence, section(sentence))
