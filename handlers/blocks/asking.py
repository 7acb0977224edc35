"""Buttons that ask: names that may be meant, and the pages of an answer.

A button's value is the question, so it can be pressed for as long as the message stands.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, PlainTextObject

from handlers.blocks import limits
from handlers.blocks.limits import fit
from handlers.blocks.message import Card, Rendered, context, rendered, section, sections
from handlers.blocks.mrkdwn import bold, clean, name
from handlers.blocks.words.asking import ASKING

ASK = "ask"  # "ask.0" to "ask.4"
NEXT, PREVIOUS = "page.next", "page.previous"
CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Question:
    """What a button asks: the text as typed, where, in which language it is answered, and from which deal on."""

    text: str
    asking: str  # a value of handlers.queries.Asking
    lang: str
    offset: int = 0

    def value(self) -> str:
        """As a button carries it, within Slack's limit."""
        return json.dumps(
            {"q": self.text, "for": self.asking, "lang": self.lang, "at": self.offset}, ensure_ascii=False
        )


def question_of(value: Any) -> Question | None:
    """What a button's value asks; None for what no button of ours carries."""
    try:
        read = json.loads(value)
        text, asking, lang = (str(read[key]) for key in ("q", "for", "lang"))
        return Question(text, asking, lang, max(0, int(read.get("at", 0))))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def gone(lang: str) -> Rendered:
    """The button's question can't be told any more."""
    sentence = ASKING.of(lang)["gone"]
    return rendered(sentence, section(sentence))


def which(asked: str, candidates: Sequence[tuple[str, Question]], lang: str) -> Rendered:
    """`I haven't read anything about Sclae yet. Did you mean one of these?` with a button a name."""
    sentence = ASKING.of(lang)["which"].format(name=bold(name(asked)))
    return _offered(sentence, candidates)


def which_person(
    asked: str, count: int, lines: Sequence[str], candidates: Sequence[tuple[str, Question]], lang: str
) -> Card:
    """Several people of one name: a line of mrkdwn each, and a button to ask about that one alone."""
    sentence = ASKING.of(lang)["people_of_one_name"].format(count=count, name=name(asked))
    shown = [f"• {line}" for line in lines]
    text = " ".join([sentence, *(f"{name(label)}." for label, _ in candidates)])
    return Card(text, (section(sentence), *sections(shown), _buttons(candidates)))


def _offered(sentence: str, candidates: Sequence[tuple[str, Question]]) -> Rendered:
    names = ", ".join(name(label) for label, _ in candidates[:CANDIDATES])
    return rendered(f"{sentence} {names}", section(f"{sentence} {names}"), _buttons(candidates))


def _buttons(candidates: Sequence[tuple[str, Question]]) -> ActionsBlock:
    shown = list(enumerate(candidates[:CANDIDATES]))
    return ActionsBlock(
        elements=[_button(f"{ASK}.{number}", label, question.value()) for number, (label, question) in shown]
    )


def _button(action_id: str, label: str, value: str) -> ButtonElement:
    shown = fit(clean(label), limits.BUTTON_TEXT) or "?"
    return ButtonElement(text=PlainTextObject(text=shown, emoji=False), action_id=action_id, value=value)


def pages(question: Question, shown: int, total: str, further: bool, step: int) -> Card:
    """`11–20 of 37` with buttons to what comes before and after. `total` is mrkdwn."""
    texts = ASKING.of(question.lang)
    sentence = texts["page"].format(first=question.offset + 1, last=question.offset + shown, total=total)
    before = max(0, question.offset - step)
    turns = [(PREVIOUS, texts["previous"], before)] if question.offset else []
    turns += [(NEXT, texts["next"], question.offset + shown)] if further else []
    buttons = [
        _button(action_id, label, Question(question.text, question.asking, question.lang, offset).value())
        for action_id, label, offset in turns
    ]
    return Card(sentence, (context(sentence), *([ActionsBlock(elements=list(buttons))] if buttons else [])))
