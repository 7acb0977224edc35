"""The updates that watchers get: a new deal as a card, a known one by what has changed, a person by the move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import ContextBlock

from handlers.blocks.citations import sections as quotes
from handlers.blocks.citations import source
from handlers.blocks.deal import deal_card, headline
from handlers.blocks.formats import enumerated
from handlers.blocks.known import facts_told, news
from handlers.blocks.message import Card, Rendered, context, messages, section
from handlers.blocks.mrkdwn import bold
from handlers.blocks.people import person_told
from handlers.blocks.sentences import deal_sentence, move_sentence
from handlers.blocks.watching import called
from handlers.blocks.words import Words, words_of
from handlers.blocks.words.watching import WATCHING
from storage.news import DealUpdate, MoveUpdate
from storage.records import Source
from storage.watches import Watch

WATCHES_NAMED = 4


def update(told: DealUpdate | MoveUpdate, today: date) -> tuple[Rendered, ...]:
    """In the watches' language."""
    words = words_of(told.watches[0].lang)
    if isinstance(told, MoveUpdate):
        return messages([_move(told, words)], words)
    return messages([_new(told, words, today) if told.told.before is None else _changed(told, words)], words)


def _new(told: DealUpdate, words: Words, today: date) -> Card:
    deal, texts = told.told.deal, WATCHING.of(words.lang)
    line = texts["new_deal"].format(headline=headline(deal.facts, words, deal.source_count))
    card = deal_card(deal, words, today, headed=False)
    why = _because(told.watches, told.told.observation.source, words)
    return Card(texts["new_deal_says"].format(said=card.text), (section(line), *card.blocks, why))


def _changed(told: DealUpdate, words: Words) -> Card:
    deal, before, texts = told.told.deal, told.told.before, WATCHING.of(words.lang)
    new = news(before or deal.facts, deal.facts, words)
    what = ", ".join(said for _, said in new)
    what = f" {what[:1].upper()}{what[1:]}." if what else ""
    line = texts["update"].format(headline=headline(deal.facts, words, deal.source_count))
    spoken = texts["update_says"].format(said=f"{deal_sentence(deal.facts, words)}{what}")
    why = _because(told.watches, told.told.observation.source, words)
    return Card(spoken, (section(line), *quotes(facts_told(new, deal), words), why))


def _move(told: MoveUpdate, words: Words) -> Card:
    texts, person = WATCHING.of(words.lang), told.person
    said = f"{move_sentence(person.facts, words)}."
    line = texts["update"].format(headline=said)
    why = _because(told.watches, person.source, words)
    return Card(
        texts["update_says"].format(said=said), (section(line), *quotes([person_told(person, words)], words), why)
    )


def _because(watches: Sequence[Watch], article: Source, words: Words) -> ContextBlock:
    names = [bold(called(each.text)) for each in watches]
    said = WATCHING.of(words.lang)["because"].format(
        watches=enumerated(names, words, WATCHES_NAMED), source=source(article, words)
    )
    return context(said)
