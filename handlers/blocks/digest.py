"""The daily digest: one message for the channel, the deals in its thread, each a line with what is new about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.blocks import limits
from handlers.blocks.citations import source
from handlers.blocks.deal import headline, parties, price
from handlers.blocks.formats import day as written_day
from handlers.blocks.formats import enumerated, percent
from handlers.blocks.message import Card, Rendered, context, messages, rendered, section
from handlers.blocks.moments import dated, moment
from handlers.blocks.mrkdwn import bold, name
from handlers.blocks.people import person_line
from handlers.blocks.sentences import deal_sentence, names
from handlers.blocks.words import Words, words_of
from handlers.blocks.words.digest import DIGEST
from storage.bulletins import DealNews, MoveNews, News, by_size, deal_value
from storage.rates import shipped_rates
from storage.records import DealFacts, Source

LINES = 40  # a group; an import of an archive brings thousands
_KINDS = ("new", "status", "changed", "moves")
_GROUPS = ("watched", *_KINDS)
_PARTIES_SHOWN = 2  # before and after, a role
_ROLES = {"acquirers": "buyer", "targets": "target", "sellers": "seller"}


@dataclass(frozen=True, slots=True)
class Digested:
    """`anchor` goes to the channel, `details` are the replies in its thread."""

    anchor: Rendered
    details: tuple[Rendered, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    shown: str  # mrkdwn for the message's blocks
    said: str  # the same as a sentence


def digest(
    news: News,
    tz: ZoneInfo,
    lang: str,
    day: date | None = None,
    watched: Collection[DealNews | MoveNews] = (),
) -> Digested:
    """What is new, of the digest for a local day or, without one, of one that was asked for.

    `watched` is what of it is watched in the conversation: it comes first. Where nothing is new, the anchor says so
    and there are no details.
    """
    since = _since(news.since, tz, lang)
    texts = DIGEST.of(lang)
    title = texts["title"].format(date=dated(day, lang)) if day else texts["asked"]
    if not news:
        nothing = texts["nothing"].format(moment=since)
        return Digested(rendered(f"{title}: {nothing}", section(bold(title), nothing)))
    anchor = _anchor(news, title, texts["since"].format(moment=since), lang, len(watched))
    return Digested(anchor, _details(news, lang, watched))


def nothing_new(since: datetime, tz: ZoneInfo, lang: str) -> Rendered:
    """For who asks for a digest when there is none to give."""
    sentence = DIGEST.of(lang)["nothing"].format(moment=_since(since, tz, lang))
    return rendered(sentence, section(sentence))


def _since(instant: datetime, tz: ZoneInfo, lang: str) -> str:
    """To the nearest minute: what is told reaches to some seconds before its post."""
    return moment((instant + timedelta(seconds=30)).astimezone(tz), lang)


def _anchor(news: News, title: str, since: str, lang: str, watched: int) -> Rendered:
    groups = _grouped(news)
    counts = [_count(kind, len(groups[kind]), lang) for kind in _KINDS if groups[kind]]
    if watched:
        counts.append(_count("watched", watched, lang))
    first = _first(news, lang)
    said = f"{title}: {', '.join(counts)}. {first.said}"
    return rendered(said, section(bold(title), " · ".join(counts), first.shown), context(since))


def _first(news: News, lang: str) -> _Line:
    """The largest deal, old or new; where there is no deal, the first who moves."""
    words, rates = words_of(lang), shipped_rates()
    deals = by_size((*news.new, *news.changed), rates)
    if not deals:
        line = _move_line(news.moves[0], words)
        return _Line(line.shown.removeprefix("• "), line.said)
    shown, said = headline(deals[0].facts, words, deals[0].source_count), deal_sentence(deals[0].facts, words)
    if len(deals) == 1:
        return _Line(shown, said)
    form = DIGEST.of(lang)["among" if deal_value(deals[0], "EUR", rates) is None else "first"]
    return _Line(form.format(headline=shown), form.format(headline=said))


def _count(group: str, count: int, lang: str) -> str:
    return DIGEST.of(lang)[f"{group}_{'one' if count == 1 else 'many'}"].format(count=count)


def _grouped(news: News) -> dict[str, Sequence[DealNews | MoveNews]]:
    status = [each for each in news.changed if "status" in each.changes]
    other = [each for each in news.changed if "status" not in each.changes]
    return {"new": news.new, "status": status, "changed": other, "moves": news.moves}


def _details(news: News, lang: str, watched: Collection[DealNews | MoveNews]) -> tuple[Rendered, ...]:
    words, kinds = words_of(lang), _grouped(news)
    groups = {kind: [each for each in kinds[kind] if each not in watched] for kind in _KINDS}
    groups["watched"] = [each for kind in _KINDS for each in kinds[kind] if each in watched]
    cards = [card for group in _GROUPS for card in _cards(group, groups[group], lang)]
    if len(news.new) + len(news.changed) > 1:
        as_of = written_day(date.fromisoformat(shipped_rates().as_of), words)
        cards.append(Card("", (context(DIGEST.of(lang)["sorted"].format(date=as_of)),)))
    return messages(cards, words)


def _cards(group: str, told: Sequence[DealNews | MoveNews], lang: str) -> Iterator[Card]:
    """A group as cards of as many whole lines as a section holds, headed on each."""
    words, texts = words_of(lang), DIGEST.of(lang)
    lines = [_line(each, words, lang) for each in told[:LINES]]
    if more := len(told) - len(lines):
        remark = texts["left_out"].format(shown=len(lines), count=more)
        lines.append(_Line(f"_{remark}_", remark))
    title = texts[f"group_{group}"]
    for number, together in enumerate(_filled(lines)):
        heading = texts["continued"].format(group=title) if number else title
        said = " ".join((f"{heading}:", *(line.said for line in together)))
        yield Card(said, (section(bold(heading)), section(*(line.shown for line in together))))


def _filled(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    together: list[_Line] = []
    for line in lines:
        if together and sum(len(one.shown) + 1 for one in (*together, line)) > limits.SECTION_TEXT:
            yield together
            together = []
        together.append(line)
    if together:
        yield together


def _line(told: DealNews | MoveNews, words: Words, lang: str) -> _Line:
    if isinstance(told, MoveNews):
        return _move_line(told, words)
    return _new_line(told, words) if told.before is None else _change_line(told, told.before, words, lang)


def _new_line(told: DealNews, words: Words) -> _Line:
    shown = f"• {headline(told.facts, words, told.source_count)}"
    return _Line(_with_source(shown, told.sources, words), deal_sentence(told.facts, words))


def _change_line(told: DealNews, before: DealFacts, words: Words, lang: str) -> _Line:
    changes = [_change(field, before, told.facts, words, lang) for field in told.changes]
    known = "" if "amount" in told.changes else price(told.facts, words, short=True) if told.facts.amount else ""
    line = " · ".join(filter(None, (bold(parties(told.facts, words)), known, *changes)))
    if not told.sources:
        line += f" · {DIGEST.of(lang)['corrected']}"
    said = f"{parties(told.facts, words)}: {', '.join(changes)}."
    return _Line(_with_source(f"• {line}", told.sources, words), said)


def _move_line(told: MoveNews, words: Words) -> _Line:
    facts = told.observation.facts
    shown = f"• {person_line(facts, bold(name(facts.name)), words)}"
    return _Line(_with_source(shown, told.sources, words), f"{person_line(facts, name(facts.name), words)}.")


def _with_source(line: str, sources: Sequence[Source], words: Words) -> str:
    """The newest source at the end, without its link where a section has no room for it."""
    if not sources:
        return line
    linked = f"{line} · {source(sources[0], words)}"
    return linked if len(linked) <= limits.SECTION_TEXT else line


def _change(field: str, before: DealFacts, after: DealFacts, words: Words, lang: str) -> str:
    """`Status announced → completed`, `Value $14bn → $15bn`; `Value now $15bn` for what was not known."""
    (label, was), (_, now) = _told(field, before, words), _told(field, after, words)
    form = DIGEST.of(lang)["change" if was else "change_new"]
    return " ".join(form.format(label=label, before=was, after=now).split())


def _told(field: str, facts: DealFacts, words: Words) -> tuple[str, str]:
    """A field's label and its value in words; "" for what is not known."""
    match field:
        case "status":
            return words.labels["status"], words.statuses[facts.status]
        case "amount":
            return words.labels["value"], price(facts, words, short=True) if facts.amount else ""
        case "stake_percent":
            share = facts.stake_percent
            return words.labels["stake"], percent(share, words) if share is not None else ""
    told = enumerated(names(getattr(facts, field)), words, _PARTIES_SHOWN)
    return words.labels[_ROLES[field]], told
