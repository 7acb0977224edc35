"""A Web API call's arguments: from the query, a form or JSON, with Slack's refusals of what is missing or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.contents import parsed
from bot.playground.records import SlackError

_TS = re.compile(r"\d{10,}\.\d{6}")


class Arguments(Mapping[str, Any]):
    """The arguments by name; the token is not among them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def required(self, name: str) -> str:
        """Raises `invalid_arguments` where it is missing or empty."""
        value = self._values.get(name)
        if value is None or value == "":
            raise SlackError("invalid_arguments", f"missing required field: {name}")
        return str(value)

    def optional(self, name: str) -> str | None:
        value = self._values.get(name)
        return None if value in (None, "") else str(value)

    def flag(self, name: str) -> bool:
        return str(self._values.get(name, "")).lower() in ("1", "true")

    def thread_ts(self) -> str | None:
        """Raises `invalid_thread_ts` for what is no ts."""
        thread_ts = self.optional("thread_ts")
        if thread_ts is not None and not _TS.fullmatch(thread_ts):
            raise SlackError("invalid_thread_ts", f"{thread_ts} is not a valid thread_ts")
        return thread_ts

    def json(self, name: str) -> Any:
        """An argument that is an object or a list, also when it comes as a string. Raises `invalid_arguments`."""
        return parsed(self._values.get(name), "invalid_arguments")


@dataclass(frozen=True)
class Page:
    """A page of a long answer: `cursor` is where the next one begins, "" after the last."""

    items: list[Any]
    cursor: str

    def metadata(self) -> dict[str, Any]:
        return {"response_metadata": {"next_cursor": self.cursor}}


def page(items: list[Any], arguments: Arguments, *, default: int, most: int) -> Page:
    """Cut the page that `limit` and `cursor` ask for. Raises `invalid_cursor`, `invalid_limit`."""
    start = _whole(arguments.optional("cursor") or "0", "invalid_cursor", low=0)
    limit = min(_whole(arguments.optional("limit") or str(default), "invalid_limit", low=1), most)
    end = start + limit
    return Page(items[start:end], str(end) if end < len(items) else "")


def _whole(text: str, error: str, low: int) -> int:
    if not text.isdecimal() or int(text) < low:
        raise SlackError(error)
    return int(text)
