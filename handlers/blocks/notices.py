"""Sentences that are about the bot rather than about a deal: names it doesn't know, pages it can't read."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.limits import PHRASE
from handlers.blocks.message import Rendered, rendered, section
from handlers.blocks.mrkdwn import bold, foreign, name
from handlers.blocks.words import words_of
from handlers.blocks.words.asking import ASKING
from handlers.blocks.words.sharing import SHARING


def empty(lang: str) -> Rendered:
    """Asked without a name."""
    return _said(words_of(lang).texts["empty"])


def unknown(asked: str, nearest: Sequence[str], lang: str) -> Rendered:
    """Nothing is known about `asked`; `nearest` are the known names most like it, or what to do when there are none."""
    texts = words_of(lang).texts
    sentence = texts["unknown"].format(name=bold(name(asked)))
    if not nearest:
        return _said(f"{sentence} {texts['share_one']}")
    known = [bold(name(one)) for one in nearest]
    offered = f" {texts['or']} ".join(filter(None, [", ".join(known[:-1]), known[-1]]))
    return _said(f"{sentence} {texts['nearest'].format(names=offered)}")


def or_command(notice: Rendered, command: str, lang: str) -> Rendered:
    """A notice about what is not known, and a command that may have been meant instead."""
    sentence = ASKING.of(lang)["or_command"].format(command=foreign(command, PHRASE))
    return Rendered(f"{sentence} {notice.text}", (section(sentence).to_dict(), *notice.blocks))


def no_deal(lang: str) -> Rendered:
    """For someone who asked for a reading and waits: the text was read, and tells of no deal."""
    return _said(words_of(lang).texts["no_deal"])


def other_language() -> Rendered:
    """A text in neither of the languages that are read; in English, as the text's own language can't be answered in."""
    return _said(words_of("en").texts["other_language"])


def unreadable(told: str) -> Rendered:
    """A page or text that could not be read; `told` is the exception's sentence for the user."""
    return _said(foreign(told))


def files(lang: str) -> Rendered:
    """For someone who attached a file and waits."""
    return _said(SHARING.of(lang)["files"])


def no_parent(lang: str) -> Rendered:
    """For someone who wants a thread's first message read that Slack does not show, or that has nothing in it."""
    return _said(SHARING.of(lang)["no_parent"])


def reading_is_off(lang: str) -> Rendered:
    """For someone who wants something read where the channel has switched that off."""
    return _said(SHARING.of(lang)["off"])


def nothing_to_read(lang: str) -> Rendered:
    """For someone who wants a message read that holds no link and next to no text."""
    return _said(SHARING.of(lang)["nothing_to_read"])


def add_what(lang: str) -> Rendered:
    """For someone who gives the command nothing to read."""
    return _said(SHARING.of(lang)["add_what"])


def reading(lang: str) -> Rendered:
    """For someone who has asked for a reading, while it is under way."""
    return _said(SHARING.of(lang)["reading"])


def _said(sentence: str) -> Rendered:
    return rendered(sentence, section(sentence))
