"""A Slack message as lines for a terminal: mrkdwn and blocks become styled text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.style import Style
from rich.text import Text

_MARK = re.compile(
    r"<(?P<url>https?://[^|>]+)(?:\|(?P<label>[^>]*))?>|<[@#!](?P<id>[^|>]+)(?:\|(?P<name>[^>]*))?>"
    r"|(?<![\w*])\*(?=\S)(?P<bold>[^*\n]+)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)(?P<italic>[^_\n]+)(?<=\S)_(?![\w_])"
)


def lines(text: str, blocks: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[Text]:
    """What Slack would show: the blocks where there are any, else the text. `names` leads from ids to names."""
    return [line for block in blocks for line in _block(block, names)] or list(_mrkdwn(text, names))


def print_indented(console: Console, texts: Iterable[Text], indent: int, least: int) -> None:
    """Wrapped to the console's width with every line indented; at least `least` columns of text, however narrow."""
    width = max(console.width - indent, least)
    for text in texts:
        for piece in text.wrap(console, width):
            console.print(Text(" " * indent).append_text(piece), soft_wrap=True)


def _block(block: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Text]:
    match block.get("type"):
        case "header":
            yield Text(block["text"]["text"], style="bold")
        case "section":
            for part in (block.get("text"), *block.get("fields", ())):
                if part:
                    yield from _mrkdwn(part["text"], names)
            if accessory := block.get("accessory"):
                yield _element(accessory)
        case "context":
            for element in block["elements"]:
                for line in _mrkdwn(element.get("text") or element.get("alt_text", ""), names):
                    line.stylize("dim")
                    yield line
        case "divider":
            yield Text("─" * 24, style="dim")
        case "actions":
            yield Text(" ").join(_element(element) for element in block["elements"])
        case "input":
            yield Text.assemble(f"{block['label']['text']}: ", _element(block["element"]))
        case "image":
            yield _element(block)
        case "markdown":
            yield from (Text(line) for line in block["text"].split("\n"))
        case "rich_text" | None:
            return
        case other:
            yield Text(f"({other})", style="dim")


def _element(element: Mapping[str, Any]) -> Text:
    """A button's words, a picture's description, a menu's or field's placeholder."""
    if element["type"] == "image":
        return Text(f"({element['alt_text']})", style="dim")
    words = element.get("text") or element.get("placeholder")
    shown = words["text"] if words else ", ".join(option["text"]["text"] for option in element.get("options", ()))
    return Text(f"[{shown or element['type'].replace('_', ' ')}]", style="cyan")


def _mrkdwn(text: str, names: Mapping[str, str]) -> Iterator[Text]:
    for line in text.split("\n"):
        quoted = line.startswith(">")
        styled = _line(line[1:].lstrip() if quoted else line, names)
        yield Text("▏ ", style="dim").append_text(styled) if quoted else styled


def _line(line: str, names: Mapping[str, str]) -> Text:
    out, end = Text(), 0
    for mark in _MARK.finditer(line):
        out.append(html.unescape(line[end : mark.start()]))
        end = mark.end()
        if mark["url"]:
            out.append(html.unescape(mark["label"] or mark["url"]), style=_link(mark["url"]))
        elif mark["id"]:
            out.append("@" + (mark["name"] or names.get(mark["id"], mark["id"])), style="bold cyan")
        elif mark["bold"]:
            out.append_text(_styled(mark["bold"], "bold", names))
        else:
            out.append_text(_styled(mark["italic"], "italic", names))
    return out.append(html.unescape(line[end:]))


def _link(url: str) -> Style:
    return Style(underline=True, link=html.unescape(url))


def _styled(inner: str, style: str, names: Mapping[str, str]) -> Text:
    text = _line(inner, names)
    text.stylize(style)
    return text
