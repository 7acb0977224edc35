"""Modals about a deal: which one it is the same as, what is not about it, that it is none, what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    DividerBlock,
    ExternalDataSelectElement,
    MarkdownTextObject,
    Option,
    SectionBlock,
)

from handlers.blocks import limits
from handlers.blocks.buttons import undo_button
from handlers.blocks.citations import source as cited_source
from handlers.blocks.correct_form import corrections
from handlers.blocks.deal import headline, parties
from handlers.blocks.doubts import label as field_label
from handlers.blocks.doubts import person, step_line
from handlers.blocks.formats import day
from handlers.blocks.message import context, section, sections
from handlers.blocks.modal import choice, entry, label, modal, plain
from handlers.blocks.mrkdwn import bold, foreign, quoted
from handlers.blocks.people import person_told
from handlers.blocks.words import Words
from handlers.blocks.words.deciding import DECIDING
from storage.records import Deal, Decision, DecisionKind, Evidence, PersonObservation, Source
from storage.sources import Behind, Share

SAME, APART, NOT_A_DEAL, SOURCES = "deal.same", "deal.apart", "deal.not_a_deal", "deal.sources"
OTHER = "other"  # the block in which another deal is chosen
FIND = "deal.find"  # the menu that suggests deals
PART = "part"  # the block in which that is chosen which is about another deal
CHOSEN = "chosen"
ARTICLE, JOINED = "article", "joined"  # what an option of it stands for, before a dot and an id
_SOURCES_SHOWN = 20
_SENTENCES_SHOWN = 8  # of a source
_SHARES_SHOWN = 3
_STEPS_SHOWN = 30
_DECISIONS_SHOWN = 12


def same_form(deal: Deal, words: Words, metadata: str) -> dict[str, Any]:
    texts = DECIDING.of(words.lang)
    menu = ExternalDataSelectElement(
        action_id=FIND, min_query_length=0, placeholder=label(texts["same_placeholder"], limits.OPTION)
    )
    blocks: list[Block] = [
        section(texts["same_how"].format(deal=parties(deal.facts, words))),
        entry(OTHER, texts["same_label"], menu, optional=False),
    ]
    return modal(SAME, words.lang, texts["same_title"], blocks, submit=texts["same_submit"], metadata=metadata)


def deal_options(deals: Iterable[Deal], words: Words) -> list[dict[str, Any]]:
    """What the menu suggests."""
    options = (Option(value=each.id, text=plain(headline(each.facts, words), limits.OPTION)) for each in deals)
    return [dict(each.to_dict()) for each in options][: limits.OPTIONS]


def apart_form(deal: Deal, decisions: Sequence[Decision], words: Words, metadata: str) -> dict[str, Any]:
    """Of the deal's articles, and of the decisions that joined it, one is chosen."""
    texts = DECIDING.of(words.lang)
    joined = [each for each in decisions if each.kind is DecisionKind.SAME]
    options = [_article_option(each, words) for each in deal.sources]
    options += [
        Option(
            value=f"{JOINED}.{each.id}",
            text=label(texts["apart_undo"].format(date=day(each.at.date(), words)), limits.OPTION),
        )
        for each in joined
    ]
    blocks: list[Block] = [
        section(texts["apart_how"].format(deal=parties(deal.facts, words))),
        entry(PART, texts["apart_label"], choice(CHOSEN, options[: limits.OPTIONS], ""), optional=False),
    ]
    return modal(APART, words.lang, texts["apart_title"], blocks, submit=texts["apart_submit"], metadata=metadata)


def _article_option(of: Source, words: Words) -> Option:
    where = cited_source(of, words)
    titled = f"{where}: {foreign(of.title)}" if of.title else where
    return Option(value=f"{ARTICLE}.{of.article_id}", text=plain(titled, limits.OPTION))


def not_a_deal_form(deal: Deal, words: Words, metadata: str) -> dict[str, Any]:
    texts = DECIDING.of(words.lang)
    sure = section(texts["not_how"].format(deal=parties(deal.facts, words)))
    return modal(NOT_A_DEAL, words.lang, texts["not_title"], [sure], submit=texts["not_submit"], metadata=metadata)


def sources_view(
    deal: Deal,
    behind: Mapping[str, Behind],
    people: Sequence[PersonObservation],
    decisions: Sequence[Decision],
    words: Words,
    metadata: str,
) -> dict[str, Any]:
    """Every source with its sentences by what they tell, who shared it, the whole timeline, what was decided.

    `people` are those whom the articles name of the deal's parties.
    """
    texts = DECIDING.of(words.lang)
    blocks: list[Block] = [section(headline(deal.facts, words, deal.source_count))]
    by_id = {each.article_id: each for each in deal.sources}
    for each in deal.sources[:_SOURCES_SHOWN]:
        named = [one for one in people if one.source.article_id == each.article_id]
        blocks += _source(each, behind.get(each.article_id, Behind()), named, by_id, words)
    if (more := len(deal.sources) - _SOURCES_SHOWN) > 0:
        blocks.append(context(texts["sources_more"].format(count=more)))
    if len(deal.timeline) > 1:
        steps = [step_line(step, words) for step in deal.timeline[-_STEPS_SHOWN:]]
        blocks += [DividerBlock(), *sections([bold(words.texts["timeline"]), *steps])]
    decided = [*corrections(deal, words), *_decisions(deal, decisions, words)]
    blocks = [*blocks[: limits.VIEW_BLOCKS - len(decided)], *decided]
    return modal(SOURCES, words.lang, texts["sources_title"], blocks, metadata=metadata)


def _source(
    of: Source, behind: Behind, people: Iterable[PersonObservation], known: Mapping[str, Source], words: Words
) -> Iterator[Block]:
    texts = DECIDING.of(words.lang)
    title = foreign(of.title or "", limits.PHRASE)
    original = known.get(of.copy_of or "")
    remarks = [texts["repeats"].format(source=cited_source(original, words))] if original else []
    yield section(" - ".join(filter(None, (bold(cited_source(of, words)), title))), *remarks)
    told = [*list(_sentences(behind.sentences, words))[:_SENTENCES_SHOWN], *_people(people, words)]
    yield from sections(told or [texts["no_sentences"]])
    if shared := list(_shares(behind.shares, words)):
        yield context(" · ".join(shared))


def _sentences(told: Iterable[Evidence], words: Words) -> Iterator[str]:
    """Each sentence once, under all that it tells."""
    fields: dict[str, list[str]] = {}
    for each in told:
        named = field_label(each.field, words)
        if named not in (of_sentence := fields.setdefault(each.sentence, [])):
            of_sentence.append(named)
    for sentence, names in fields.items():
        yield f"{bold(', '.join(names))}\n{quoted(foreign(sentence))}"


def _people(people: Iterable[PersonObservation], words: Words) -> Iterator[str]:
    for told in (person_told(each, words) for each in people):
        sentence = told.citation.evidence.sentence if told.citation else ""
        yield f"{told.text}\n{quoted(foreign(sentence))}".rstrip()


def _shares(shares: Sequence[Share], words: Words) -> Iterator[str]:
    texts = DECIDING.of(words.lang)
    for each in shares[:_SHARES_SHOWN]:
        yield texts["shared_by"].format(
            user=person(each.user_id), channel=f"<#{each.channel_id}>", date=day(each.at.date(), words)
        )
    if (more := len(shares) - _SHARES_SHOWN) > 0:
        yield texts["shared_more"].format(count=more)


def _decisions(deal: Deal, decisions: Iterable[Decision], words: Words) -> Iterator[Block]:
    """What joined and parted the deal, each with a button that takes it back."""
    listed = [each for each in decisions if each.kind is not DecisionKind.CORRECTION][:_DECISIONS_SHOWN]
    if listed:
        yield DividerBlock()
        yield section(DECIDING.of(words.lang)["decisions"])
    for each in listed:
        yield SectionBlock(
            text=MarkdownTextObject(text=_decision(each, words), verbatim=True),
            accessory=undo_button([each.id], deal.id, words.lang),
        )


def _decision(of: Decision, words: Words) -> str:
    kinds = {DecisionKind.SAME: "list_same", DecisionKind.APART: "list_apart", DecisionKind.SPLIT: "list_split"}
    by_bot = of.author.user_id is None and of.kind is DecisionKind.SAME
    form = DECIDING.of(words.lang)["list_same_bot" if by_bot else kinds.get(of.kind, "list_split")]
    return form.format(user=person(of.author.user_id or ""), date=day(of.at.date(), words))
