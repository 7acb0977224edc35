"""From blocks that belong together to messages Slack accepts, split only between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ContextBlock,
    DividerBlock,
    MarkdownTextObject,
    SectionBlock,
)

from handlers.blocks import limits
from handlers.blocks.limits import fit
from handlers.blocks.words import Words

_RESERVE_BLOCKS = 3  # the remark that something was left out, the buttons, and the number of the part
_RESERVE_TEXT = 600


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: `blocks` is what is shown, `text` what notifications and screen readers say, complete in itself."""

    text: str
    blocks: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """Blocks that stay together in one message, such as a deal's; `text` says the same in a sentence or two.

    `buttons` stand under it where it has a message to itself, the `menu` where it stands among others with buttons.
    """

    text: str
    blocks: tuple[Block, ...]
    buttons: ActionsBlock | None = None
    menu: ActionsBlock | None = None


def section(*lines: str) -> SectionBlock:
    """Lines of mrkdwn. `verbatim`: Slack adds no links or mentions of its own."""
    return SectionBlock(text=MarkdownTextObject(text="\n".join(filter(None, lines)), verbatim=True))


def sections(lines: Sequence[str], mark: str = "\n", room: int = limits.SECTION_TEXT) -> list[SectionBlock]:
    """Lines of mrkdwn, joined by `mark`, in as few sections as hold them. None may be longer than `room`."""
    groups: list[str] = []
    for line in filter(None, lines):
        if groups and len(groups[-1]) + len(mark) + len(line) <= room:
            groups[-1] += mark + line
        else:
            groups.append(line)
    return [section(group) for group in groups]


def context(*remarks: str) -> ContextBlock:
    """Remarks in small print, side by side. At most `limits.CONTEXT_ELEMENTS`."""
    return ContextBlock(elements=[MarkdownTextObject(text=one, verbatim=True) for one in remarks if one])


def columns(*cells: str) -> SectionBlock:
    """Up to ten cells of mrkdwn, two beside each other."""
    return SectionBlock(fields=[MarkdownTextObject(text=cell, verbatim=True) for cell in cells])


def rendered(text: str, *blocks: Block) -> Rendered:
    """One message. Raises slack_sdk's SlackObjectFormationError when a block breaks a limit."""
    return Rendered(fit(text, limits.FALLBACK_TEXT), with_own_ids([block.to_dict() for block in blocks]))


def with_own_ids(blocks: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Slack refuses a message with two blocks of one id: the second goes without."""
    seen: set[Any] = {None}
    kept = []
    for block in blocks:
        again = block.get("block_id") in seen
        kept.append({name: value for name, value in block.items() if not (again and name == "block_id")})
        seen.add(block.get("block_id"))
    return tuple(kept)


def joined(lead: Rendered, detail: Rendered) -> tuple[Rendered, ...]:
    """Both as one message with the lead's text, or one after the other where one message has no room for both."""
    blocks = (*lead.blocks, *detail.blocks)
    if len(blocks) > limits.BLOCKS or sum(map(_shown, blocks)) > limits.MESSAGE_TEXT:
        return lead, detail
    return (Rendered(lead.text, with_own_ids(blocks)),)


def _shown(block: Mapping[str, Any]) -> int:
    return sum(map(len, _labels(block)))


def messages(cards: Iterable[Card], words: Words) -> tuple[Rendered, ...]:
    """As few messages as hold all cards, in order, numbered "1/2" where there are several.

    A card too big for a message of its own loses its last blocks, and says so.
    """
    parts: list[list[Card]] = []
    for card in (_bounded(card, words) for card in cards):
        if parts and _fits([*parts[-1], card]):
            parts[-1].append(card)
        else:
            parts.append([card])
    return tuple(_part(part, number, len(parts)) for number, part in enumerate(parts, 1))


def _part(cards: Sequence[Card], number: int, count: int) -> Rendered:
    text = " ".join(card.text for card in cards if card.text)
    blocks = _joined(cards)
    if count == 1:
        return rendered(text, *blocks)
    return rendered(f"{number}/{count}: {text}", *blocks, context(f"{number}/{count}"))


def _joined(cards: Sequence[Card]) -> list[Block]:
    alone = sum(card.buttons is not None for card in cards) == 1
    blocks: list[Block] = []
    for card in cards:
        pressed = card.buttons if alone else card.menu
        parted = not blocks or (isinstance(blocks[-1], ActionsBlock) and card.menu is not None)
        blocks += ([] if parted else [DividerBlock()]) + list(card.blocks) + ([pressed] if pressed else [])
    return blocks


def _fits(cards: Sequence[Card]) -> bool:
    return _room(_joined(cards))


def _room(blocks: Sequence[Block]) -> bool:
    return (
        len(blocks) <= limits.BLOCKS - _RESERVE_BLOCKS and sum(map(size, blocks)) <= limits.MESSAGE_TEXT - _RESERVE_TEXT
    )


def fitted(card: Card, beside: Sequence[Mapping[str, Any]], words: Words) -> Card:
    """A card for a message in which these blocks stand, too: it loses its last ones where there is no room."""
    room = limits.BLOCKS - _RESERVE_BLOCKS - len(beside)
    text = limits.MESSAGE_TEXT - _RESERVE_TEXT - sum(map(_shown, beside))
    return _bounded(card, words, lambda blocks: len(blocks) <= room and sum(map(size, blocks)) <= text)


def _bounded(card: Card, words: Words, has_room: Callable[[Sequence[Block]], bool] = _room) -> Card:
    kept = list(card.blocks)
    while len(kept) > 1 and not has_room(kept):
        kept.pop()
    if left_out := len(card.blocks) - len(kept):
        kept.append(context(words.left_out.format(count=left_out)))
    return replace(card, blocks=tuple(kept))


def size(block: Block) -> int:
    """The characters of text a block shows."""
    return len(text_of(block))


def text_of(block: Block) -> str:
    if isinstance(block, SectionBlock):
        texts = [block.text, *(block.fields or ())]
        return " ".join(text.text or "" for text in texts if text)
    if isinstance(block, ContextBlock):
        return " ".join(getattr(element, "text", "") for element in block.elements)
    return " ".join(_labels(block.to_dict())) if isinstance(block, ActionsBlock) else ""


def _labels(part: Any) -> Iterator[str]:
    """Every text of a block, those of buttons, menus and their questions too."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            yield from ([value] if name == "text" and isinstance(value, str) else _labels(value))
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for each in part:
            yield from _labels(each)
