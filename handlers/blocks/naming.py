"""Names that people tied: what is told of it, with what it joined, and the list of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, MarkdownTextObject, SectionBlock

from handlers.blocks.deal import brief
from handlers.blocks.doubts import person
from handlers.blocks.formats import day
from handlers.blocks.message import Rendered, context, rendered, section, sections
from handlers.blocks.mrkdwn import name
from handlers.blocks.words import Words
from handlers.blocks.words.naming import NAMING
from storage.records import Alias, Deal

LISTED = 20
JOINED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Card:
    """The message with the card on which names were tied, and the deal that it told of."""

    deal: str
    ts: str | None


def tied(alias: Alias, user_id: str, joined: Sequence[Deal], words: Words, card: Card | None = None) -> Rendered:
    """What somebody decided about a name, and the deals that are one by it, as far as the readers may know them.

    `card`: where it was decided.
    """
    texts = NAMING.of(words.lang)
    form = "added" if alias.stands_for else "removed"
    told = texts[form].format(user=person(user_id), name=name(alias.name), full=name(alias.stands_for or ""))
    blocks: list[Block] = [section(told)]
    if joined:
        lines = [brief(each.facts, words) for each in joined[:JOINED_SHOWN]]
        blocks += sections([texts["joined"], *lines])
    elif alias.stands_for:
        blocks.append(context(texts["joined_none"]))
    return rendered(told, *blocks, ActionsBlock(elements=[_undo(alias, words, card)]))


def listed(aliases: Sequence[Alias], words: Words) -> Rendered:
    """The newest `LISTED`, each with a button that takes it back."""
    texts = NAMING.of(words.lang)
    if not aliases:
        return said(texts["list_empty"])
    blocks: list[Block] = [section(texts["list"])]
    for each in aliases[:LISTED]:
        text = MarkdownTextObject(text=_line(each, words), verbatim=True)
        blocks.append(SectionBlock(text=text, accessory=_undo(each, words)))
    if len(aliases) > LISTED:
        blocks.append(context(texts["list_more"].format(count=LISTED)))
    return rendered(texts["list"], *blocks)


def refused(why: str, names: Sequence[str], words: Words) -> Rendered:
    """Why names are not tied: one of `AliasRefused.why`, or another of NAMING's."""
    return said(NAMING.of(words.lang)[f"refused_{why}"].format(*map(name, names)))


def undone(told: str, user_id: str, words: Words) -> Rendered:
    return said(NAMING.of(words.lang)["undone"].format(told=told, user=person(user_id)))


def said(sentence: str) -> Rendered:
    return rendered(sentence, section(sentence))


def _line(alias: Alias, words: Words) -> str:
    form = NAMING.of(words.lang)["list_line" if alias.stands_for else "list_line_none"]
    return form.format(
        name=name(alias.name),
        full=name(alias.stands_for or ""),
        user=person((alias.author and alias.author.user_id) or ""),
        date=day(alias.at.date(), words) if alias.at else "",
    )


def _undo(alias: Alias, words: Words, card: Card | None = None) -> ButtonElement:
    value = json.dumps({"alias": alias.id, "lang": words.lang} | (asdict(card) if card else {}))
    return ButtonElement(text=NAMING.of(words.lang)["undo"], action_id="alias.undo", value=value)
