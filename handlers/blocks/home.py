"""The App Home: a search, the latest deals, what is watched, digests, and how to start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    PlainTextInputElement,
    SectionBlock,
)

from handlers.blocks import limits
from handlers.blocks.buttons import CardKey
from handlers.blocks.deal import headline
from handlers.blocks.formats import day
from handlers.blocks.message import Rendered, context, section, sections, with_own_ids
from handlers.blocks.modal import label
from handlers.blocks.words import Words
from handlers.blocks.words.help import HELP
from handlers.blocks.words.home import HOME
from storage.deal_view import told_on
from storage.records import Deal

SEARCH, BACK = "home.search", "home.back"
MAX_QUESTION = 300  # characters
_LINES_SHOWN = 15  # of watches and of digests
_READ_ONLY = ("deal.sources",)  # what of an answer can be pressed here: the rest is told in the message it stands on


@dataclass(frozen=True, slots=True)
class Home:
    """What one person sees there. `watches` and `digests` are lines of mrkdwn."""

    deals: Sequence[Deal] = ()  # newest first
    watches: Sequence[str] = ()
    digests: Sequence[str] = ()
    bot: str = "dealbot"  # what it is called in the workspace


def home_view(home: Home, words: Words) -> dict[str, Any]:
    return _view([_search(words), *_deals(home, words), *_lists(home, words), *_start(home, words)])


def answer_view(answers: Sequence[Rendered], words: Words) -> dict[str, Any]:
    """An answer in the place of the lists, with a way back to them."""
    texts = HOME.of(words.lang)
    back = ActionsBlock(
        block_id=BACK,
        elements=[ButtonElement(text=label(f"← {texts['back']}", limits.OPTION), action_id=BACK)],
    )
    head = [_search(words), back]
    shown = [block for answer in answers for each in answer.blocks if (block := _read_only(each))]
    room = limits.VIEW_BLOCKS - len(head)
    if len(shown) > room:
        shown = [*shown[: room - 1], context(texts["more"]).to_dict()]
    return _view([*head, *with_own_ids(shown)])


def _view(blocks: Sequence[Block | Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": "home",
        "blocks": [each.to_dict() if isinstance(each, Block) else dict(each) for each in blocks][: limits.VIEW_BLOCKS],
    }


def _search(words: Words) -> InputBlock:
    texts = HOME.of(words.lang)
    return InputBlock(
        block_id="search",
        label=label(texts["search"], limits.LABEL),
        hint=label(texts["search_hint"], limits.LABEL),
        element=PlainTextInputElement(action_id=SEARCH, max_length=MAX_QUESTION),
        dispatch_action=True,
        optional=True,
    )


def _deals(home: Home, words: Words) -> Iterator[Block]:
    texts = HOME.of(words.lang)
    yield HeaderBlock(text=label(texts["latest"], limits.HEADER))
    if not home.deals:
        yield section(texts["latest_none"])
    for number, deal in enumerate(home.deals):
        newest = max(map(told_on, deal.sources), default=deal.last_seen.date())
        lines = (headline(deal.facts, words, deal.source_count), texts["told"].format(date=day(newest, words)))
        yield SectionBlock(
            block_id=f"{CardKey(words.lang, deal.id)}.{number}",
            text=MarkdownTextObject(text="\n".join(lines), verbatim=True),
            accessory=ButtonElement(text=texts["sources"], action_id="deal.sources", value=deal.id),
        )


def _lists(home: Home, words: Words) -> Iterator[Block]:
    texts = HOME.of(words.lang)
    for name, lines in (("watches", home.watches), ("digests", home.digests)):
        yield HeaderBlock(text=label(texts[name], limits.HEADER))
        more = [words.more.format(count=len(lines) - _LINES_SHOWN)] if len(lines) > _LINES_SHOWN else []
        yield from sections([*lines[:_LINES_SHOWN], *more] or [texts[f"{name}_none"]])


def _start(home: Home, words: Words) -> Iterator[Block]:
    texts = HOME.of(words.lang)
    yield DividerBlock()
    helped = [HELP.of(words.lang)[key] for key in ("share", "deal", "who", "mention")]
    lines = [texts["start_invite"].format(bot=home.bot), *helped, texts["start_correct"]]
    yield section(f"*{texts['start']}*", *(f"• {line}" for line in lines))


def _read_only(block: Mapping[str, Any]) -> dict[str, Any] | None:
    """A block of an answer without what can only be pressed in a message."""
    kept = {name: value for name, value in block.items() if name != "accessory"}
    if block.get("type") != "actions":
        return kept
    elements = [each for each in block["elements"] if each.get("action_id") in _READ_ONLY]
    return {**kept, "elements": elements} if elements else None
