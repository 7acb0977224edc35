"""What stands beside a deal's facts: corrections, conflicts, what doesn't add up, its timeline, related deals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from handlers.blocks import formats, limits
from handlers.blocks.citations import source
from handlers.blocks.formats import amount, day, enumerated, money, percent
from handlers.blocks.limits import PHRASE
from handlers.blocks.mrkdwn import bold, foreign
from handlers.blocks.sentences import names
from handlers.blocks.words import Words
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
_SOURCES_SHOWN = 2  # of a claim: with the longest addresses no more fit into a section
_STEPS_SHOWN = 8
_RELATED_SHOWN = 3
_USER = re.compile("[UW][A-Z0-9]{1,20}")
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "acquirers": "buyer",
        "targets": "target",
        "sellers": "seller",
        "amount": "price",
        "disclosed": "price",
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
    return _by(correction, words) if correction else ""


def doubt_lines(deal: Deal, words: Words, headline: Callable[[DealFacts], str]) -> Iterator[str]:
    """Lines of mrkdwn, each shorter than a section, what matters most first. `headline` names another deal."""
    for related in deal.related[:_RELATED_SHOWN]:
        yield _related(related, words, headline)
    for conflict in deal.conflicts:
        yield from _conflict(conflict, words)
    for note in deal.notes:
        yield _note(note, deal.facts, words)
    for correction in deal.corrections:  # where no article says otherwise there is no conflict that tells of it
        if not correction.value and correction.field not in (each.field for each in deal.conflicts):
            yield f"• {bold(_label(correction.field, words))} {_by(correction, words)}"
    if len(deal.timeline) > 1:
        yield from _timeline(deal.timeline, words)


def _related(related: RelatedDeal, words: Words, headline: Callable[[DealFacts], str]) -> str:
    relation, told = related.relation, headline(related.facts)
    sentence = words.texts[relation.kind.value].format(headline=told)
    return f"{sentence} {_why(relation, words)}".rstrip() if relation.kind is RelationKind.MAYBE_SAME else sentence


def _why(relation: Relation, words: Words) -> str:
    return " ".join(words.unsure[reason] for reason in relation.reasons if reason in words.unsure)


def _conflict(conflict: Conflict, words: Words) -> Iterator[str]:
    yield bold(words.texts["conflict"].format(label=_label(conflict.field, words)))
    for claim in conflict.claims[:_CLAIMS_SHOWN]:
        yield f"• {value(conflict.field, claim.value, words)} — {_told_by(claim, words)}"
    if (more := len(conflict.claims) - _CLAIMS_SHOWN) > 0:
        yield f"• {words.more.format(count=more)}"


def _told_by(claim: Claim, words: Words) -> str:
    told = [_by(claim.correction, words)] if claim.correction else []
    by_article = {each.source.article_id: each for each in claim.citations}
    return ", ".join([*told, *_some(list(by_article.values()), words)]) or words.texts["no_source"]


def _some(citations: Sequence[Citation], words: Words) -> list[str]:
    shown = [_source(each, words) for each in citations[:_SOURCES_SHOWN]]
    more = len(citations) - len(shown)
    return [*shown, words.more.format(count=more)] if more else shown


def _by(correction: Correction, words: Words) -> str:
    user = correction.user_id
    who = f"<@{user}>" if _USER.fullmatch(user) else foreign(user, limits.NAME)
    return words.texts["corrected"].format(user=who, date=day(correction.at.date(), words))


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
    shown = steps[-_STEPS_SHOWN:]
    for step in shown:
        what = words.statuses[step.status]
        late = "" if step.held else f" ({words.texts['late']})"
        yield f"• {day(step.on, words)}: {what}{late} — {_step_source(step.citation, step.correction, words)}"


def _step_source(citation: Citation | None, correction: Correction | None, words: Words) -> str:
    if correction:
        return _by(correction, words)
    return _source(citation, words) if citation else words.texts["no_source"]


def _source(citation: Citation, words: Words) -> str:
    return source(citation.source, words, citation.evidence.sentence)


def _label(field: str, words: Words) -> str:
    return words.labels[_LABELS.get(field, field)]


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
