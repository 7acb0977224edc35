"""What stands beside a deal's facts: corrections, conflicts, what doesn't add up, its timeline, related deals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from slack_sdk.models.blocks import Block

from handlers.blocks import formats, limits
from handlers.blocks.buttons import CardKey, pair_buttons
from handlers.blocks.citations import source
from handlers.blocks.formats import amount, day, enumerated, money, percent
from handlers.blocks.limits import PHRASE
from handlers.blocks.message import columns, section, sections
from handlers.blocks.mrkdwn import bold, foreign
from handlers.blocks.sentences import names
from handlers.blocks.words import Words
from handlers.blocks.words.cards import CARDS
from storage.records import (
    Citation,
    Claim,
    Conflict,
    Consideration,
    Correction,
    Deal,
    DealFacts,
    DealStatus,
    DealType,
    Disclosed,
    ExpectedClose,
    FieldValue,
    Money,
    Note,
    NoteKind,
    RelatedDeal,
    Relation,
    RelationKind,
    Step,
    Valuation,
)

_CLAIMS_SHOWN = 4
_SOURCES_SHOWN = 2  # of a claim
_SOURCES_TEXT = limits.FIELD_TEXT - 600  # the value and who corrected it take the rest of a cell
_STEPS_SHOWN = 4  # the last ones
_RELATED_SHOWN = 3
_USER = re.compile("[UW][A-Z0-9]{1,20}")
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "acquirers": "buyer",
        "targets": "target",
        "sellers": "seller",
        "amount": "price",
        "disclosed": "price",
        "status_text": "status",
        "stake_percent": "stake",
        "expected_close": "close",
        "target_business": "business",
        "target_location": "location",
    }
)


def corrected(deal: Deal, fields: Iterable[str], words: Words) -> str:
    """`corrected by @user on 18 June 2025` where one of the fields is, else ""."""
    named = set(fields)
    correction = next((each for each in deal.corrections if each.field in named), None)
    return corrected_by(correction, words) if correction else ""


def questions(deal: Deal, key: CardKey, words: Words, headline: Callable[[DealFacts], str]) -> Iterator[Block]:
    """How it stands to other deals, which `headline` names; whether it is one of them is asked with two buttons."""
    for related in deal.related[:_RELATED_SHOWN]:
        relation = related.relation
        yield section(_related(related, words, headline))
        if relation.kind is RelationKind.MAYBE_SAME:
            yield pair_buttons(deal, related, key)


def doubts(deal: Deal, words: Words) -> Iterator[Block]:
    """What the sources differ in, what does not add up, and how the deal's status moved."""
    for conflict in deal.conflicts:
        yield section(bold(words.texts["conflict"].format(label=label(conflict.field, words))))
        yield columns(*_claims(conflict, words))
    yield from sections(list(_notes(deal, words)))
    if len(deal.timeline) > 1:
        yield from sections(list(_timeline(deal.timeline, words)))


def _related(related: RelatedDeal, words: Words, headline: Callable[[DealFacts], str]) -> str:
    relation, told = related.relation, headline(related.facts)
    sentence = words.texts[relation.kind.value].format(headline=told)
    return f"{sentence} {_why(relation, words)}".rstrip() if relation.kind is RelationKind.MAYBE_SAME else sentence


def _why(relation: Relation, words: Words) -> str:
    return " ".join(words.unsure[reason] for reason in relation.reasons if reason in words.unsure)


def _claims(conflict: Conflict, words: Words) -> Iterator[str]:
    """A cell a value with who says so, the one that won first."""
    for claim in conflict.claims[:_CLAIMS_SHOWN]:
        yield f"{bold(value(conflict.field, claim.value, words))}\n{_told_by(claim, words)}"
    if (more := len(conflict.claims) - _CLAIMS_SHOWN) > 0:
        yield words.more.format(count=more)


def _notes(deal: Deal, words: Words) -> Iterator[str]:
    for note in deal.notes:
        yield _note(note, deal.facts, words)
    for correction in deal.corrections:  # where no article says otherwise there is no conflict that tells of it
        if not correction.value and correction.field not in (each.field for each in deal.conflicts):
            yield f"• {bold(label(correction.field, words))} {corrected_by(correction, words)}"


def _told_by(claim: Claim, words: Words) -> str:
    told = [corrected_by(claim.correction, words)] if claim.correction else []
    by_article = {each.source.article_id: each for each in claim.citations}
    return ", ".join([*told, *_some(list(by_article.values()), words)]) or words.texts["no_source"]


def _some(citations: Sequence[Citation], words: Words) -> list[str]:
    """As many sources as have room in a cell, with the longest addresses one."""
    shown: list[str] = []
    for each in citations[:_SOURCES_SHOWN]:
        told = _source(each, words)
        if sum(map(len, (*shown, told))) <= _SOURCES_TEXT:
            shown.append(told)
    more = len(citations) - len(shown)
    return [*shown, words.more.format(count=more)] if more else shown


def corrected_by(correction: Correction, words: Words) -> str:
    """`corrected by @user on 18 June 2025`"""
    told = {"user": person(correction.user_id), "date": day(correction.at.date(), words)}
    return words.texts["corrected"].format(**told)


def person(user_id: str) -> str:
    """A mention of a Slack user; what is no user's id stands as it is."""
    return f"<@{user_id}>" if _USER.fullmatch(user_id) else foreign(user_id, limits.NAME)


def _note(note: Note, facts: DealFacts, words: Words) -> str:
    told = {"value": value(note.field, getattr(facts, note.field), words)}
    if note.kind is NoteKind.ARITHMETIC:
        if note.amount is None or note.implied is None or facts.valuation is None or facts.stake_percent is None:
            return ""  # nothing to show it by
        told = {
            "price": money(note.amount, words),
            "stake": percent(facts.stake_percent, words),
            "implied": amount(note.implied, note.amount.currency, words),
            "valuation": formats.valuation(facts.valuation, words),
        }
    return f"⚠ {words.texts[note.kind.value].format(**told)}"


def _timeline(steps: Sequence[Step], words: Words) -> Iterator[str]:
    yield bold(words.texts["timeline"])
    if (earlier := len(steps) - _STEPS_SHOWN) > 0:
        yield f"• {CARDS.of(words.lang)['earlier_steps'].format(count=earlier)}"
    yield from map(partial(step_line, words=words), steps[-_STEPS_SHOWN:])


def step_line(step: Step, words: Words) -> str:
    """`• 18 June 2025: agreed — paper.example, 18 June 2025`; of one that changed nothing, that it didn't."""
    late = "" if step.held else f" ({words.texts['late']})"
    told = _step_source(step.citation, step.correction, words)
    return f"• {day(step.on, words)}: {words.statuses[step.status]}{late} — {told}"


def _step_source(citation: Citation | None, correction: Correction | None, words: Words) -> str:
    if correction:
        return corrected_by(correction, words)
    return _source(citation, words) if citation else words.texts["no_source"]


def _source(citation: Citation, words: Words) -> str:
    return source(citation.source, words, citation.evidence.sentence)


def label(field: str, words: Words) -> str:
    """What a deal's field is called: `Buyer`."""
    return words.labels.get(_LABELS.get(field, field), field)


def value(field: str, told: FieldValue, words: Words) -> str:
    """The value of a deal's field as mrkdwn; "not known" for none."""
    match told:
        case DealType():
            shown = words.types[told]
        case DealStatus():
            shown = words.statuses[told]
        case Consideration():
            shown = words.considerations[told]
        case Disclosed.UNDISCLOSED:
            shown = words.texts["price_undisclosed"]
        case Money():
            shown = money(told, words)
        case Valuation():
            shown = formats.valuation(told, words)
        case ExpectedClose():
            shown = formats.close(told, words)
        case Decimal():
            shown = percent(told, words) if told.is_finite() else str(told)
        case tuple():
            shown = enumerated(names([each for each in told if isinstance(each, str)]), words, limits.NAMES)
        case str() if field in ("date",):
            shown = formats.period(told, words)
        case str():
            shown = foreign(told, PHRASE)
        case _:
            shown = ""
    return shown or words.texts["not_known"]
