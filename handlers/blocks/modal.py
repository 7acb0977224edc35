"""Modals within Slack's limits: their frame, and the kinds of entries that they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from handlers.blocks import limits
from handlers.blocks.limits import fit
from handlers.blocks.message import sections
from handlers.blocks.mrkdwn import clean, plain_text
from handlers.blocks.words.deciding import DECIDING

NOTICE = "notice"  # the callback id of a modal that only says something


def modal(
    callback_id: str, lang: str, title: str, blocks: Sequence[Block], *, submit: str | None = None, metadata: str = ""
) -> dict[str, Any]:
    """A modal of at most `limits.VIEW_BLOCKS` blocks; `submit` labels its button where there is something to enter."""
    texts = DECIDING.of(lang)
    view = View(
        type="modal",
        callback_id=callback_id,
        title=label(title, limits.TITLE),
        submit=label(submit, limits.TITLE) if submit else None,
        close=label(texts["cancel" if submit else "close"], limits.TITLE),
        blocks=blocks[: limits.VIEW_BLOCKS],
        private_metadata=metadata,
    )
    return dict(view.to_dict())


def notice(lang: str, *lines: str, title: str = "refused_title") -> dict[str, Any]:
    """A modal that says something; `title` is one of DECIDING's."""
    return modal(NOTICE, lang, DECIDING.of(lang)[title], sections(lines))


def loading(lang: str) -> dict[str, Any]:
    """Shown while what was asked for is looked up."""
    return notice(lang, DECIDING.of(lang)["loading"], title="loading")


def label(text: str, limit: int) -> PlainTextObject:
    """Text without markup, as it is: colons make no emoji."""
    return PlainTextObject(text=fit(clean(text), limit) or "?", emoji=False)


def plain(mrkdwn: str, limit: int) -> PlainTextObject:
    """What a line of mrkdwn shows, for places that take none."""
    return label(plain_text(mrkdwn), limit)


def entry(
    block_id: str, name: str, element: InputInteractiveElement, *, hint: str = "", optional: bool = True
) -> InputBlock:
    return InputBlock(
        block_id=block_id,
        label=label(name, limits.LABEL),
        element=element,
        hint=label(hint, limits.LABEL) if hint else None,
        optional=optional,
    )


def text_entry(action_id: str, value: str, *, multiline: bool = False) -> PlainTextInputElement:
    return PlainTextInputElement(action_id=action_id, initial_value=value or None, multiline=multiline)


def choice(action_id: str, options: Sequence[Option], chosen: str) -> StaticSelectElement:
    """One of the options; the one with the value `chosen` stands there at first."""
    initial = next((each for each in options if each.value == chosen), None)
    return StaticSelectElement(action_id=action_id, options=list(options), initial_option=initial)


def option(value: str, text: PlainTextObject) -> Option:
    return Option(value=value, text=text)
