"""What is said about watches: the list with its buttons, and one sentence for everything else."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from handlers.blocks import limits
from handlers.blocks.message import Rendered, rendered, section
from handlers.blocks.mrkdwn import bold, foreign
from handlers.blocks.words import words_of
from handlers.blocks.words.watching import WATCHING
from storage.watches import Watch

SHOWN = 20  # of each list


def watches(here: Sequence[Watch], yours: Sequence[Watch], lang: str) -> Rendered:
    """Both lists, a button with each watch; for the asker alone."""
    texts = WATCHING.of(lang)
    if not here and not yours:
        return sentence("none", lang)
    blocks: list[Block] = []
    told = []
    for key, some in (("here", here), ("yours", yours)):
        if some:
            blocks += [section(texts[key]), *(_listed(each, lang) for each in some[:SHOWN])]
            told.append(f"{texts[key].strip('*')}: {', '.join(called(each.text) for each in some[:SHOWN])}")
        if more := len(some) - SHOWN:
            blocks += [section(words_of(lang).more.format(count=more))] if more > 0 else []
    return rendered(". ".join(told), *blocks)


def sentence(key: str, lang: str, **filled: str) -> Rendered:
    """One of the sentences about watches."""
    said = WATCHING.of(lang)[key].format(**filled)
    return rendered(said, section(said))


def ended(watch: Watch, lang: str) -> Rendered:
    return sentence("ended", lang, name=bold(called(watch.text)))


def begun(watch: Watch, *, is_new: bool, lang: str) -> Rendered:
    """With a button to end it."""
    key = ("watched" if is_new else "already") + ("_me" if watch.personal else "")
    said = WATCHING.of(lang)[key].format(name=bold(called(watch.text)))
    return rendered(said, _with_button(said, watch, lang))


def line(watch: Watch) -> str:
    """`• scale ai · #deals`, for a list without buttons; what is watched for one person alone names no channel."""
    return f"• {called(watch.text)}" + ("" if watch.personal else f" · <#{watch.channel_id}>")


def called(text: str) -> str:
    """What is watched, as mrkdwn."""
    return foreign(text, limits.PHRASE) or "?"


def _listed(watch: Watch, lang: str) -> Block:
    return _with_button(f"• {called(watch.text)}", watch, lang)


def _with_button(line: str, watch: Watch, lang: str) -> Block:
    button = ButtonElement(text=WATCHING.of(lang)["unwatch"], action_id="watch.remove", value=f"{lang} {watch.id}")
    text = section(line).text
    return SectionBlock(text=text, block_id=f"watch.{watch.id}", accessory=button)
