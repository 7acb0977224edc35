"""The reply to a shared article: what the article tells, in the article's own language.

One message however many deals, unless Slack's limits split it between them. Where there is nothing to tell there is
no reply at all, and where the reading is unsure the reply asks instead of asserting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handlers.blocks.buttons import CardKey, card_buttons, card_menu
from handlers.blocks.citations import Told, cited, counted
from handlers.blocks.citations import sections as quotes
from handlers.blocks.deal import brief, deal_card, headline, parties, price, reasons, stake
from handlers.blocks.formats import day
from handlers.blocks.known import known_card
from handlers.blocks.message import Card, Rendered, context, messages, rendered, sections
from handlers.blocks.people import concerns, person_told, worth_naming
from handlers.blocks.sentences import deal_sentence, move_sentence
from handlers.blocks.words import Words, words_of
from storage.agreement import contradicts, same_share
from storage.names import person_key
from storage.records import (
    Citation,
    DealFacts,
    DealStatus,
    InboxItem,
    PersonObservation,
    Recorded,
    RecordedDeal,
    Thread,
)

ASKS_BELOW = 0.5  # a reading less sure than this is put as a question
SILENT_BELOW = 0.25  # and one less sure than this is not worth a question
DEALS_TOLD = 10  # of a round-up; the others are only mentioned
BACKGROUND_SHOWN = 5
_SAYS_NO_MORE = (DealStatus.ANNOUNCED, DealStatus.UNKNOWN)  # than that there is a deal: no contradiction
SLACK = "https://slack.com/"


def reading_reply(recorded: Recorded, lang: str, team_url: str = SLACK) -> tuple[Rendered, ...]:
    """The messages for the thread of a shared article, empty when it tells of no deal.

    `lang` is the article's language; German is answered in German, everything else in English. A deal that the channel
    was told of before is one line with what is new; `team_url`, the workspace's address, leads to where that was.
    """
    told_in, today = words_of(lang), recorded.job.received_at.date()
    sure, likely = _sure(recorded), _likely(recorded)
    if sure:
        people = worth_naming(_news_of_people(recorded), [one.deal.facts for one in sure])
        cards = _cards(sure, people, _Frame(told_in, today, _thread_of(recorded.job.item), team_url))
        return messages([*cards, *_closing(likely, told_in)], told_in)
    asked = next((one for one in likely if one.observation.facts.primary), None)
    return _question(asked, told_in) if asked else ()


def told_deals(recorded: Recorded) -> tuple[str, ...]:
    """Ids of the deals that the reply tells of as such."""
    return tuple(one.deal.id for one in _sure(recorded))


def anchor_line(recorded: Recorded, lang: str) -> Rendered | None:
    """A line for the channel with the headlines of the deals that the reply tells of; None where there are none."""
    told_in, sure = words_of(lang), _sure(recorded)
    if not sure:
        return None
    lines = [headline(one.deal.facts, told_in, one.deal.source_count) for one in sure]
    said = " ".join(deal_sentence(one.deal.facts, told_in) for one in sure)
    return rendered(said, *sections(lines))


def moves_reply(recorded: Recorded, lang: str) -> tuple[Rendered, ...]:
    """Who moves, by an article without a deal; empty when nobody does. For whoever asked what is in it."""
    told_in = words_of(lang)
    people = [each for each in worth_naming(_told_people(recorded), ()) if each.facts.move]
    said = " ".join(f"{move_sentence(each.facts, told_in)}." for each in people)
    card = Card(said, tuple(quotes([person_told(each, told_in) for each in people], told_in)))
    return messages([card], told_in) if people else ()


def _sure(recorded: Recorded) -> list[RecordedDeal]:
    return [one for one in _with_parties(recorded) if is_sure(one)][:DEALS_TOLD]


def _likely(recorded: Recorded) -> list[RecordedDeal]:
    sure = _sure(recorded)
    return [one for one in _with_parties(recorded) if one not in sure and certainty(one) >= SILENT_BELOW]


def _with_parties(recorded: Recorded) -> list[RecordedDeal]:
    return _once(one for one in recorded.deals if has_parties(one.observation.facts))


def _once(deals: Iterable[RecordedDeal]) -> list[RecordedDeal]:
    """Each deal once, as the first article tells it whose news it is: two links of a message often tell the same."""
    first: dict[str, RecordedDeal] = {}
    for one in deals:
        known = first.setdefault(one.deal.id, one)
        if one.observation.facts.primary and not known.observation.facts.primary:
            first[one.deal.id] = one
    return list(first.values())


def _people(recorded: Recorded) -> Iterator[tuple[RecordedDeal, PersonObservation]]:
    for one in recorded.deals:
        for facts in one.people:
            yield one, PersonObservation(facts, one.observation.source)


def _news_of_people(recorded: Recorded) -> Iterator[PersonObservation]:
    """Beside a deal that is told again only those who were not known to move there."""
    moved = _moved(recorded)
    for one, person in _people(recorded):
        if one.told_at is None or (person.facts.move and person_key(person.facts.name) in moved):
            yield person


def _told_people(recorded: Recorded) -> Iterator[PersonObservation]:
    """What the job's articles say of people."""
    for person in recorded.people:
        yield from (each for each in person.observations if each.source.article_id in recorded.article_ids)


def _moved(recorded: Recorded) -> set[str]:
    """Keys of the people of whom the articles are the first to tell that they move."""
    return {
        person_key(called)
        for person in recorded.people
        for called in (person.name, *person.other_names)
        if any(step.move and recorded.is_news(step) for step in person.timeline)
    }


def has_parties(facts: DealFacts) -> bool:
    """Whether it can be said who is concerned: what is bought, or two sides of an unnamed thing."""
    return bool(facts.targets) or len(facts.acquirers) + len(facts.sellers) > 1


def is_sure(one: RecordedDeal) -> bool:
    """Whether it is told as a deal: it is the article's news, and sure enough."""
    facts = one.observation.facts
    return facts.primary and has_parties(facts) and certainty(one) >= ASKS_BELOW


def certainty(one: RecordedDeal) -> float:
    """0..1. Other articles may have made sure of what this one leaves open."""
    return max(one.observation.facts.confidence, one.deal.facts.confidence)


@dataclass(frozen=True, slots=True)
class _Frame:
    """In which words, on which day, in which thread and workspace deals are told."""

    words: Words
    today: date
    here: Thread
    team_url: str


def _thread_of(item: InboxItem) -> Thread:
    return Thread(item.channel_id, item.thread_ts or item.ts)


def _cards(deals: Sequence[RecordedDeal], people: Sequence[PersonObservation], frame: _Frame) -> Iterator[Card]:
    """Each person goes with the first deal of a company of theirs, or else with the last deal."""
    left = list(people)
    for one in deals[:-1]:
        here = [person for person in left if concerns(person, one.deal.facts)]
        left = [person for person in left if person not in here]
        yield _card(one, here, frame)
    yield _card(deals[-1], left, frame)


def _card(one: RecordedDeal, people: Sequence[PersonObservation], frame: _Frame) -> Card:
    words = frame.words
    if one.told_at is None:
        return deal_card(one.deal, words, frame.today, people=people, remarks=_remarks(one, words))
    card = known_card(one, words, frame.here, frame.team_url)
    remarks = [text for text in _remarks(one, words)[1:] if text]
    small_print = [context(text) for text in remarks]
    otherwise = [f"{text.replace('*', '')}." for text in remarks]
    moves = [f"{sentence}." for each in people if (sentence := move_sentence(each.facts, words))]
    told = quotes([person_told(each, words) for each in people], words)
    key = CardKey(words.lang, one.deal.id)
    blocks = (*card.blocks, *told, *small_print)
    return Card(
        " ".join([card.text, *otherwise, *moves]), blocks, card_buttons(one.deal, key), card_menu(one.deal, key)
    )


def _remarks(one: RecordedDeal, words: Words) -> list[str]:
    """Since when the deal is known, and where this article says otherwise than the deal as it is known."""
    if one.is_new:
        return []
    known = words.texts["known"].format(
        date=day(one.deal.first_seen.date(), words), sources=counted(words.sources, one.deal.source_count)
    )
    different = " · ".join(differences(one, words))
    return [known, words.texts["this_text"].format(what=different) if different else ""]


def differences(one: RecordedDeal, words: Words) -> list[str]:
    """The values one article gives for price, share and status that are not the deal's."""
    here, known, found = one.observation.facts, one.deal.facts, []
    if here.amount and ((known.amount and contradicts(here.amount, known.amount)) or _lost("amount", one)):
        found.append(price(here, words))
    if here.stake_percent is not None and not _same_share(here.stake_percent, known.stake_percent):
        found.append(stake(here, words))
    if here.status not in (known.status, *_SAYS_NO_MORE):
        found.append(words.statuses[here.status])
    return list(filter(None, found))


def _lost(field: str, one: RecordedDeal) -> bool:
    """Whether the deal's card shows the article's value beside the one that won, as of two currencies."""
    lost = [claim for each in one.deal.conflicts if each.field == field for claim in each.claims[1:]]
    here = one.observation.source.article_id
    return any(citation.source.article_id == here for claim in lost for citation in claim.citations)


def _same_share(here: Decimal, known: Decimal | None) -> bool:
    return known is not None and same_share(here, known)


def _closing(deals: Sequence[RecordedDeal], words: Words) -> list[Card]:
    """What else the article mentions, briefly."""
    if not deals:
        return []
    lines = [brief(one.observation.facts, words) for one in deals[:BACKGROUND_SHOWN]]
    if more := len(deals) - len(lines):
        lines.append(f"• {words.more.format(count=more)}")
    return [Card("", tuple(sections([words.texts["background"], *lines])))]


def _question(one: RecordedDeal, words: Words) -> tuple[Rendered, ...]:
    """`Is Meta → Scale AI a deal?`, with the sentence that looks like it and what speaks against it.

    It has a card's buttons: whoever knows better says so.
    """
    facts, key = one.observation.facts, CardKey(words.lang, one.deal.id)
    question = words.texts["ask"].format(headline=parties(facts, words))
    citations = [Citation(evidence, one.observation.source) for evidence in facts.evidence]
    place = cited(citations, "type", "acquirers", "targets") or next(iter(citations), None)
    why = reasons(facts, words)
    small_print = [context(words.texts["ask_why"].format(reasons=why))] if why else []
    blocks = (*quotes([Told(question, place)], words), *small_print)
    return messages([Card(question, blocks, card_buttons(one.deal, key))], words)
