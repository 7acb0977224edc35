"""What `/digest` answers: how the digest is set and when the next one comes, or what could not be understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.blocks.limits import NAME
from handlers.blocks.message import Rendered, context, rendered, section
from handlers.blocks.moments import clock_time, moment, weekdays
from handlers.blocks.mrkdwn import foreign
from handlers.blocks.words import words_of
from handlers.blocks.words.digest import DIGEST
from handlers.timing import Problem
from storage.digests import Digest, Standing
from storage.schedules import next_moment


def next_digest(of: Standing, now: datetime, lang: str) -> str:
    """`Next digest: Friday 27 November 2026, 08:30 (Europe/Berlin)`."""
    schedule = of.digest.schedule
    due = next_moment(schedule, now, of.digest.since, of.ran)
    texts = DIGEST.of(lang)
    if due is None:
        return texts["no_next"]
    return texts["next"].format(moment=moment(due.astimezone(schedule.tz), lang), zone=schedule.zone)


def status(of: Standing | None, now: datetime, lang: str, *remarks: str) -> Rendered:
    """How a conversation's digest is set; `remarks` are added in small print."""
    texts = DIGEST.of(lang)
    if of is None:
        return _said(texts["never_on"])
    digest = of.digest
    if not digest.is_on:
        return _said(_closed(digest, lang) if digest.off_reason else texts["is_off"])
    schedule = digest.schedule
    on = texts["is_on"].format(
        days=weekdays(schedule.days, lang), time=clock_time(schedule.at, lang), zone=schedule.zone
    )
    following, facts = next_digest(of, now, lang), _facts(digest, lang)
    said = " ".join((f"{following}.", on, facts, *remarks))
    return rendered(said, section(f"*{following}*", on), context("\n".join((facts, *remarks))))


def summary(digest: Digest, lang: str) -> str:
    """A line for a list of several: the conversation, the days and the time."""
    texts, schedule = DIGEST.of(lang), digest.schedule
    is_direct = digest.channel_id.startswith("D")
    return texts["of_channel"].format(
        channel=texts["direct"] if is_direct else f"<#{digest.channel_id}>",
        days=weekdays(schedule.days, lang),
        time=clock_time(schedule.at, lang),
        zone=schedule.zone,
    )


def switched_off(was_on: bool, of: Standing | None, lang: str) -> Rendered:
    texts = DIGEST.of(lang)
    return _said(texts["switched_off"] if was_on else texts["is_off"] if of else texts["never_on"])


def needs_on(lang: str) -> Rendered:
    return _said(DIGEST.of(lang)["needs_on"])


def not_here(lang: str, bot_user_id: str = "") -> Rendered:
    """The bot is not in the conversation, and how to change that."""
    texts = DIGEST.of(lang)
    return _said(texts["invite"].format(bot=f"<@{bot_user_id}>") if bot_user_id else texts["invite_plain"])


def archived(lang: str) -> Rendered:
    return _said(DIGEST.of(lang)["archived"])


def not_understood(problems: Sequence[Problem], lang: str) -> Rendered:
    """Each in a sentence, with the nearest that would be right."""
    texts = DIGEST.of(lang)
    said = []
    for each in problems:
        sentence = texts[each.kind.value].format(given=f"`{foreign(each.given, NAME)}`")
        said.append(f"{sentence} {texts['nearest'].format(nearest=each.nearest)}" if each.nearest else sentence)
    return _said("\n".join((*said, texts["see_help"])))


def help_text(lang: str) -> Rendered:
    texts = DIGEST.of(lang)
    how = [texts[key] for key in ("help_on", "help_off", "help_more")]
    return rendered(" ".join((texts["help"], *how)), section(texts["help"]), section(*(f"• {one}" for one in how)))


def closed(digest: Digest, reason: str) -> Rendered:
    """To who set a digest up: Slack does not let the bot post there any more."""
    texts = DIGEST.of(digest.lang)
    told = texts.get(reason, texts["no_permission"])
    return _said(texts["closed"].format(channel=f"<#{digest.channel_id}>", reason=told))


def _closed(digest: Digest, lang: str) -> str:
    texts = DIGEST.of(lang)
    return texts["is_closed"].format(reason=texts.get(digest.off_reason, texts["no_permission"]))


def _facts(digest: Digest, lang: str) -> str:
    texts = DIGEST.of(lang)
    return texts["facts"].format(
        picture=texts["with_picture" if digest.picture else "without_picture"],
        empty=texts["tells_empty" if digest.tells_empty else "silent_empty"],
        language=texts[f"in_{words_of(digest.lang).lang}"],
    )


def _said(sentence: str) -> Rendered:
    return rendered(sentence, section(sentence))
