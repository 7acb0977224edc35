"""What Slack refuses in blocks, with the words and pointers of its own refusals.

Source of the limits: docs.slack.dev/reference/block-kit, one page a block and element. They are written down here
again, apart from the ones the bot keeps to, so that a mistake there is refused here.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from bot.playground.element_rules import ID_LENGTH, IN_ACTIONS, IN_INPUT, IN_SECTION, element, image
from bot.playground.records import SlackError
from bot.playground.rule_parts import Problems, Rule, count, flag, items, listed, string, text, text_object, unique

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
ALL_BLOCK_TEXT = 13_000  # characters; undocumented, reported by many, answered with msg_blocks_too_long
TABLE_ROWS, TABLE_CELLS = 100, 20
MARKDOWN_LENGTH = 12_000


def check_blocks(blocks: Sequence[Mapping[str, Any]]) -> None:
    """Raise what Slack answers to a message with these blocks: `invalid_blocks` or `msg_blocks_too_long`."""
    problems = list(_blocks(blocks, "/blocks", MESSAGE_BLOCKS, _IN_MESSAGES))
    if problems:
        raise SlackError("invalid_blocks", *problems)
    if sum(len(shown) for shown in texts(blocks)) > ALL_BLOCK_TEXT:
        raise SlackError("msg_blocks_too_long")


def check_view(view: Mapping[str, Any]) -> None:
    """Raise `invalid_arguments` for a modal or Home tab that Slack refuses."""
    problems = list(_view(view))
    if problems:
        raise SlackError("invalid_arguments", *problems)


def check_files(blocks: Sequence[Mapping[str, Any]], known: Container[str]) -> None:
    """Raise `invalid_blocks` for a picture whose uploaded file there is not."""
    for file_id in slack_files(blocks):
        if file_id not in known:
            raise SlackError("invalid_blocks", f"invalid slack file: {file_id} [json-pointer:/blocks]")


def slack_files(node: Any) -> Iterator[str]:
    """The ids of the uploaded files that blocks show."""
    if isinstance(node, Mapping):
        file = node.get("slack_file")
        if isinstance(file, Mapping) and file.get("id"):
            yield str(file["id"])
        for value in node.values():
            yield from slack_files(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from slack_files(item)


def texts(node: Any) -> Iterator[str]:
    """Every text a reader sees in blocks, wherever it stands."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            if name in ("text", "alt_text") and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for item in node:
            yield from texts(item)


def _view(view: Mapping[str, Any]) -> Problems:
    if not isinstance(view.get("blocks"), list):
        yield "missing required field: blocks [json-pointer:/view]"
    blocks = [block for block, _ in items(view, "/view", "blocks")]
    yield from _blocks(blocks, "/view/blocks", VIEW_BLOCKS, _IN_VIEWS)
    if view.get("type") == "modal":
        yield from _modal(view, blocks)
    elif view.get("type") != "home":
        yield "must be one of: modal, home [json-pointer:/view/type]"
    yield from string(view, "/view", "private_metadata", 3000, required=False)
    for name in ("callback_id", "external_id"):
        yield from string(view, "/view", name, ID_LENGTH, required=False)


def _modal(view: Mapping[str, Any], blocks: Sequence[Mapping[str, Any]]) -> Problems:
    yield from text(view, "/view", "title", 24, "plain_text")
    for button in ("submit", "close"):
        yield from text(view, "/view", button, 24, "plain_text", required=False)
    for name in ("clear_on_close", "notify_on_close", "submit_disabled"):
        yield from flag(view, "/view", name)
    if view.get("submit") is None and any(block.get("type") == "input" for block in blocks):
        yield "`submit` is required when an `input` block exists [json-pointer:/view]"


def _blocks(blocks: Sequence[Mapping[str, Any]], at: str, most: int, allowed: Mapping[str, Rule]) -> Problems:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        here = f"{at}/{place}"
        rule = allowed.get(str(block.get("type")))
        if rule is None:
            yield f"unsupported type: {block.get('type')} [json-pointer:{here}/type]"
            continue
        yield from string(block, here, "block_id", ID_LENGTH, required=False)
        yield from unique(block, here, "block_id", seen)
        yield from rule(block, here)
    if len([block for block in blocks if block.get("type") == "table"]) > 1:
        yield f"only one table is allowed [json-pointer:{at}]"


def _section(block: Mapping[str, Any], at: str) -> Problems:
    if block.get("text") is None and not block.get("fields"):
        yield f"missing required field: text [json-pointer:{at}]"
    yield from text(block, at, "text", 3000, required=False)
    if block.get("fields"):
        yield from count(block, at, "fields", 10)
        for item, here in items(block, at, "fields"):
            yield from text_object(item, here, 2000)
    if block.get("accessory") is not None:
        yield from element(block["accessory"], f"{at}/accessory", IN_SECTION)


def _header(block: Mapping[str, Any], at: str) -> Problems:
    yield from text(block, at, "text", 150, "plain_text")


def _context(block: Mapping[str, Any], at: str) -> Problems:
    yield from count(block, at, "elements", 10)
    for item, here in items(block, at, "elements"):
        if item.get("type") == "image":
            yield from image(item, here)
        else:
            yield from text_object(item, here, 3000)


def _actions(block: Mapping[str, Any], at: str) -> Problems:
    yield from count(block, at, "elements", 25)
    seen: set[str] = set()
    for item, here in items(block, at, "elements"):
        yield from element(item, here, IN_ACTIONS)
        yield from unique(item, here, "action_id", seen)


def _image(block: Mapping[str, Any], at: str) -> Problems:
    yield from image(block, at)
    yield from text(block, at, "title", 2000, "plain_text", required=False)


def _input(block: Mapping[str, Any], at: str) -> Problems:
    yield from text(block, at, "label", 2000, "plain_text")
    yield from text(block, at, "hint", 2000, "plain_text", required=False)
    for name in ("optional", "dispatch_action"):
        yield from flag(block, at, name)
    if block.get("element") is None:
        yield f"missing required field: element [json-pointer:{at}]"
    else:
        yield from element(block["element"], f"{at}/element", IN_INPUT)


def _divider(block: Mapping[str, Any], at: str) -> Problems:
    yield from ()


def _rich_text(block: Mapping[str, Any], at: str) -> Problems:
    kinds = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
    yield from count(block, at, "elements", 1000)
    for item, here in items(block, at, "elements"):
        if item.get("type") not in kinds:
            yield f"unsupported type: {item.get('type')} [json-pointer:{here}/type]"


def _markdown(block: Mapping[str, Any], at: str) -> Problems:
    yield from string(block, at, "text", MARKDOWN_LENGTH)


def _table(block: Mapping[str, Any], at: str) -> Problems:
    yield from count(block, at, "rows", TABLE_ROWS)
    for place, row in enumerate(listed(block, "rows")):
        here = f"{at}/rows/{place}"
        cells = row if isinstance(row, list) else []
        if not 1 <= len(cells) <= TABLE_CELLS:
            yield f"must have 1 to {TABLE_CELLS} cells [json-pointer:{here}]"
        for number, cell in enumerate(cells):
            if not isinstance(cell, Mapping) or cell.get("type") not in ("raw_text", "rich_text"):
                yield f"unsupported cell [json-pointer:{here}/{number}]"


_IN_VIEWS: Mapping[str, Rule] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "divider": _divider,
    "rich_text": _rich_text,
}
_IN_MESSAGES: Mapping[str, Rule] = {**_IN_VIEWS, "markdown": _markdown, "table": _table}
