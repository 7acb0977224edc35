"""Messages that tell of a deal are changed when somebody decides about it, so that everyone sees it as it is now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block

from handlers.beside import people_beside
from handlers.blocks import limits
from handlers.blocks.buttons import HEAD, MENU, REST, STUB, CardKey, key_of, parts_of, stub_id, undo_button
from handlers.blocks.deal import deal_card, headline_block, parties
from handlers.blocks.doubts import person
from handlers.blocks.limits import fit
from handlers.blocks.message import Card, fitted, section, with_own_ids
from handlers.blocks.sentences import deal_sentence
from handlers.blocks.words import words_of
from handlers.blocks.words.cards import CARDS
from handlers.pressed import Place
from handlers.services import Services
from storage import deals, outbox
from storage.audience import Audience
from storage.records import Deal, Post, PostKind

_NUMBERED = re.compile(r"\d+/\d+: ")

Blocks = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class NoDeal:
    """Stands where a card stood that somebody decided to be none."""

    deal: Deal  # as it was
    user_id: str
    decision_id: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Neighbouring blocks of a message that are one card, or none of any."""

    key: CardKey | None
    blocks: Blocks

    @property
    def marks(self) -> set[str]:
        """What it has of a card; of a card's blocks only."""
        return {mark for block in self.blocks for mark in parts_of(str(block["block_id"]))}


async def retold(
    services: Services, team_id: str, place: Place, post_id: str, changed: Sequence[str], none: NoDeal | None = None
) -> list[Post]:
    """The changes of the message at `place`, and of the one that opens its thread, that tell of these deals.

    Ids follow from `post_id`, so that a repeated click queues them once.
    """
    if not place.channel_id or not place.ts:
        return []
    audience = await services.visibility.of_place(team_id, place.channel_id)
    posts = []
    for ts in dict.fromkeys(filter(None, (place.ts, place.thread_ts))):
        known = await outbox.message_at(services.store, team_id, place.channel_id, ts)
        if known and (told := await _told_anew(services, audience, known, changed, none)):
            text, blocks = told
            posts.append(Post(f"{post_id}-{ts}", team_id, place.channel_id, text, blocks, kind=PostKind.UPDATE, ts=ts))
    return posts


async def _told_anew(
    services: Services, audience: Audience, known: Post, changed: Sequence[str], none: NoDeal | None
) -> tuple[str, tuple[Mapping[str, Any], ...]] | None:
    """The message's text and blocks with these deals as they are now; None where it tells of none of them."""
    parts = list(_parts(known.blocks))
    ids = dict.fromkeys(part.key.deal_id for part in parts if part.key)
    anew = _Anew(services, audience, none, {each: await deals.deal(services.store, audience, each) for each in ids})
    concerned = {each for each, deal in anew.now.items() if each in changed or (deal and deal.id in changed)}
    if not concerned:
        return None
    blocks: list[Mapping[str, Any]] = []
    for number, part in enumerate(parts):
        if part.key is None or part.key.deal_id not in concerned:
            blocks += part.blocks
            continue
        beside = [block for other in (*parts[:number], *parts[number + 1 :]) for block in other.blocks]
        blocks += await anew.card(part.key, part.marks, beside)
    return _text(known, parts, anew), with_own_ids(blocks)


def _parts(blocks: Blocks) -> Iterator[_Part]:
    for key, some in groupby(blocks, lambda block: key_of(block.get("block_id"))):
        yield _Part(key, list(some))


@dataclass(frozen=True, slots=True)
class _Anew:
    """A message that is told anew: by the ids that its cards have, the deals as they are now."""

    services: Services
    audience: Audience
    none: NoDeal | None
    now: Mapping[str, Deal | None]
    told: set[str] = field(default_factory=set)  # ids of the deals that the message has a card of by now

    async def card(self, key: CardKey, marks: set[str], beside: Blocks) -> list[Mapping[str, Any]]:
        """With the headline, the rest, and the buttons or the menu, as far as the old one had them."""
        deal = self.now[key.deal_id]
        if deal is None:
            return _as_stub(key, _gone(key, self.none, marks), marks)
        if deal.id in self.told and marks != {HEAD}:
            return _as_stub(key, [section(CARDS.of(key.lang)["above"])], marks)
        words = words_of(key.lang)
        if not marks - {HEAD, STUB}:
            return _as_part(key, [headline_block(deal, words)])
        self.told.add(deal.id)
        people = (await people_beside(self.services.store, self.audience, [deal]))[deal.id]
        card = deal_card(deal, words, self.services.now().date(), people=people, headed=HEAD in marks)
        return _as_part(key, _with_buttons(fitted(card, beside, words), small=MENU in marks))


def _with_buttons(card: Card, *, small: bool) -> list[Block]:
    pressed = card.menu if small else card.buttons
    return [*card.blocks, *([pressed] if pressed else [])]


def _gone(key: CardKey, none: NoDeal | None, marks: set[str]) -> list[Block]:
    texts, words = CARDS.of(key.lang), words_of(key.lang)
    if none is None:
        return [section(texts["gone"])]
    told = section(texts["is_none"].format(deal=parties(none.deal.facts, words), user=person(none.user_id)))
    if not marks - {HEAD, STUB}:
        return [told]
    return [told, ActionsBlock(elements=[undo_button([none.decision_id], none.deal.id, key.lang)])]


def _as_part(key: CardKey, blocks: Sequence[Block]) -> list[Mapping[str, Any]]:
    """Under the id that the part had: a deal that was joined is told apart again when that is undone."""
    return [each.to_dict() | {"block_id": _under(key, each.block_id or "")} for each in blocks]


def _under(key: CardKey, block_id: str) -> str:
    own = key_of(block_id)
    return str(key) + block_id.removeprefix(str(own)) if own else block_id


def _as_stub(key: CardKey, blocks: Sequence[Block], marks: set[str]) -> list[Mapping[str, Any]]:
    parts = marks if not marks - {HEAD, STUB} else {*marks, REST}
    return [each.to_dict() | {"block_id": stub_id(key, parts, number)} for number, each in enumerate(blocks)]


def _text(known: Post, parts: Sequence[_Part], anew: _Anew) -> str:
    """A sentence a deal; numbered as it was."""
    number = _NUMBERED.match(known.text)
    sentences = []
    for key in dict.fromkeys(part.key for part in parts if part.key):
        deal, words = anew.now[key.deal_id], words_of(key.lang)
        if deal:
            sentences.append(deal_sentence(deal.facts, words))
        elif anew.none:
            sentences.append(CARDS.of(key.lang)["is_none_text"].format(deal=parties(anew.none.deal.facts, words)))
    return fit((number[0] if number else "") + " ".join(dict.fromkeys(sentences)), limits.FALLBACK_TEXT) or known.text
