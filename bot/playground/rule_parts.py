"""The parts that Slack's rules for blocks are made of: each yields the problems it finds, in Slack's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Problems = Iterator[str]
Rule = Callable[[Mapping[str, Any], str], Problems]


def unique(holder: Mapping[str, Any], at: str, name: str, seen: set[str]) -> Problems:
    value = str(holder.get(name) or "")
    if value in seen:
        yield f"`{name}` {value} already exists [json-pointer:{at}/{name}]"
    seen |= {value} if value else set()


def string(holder: Mapping[str, Any], at: str, name: str, most: int, *, required: bool = True) -> Problems:
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


def text(
    holder: Mapping[str, Any], at: str, name: str, most: int, only: str | None = None, *, required: bool = True
) -> Problems:
    value = holder.get(name)
    if value is None:
        if required:
            yield f"missing required field: {name} [json-pointer:{at}]"
        return
    yield from text_object(value, f"{at}/{name}", most, only)


def text_object(value: Any, at: str, most: int, only: str | None = None) -> Problems:
    if not isinstance(value, Mapping):
        yield f"must provide an object [json-pointer:{at}]"
    elif value.get("type") not in ((only,) if only else ("plain_text", "mrkdwn")):
        yield f"unsupported type: {value.get('type')} [json-pointer:{at}/type]"
    else:
        yield from string(value, at, "text", most)


def items(holder: Mapping[str, Any], at: str, name: str) -> list[tuple[Mapping[str, Any], str]]:
    items = enumerate(listed(holder, name))
    return [(item if isinstance(item, Mapping) else {}, f"{at}/{name}/{place}") for place, item in items]


def listed(holder: Mapping[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def count(holder: Mapping[str, Any], at: str, name: str, most: int) -> Problems:
    count = len(listed(holder, name))
    if count == 0:
        yield f"no less than 1 items allowed [json-pointer:{at}/{name}]"
    elif count > most:
        yield f"no more than {most} items allowed [json-pointer:{at}/{name}]"


def one_of(holder: Mapping[str, Any], at: str, name: str, *allowed: str) -> Problems:
    """A field that may be missing, else has one of a few values."""
    if holder.get(name) not in (None, *allowed):
        yield f"must be one of: {', '.join(allowed)} [json-pointer:{at}/{name}]"


def flag(holder: Mapping[str, Any], at: str, name: str) -> Problems:
    if not isinstance(holder.get(name, False), bool):
        yield f"must be a boolean [json-pointer:{at}/{name}]"


def whole(holder: Mapping[str, Any], at: str, name: str, low: int, high: int) -> Problems:
    value = holder.get(name)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        yield f"must be an integer [json-pointer:{at}/{name}]"
    elif not low <= value <= high:
        yield f"must be between {low} and {high} [json-pointer:{at}/{name}]"


def shaped(holder: Mapping[str, Any], at: str, name: str, pattern: str, said: str) -> Problems:
    """A field that may be missing, else has a certain form, such as a date."""
    value = holder.get(name)
    if value is not None and not (isinstance(value, str) and re.fullmatch(pattern, value)):
        yield f"must be {said} [json-pointer:{at}/{name}]"
