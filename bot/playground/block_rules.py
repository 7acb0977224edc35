"""What Slack refuses in blocks, with the words and pointers of its own refusals.

Source of the limits: docs.slack.dev/reference/block-kit, one page a block and element. They are written down here
again, apart from the ones the bot keeps to, so that a mistake there is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.playground.records import SlackError

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
ALL_BLOCK_TEXT = 13_000  # characters; undocumented, reported by many, answered with msg_blocks_too_long
ID_LENGTH = 255
URL_LENGTH = 3000

Problems = Iterator[str]
Rule = Callable[[Mapping[str, Any], str], Problems]


def check_blocks(blocks: Sequence[Mapping[str, Any]]) -> None:
    """Raise what Slack answers to a message with these blocks: `invalid_blocks` or `msg_blocks_too_long`."""
    problems = list(_blocks(blocks, "/blocks", MESSAGE_BLOCKS))
    if problems:
        raise SlackError("invalid_blocks", *problems)
    if sum(len(text) for text in texts(blocks)) > ALL_BLOCK_TEXT:
        raise SlackError("msg_blocks_too_long")


def check_view(view: Mapping[str, Any]) -> None:
    """Raise `invalid_arguments` for a modal or Home tab that Slack refuses."""
    blocks = [block for block, _ in _items(view, "/view", "blocks")]
    problems = list(_blocks(blocks, "/view/blocks", VIEW_BLOCKS))
    if view.get("type") == "modal":
        problems += _text(view, "/view", "title", 24, "plain_text")
        for button in ("submit", "close"):
            problems += _text(view, "/view", button, 24, "plain_text", required=False)
    elif view.get("type") != "home":
        problems.append("must be one of: modal, home [json-pointer:/view/type]")
    problems += _string(view, "/view", "private_metadata", 3000, required=False)
    problems += _string(view, "/view", "callback_id", ID_LENGTH, required=False)
    if problems:
        raise SlackError("invalid_arguments", *problems)


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


def _blocks(blocks: Sequence[Mapping[str, Any]], at: str, most: int) -> Problems:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        here = f"{at}/{place}"
        rule = _BLOCKS.get(str(block.get("type")))
        if rule is None:
            yield f"unsupported type: {block.get('type')} [json-pointer:{here}/type]"
            continue
        yield from _string(block, here, "block_id", ID_LENGTH, required=False)
        yield from _unique(block, here, "block_id", seen)
        yield from rule(block, here)


def _unique(holder: Mapping[str, Any], at: str, name: str, seen: set[str]) -> Problems:
    value = str(holder.get(name) or "")
    if value in seen:
        yield f"`{name}` {value} already exists [json-pointer:{at}/{name}]"
    seen |= {value} if value else set()


def _string(holder: Mapping[str, Any], at: str, name: str, most: int, *, required: bool = True) -> Problems:
    value = holder.get(name)
    if value is None:
        if required:
            yield f"missing required field: {name} [json-pointer:{at}]"
    elif not isinstance(value, str):
        yield f"must be a string [json-pointer:{at}/{name}]"
    elif not value and required:
        yield f"must be more than 0 characters [json-pointer:{at}/{name}]"
    elif len(value) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}/{name}]"


def _text(
    holder: Mapping[str, Any], at: str, name: str, most: int, only: str | None = None, *, required: bool = True
) -> Problems:
    value = holder.get(name)
    if value is None:
        if required:
            yield f"missing required field: {name} [json-pointer:{at}]"
        return
    yield from _text_object(value, f"{at}/{name}", most, only)


def _text_object(value: Any, at: str, most: int, only: str | None = None) -> Problems:
    if not isinstance(value, Mapping):
        yield f"must provide an object [json-pointer:{at}]"
    elif value.get("type") not in ((only,) if only else ("plain_text", "mrkdwn")):
        yield f"unsupported type: {value.get('type')} [json-pointer:{at}/type]"
    else:
        yield from _string(value, at, "text", most)


def _items(holder: Mapping[str, Any], at: str, name: str) -> list[tuple[Mapping[str, Any], str]]:
    items = enumerate(_list(holder, name))
    return [(item if isinstance(item, Mapping) else {}, f"{at}/{name}/{place}") for place, item in items]


def _list(holder: Mapping[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _count(holder: Mapping[str, Any], at: str, name: str, most: int) -> Problems:
    count = len(_list(holder, name))
    if count == 0:
        yield f"no less than 1 items allowed [json-pointer:{at}/{name}]"
    elif count > most:
        yield f"no more than {most} items allowed [json-pointer:{at}/{name}]"


def _section(block: Mapping[str, Any], at: str) -> Problems:
    if block.get("text") is None and not block.get("fields"):
        yield f"missing required field: text [json-pointer:{at}]"
    yield from _text(block, at, "text", 3000, required=False)
    if block.get("fields"):
        yield from _count(block, at, "fields", 10)
        for item, here in _items(block, at, "fields"):
            yield from _text_object(item, here, 2000)
    if block.get("accessory") is not None:
        yield from _element(block["accessory"], f"{at}/accessory")


def _header(block: Mapping[str, Any], at: str) -> Problems:
    yield from _text(block, at, "text", 150, "plain_text")


def _context(block: Mapping[str, Any], at: str) -> Problems:
    yield from _count(block, at, "elements", 10)
    for item, here in _items(block, at, "elements"):
        if item.get("type") == "image":
            yield from _image(item, here)
        else:
            yield from _text_object(item, here, 3000)


def _actions(block: Mapping[str, Any], at: str) -> Problems:
    yield from _count(block, at, "elements", 25)
    seen: set[str] = set()
    for item, here in _items(block, at, "elements"):
        yield from _element(item, here)
        yield from _unique(item, here, "action_id", seen)


def _image(block: Mapping[str, Any], at: str) -> Problems:
    if "slack_file" not in block:
        yield from _string(block, at, "image_url", URL_LENGTH)
    yield from _string(block, at, "alt_text", 2000)
    if block.get("type") == "image" and isinstance(block.get("title"), Mapping):
        yield from _text(block, at, "title", 2000, "plain_text")


def _input(block: Mapping[str, Any], at: str) -> Problems:
    yield from _text(block, at, "label", 2000, "plain_text")
    yield from _text(block, at, "hint", 2000, "plain_text", required=False)
    if block.get("element") is None:
        yield f"missing required field: element [json-pointer:{at}]"
    else:
        yield from _element(block["element"], f"{at}/element")


def _anything(block: Mapping[str, Any], at: str) -> Problems:
    yield from ()


def _markdown(block: Mapping[str, Any], at: str) -> Problems:
    yield from _string(block, at, "text", 12_000)


_BLOCKS: Mapping[str, Rule] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "divider": _anything,
    "markdown": _markdown,
    "rich_text": _anything,
}


def _element(element: Any, at: str) -> Problems:
    if not isinstance(element, Mapping):
        yield f"must provide an object [json-pointer:{at}]"
        return
    rule = _ELEMENTS.get(str(element.get("type")))
    if rule is None:
        yield f"unsupported type: {element.get('type')} [json-pointer:{at}/type]"
        return
    yield from _string(element, at, "action_id", ID_LENGTH, required=False)
    yield from rule(element, at)


def _button(element: Mapping[str, Any], at: str) -> Problems:
    yield from _text(element, at, "text", 75, "plain_text")
    yield from _string(element, at, "value", 2000, required=False)
    yield from _string(element, at, "url", URL_LENGTH, required=False)
    yield from _string(element, at, "accessibility_label", 75, required=False)
    if element.get("style") not in (None, "primary", "danger"):
        yield f"must be one of: primary, danger [json-pointer:{at}/style]"
    if isinstance(element.get("confirm"), Mapping):
        yield from _confirm(element["confirm"], f"{at}/confirm")


def _confirm(confirm: Mapping[str, Any], at: str) -> Problems:
    yield from _text(confirm, at, "title", 100, "plain_text")
    yield from _text(confirm, at, "text", 300)
    for button in ("confirm", "deny"):
        yield from _text(confirm, at, button, 30, "plain_text")


def _menu(element: Mapping[str, Any], at: str) -> Problems:
    yield from _text(element, at, "placeholder", 150, "plain_text", required=False)
    if not element.get("option_groups"):
        yield from _options(element, at, 100)


def _overflow(element: Mapping[str, Any], at: str) -> Problems:
    yield from _options(element, at, 5)


def _choices(element: Mapping[str, Any], at: str) -> Problems:
    yield from _options(element, at, 10)


def _options(element: Mapping[str, Any], at: str, most: int) -> Problems:
    yield from _count(element, at, "options", most)
    for option, here in _items(element, at, "options"):
        yield from _text(option, here, "text", 75)
        yield from _string(option, here, "value", 75)


def _field(element: Mapping[str, Any], at: str) -> Problems:
    yield from _text(element, at, "placeholder", 150, "plain_text", required=False)


_ELEMENTS: Mapping[str, Rule] = {
    "button": _button,
    "image": _image,
    "overflow": _overflow,
    "static_select": _menu,
    "multi_static_select": _menu,
    "checkboxes": _choices,
    "radio_buttons": _choices,
} | dict.fromkeys(
    (
        "plain_text_input",
        "number_input",
        "url_text_input",
        "datepicker",
        "timepicker",
        "conversations_select",
        "channels_select",
        "users_select",
        "multi_users_select",
        "multi_channels_select",
        "multi_conversations_select",
    ),
    _field,
)
