"""`/deal alias A = B`, `/deal alias` and `/deal unalias A`: names of one company, and how that is taken back."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from handlers.answers import Answer
from handlers.blocks import naming
from handlers.blocks.words import Words, words_of
from handlers.blocks.words.naming import NAMING
from handlers.deciding import privately, send, struck, tell_thread
from handlers.members import may_decide
from handlers.pressed import Body, Pressed, pressed_in
from handlers.retelling import retold
from handlers.services import Services
from handlers.slash import Run, Slash, post, tell
from storage import aliases, deals, decisions
from storage.aliases import AliasRefused
from storage.known_companies import company_named
from storage.records import Alias, Author, Deal

Answering = Callable[[Services, AsyncAck, Slash, Words], Awaitable[None]]

GERMAN = {"zweitname", "zweitnamen", "kein-zweitname"}


def register(app: AsyncApp, services: Services) -> None:
    @app.action("pair.names")
    async def tie(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        await _tie(services, pressed_in(body, context))

    @app.action("alias.undo")
    async def undo(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()
        await _undo(services, pressed_in(body, context))


def subcommands() -> dict[str, Run]:
    """The words behind `/deal`; the German ones are answered in German, the others as Slack speaks with the person."""

    def run(of: Answering, word: str) -> Run:
        async def answer(services: Services, ack: AsyncAck, slash: Slash) -> None:
            await _allowed(services, ack, slash, word, of)

        return answer

    return {
        **{word: run(_alias, word) for word in ("alias", "aliases", "zweitname", "zweitnamen")},
        **{word: run(_unalias, word) for word in ("unalias", "kein-zweitname")},
    }


async def _allowed(services: Services, ack: AsyncAck, slash: Slash, word: str, of: Answering) -> None:
    words = words_of("de" if word in GERMAN else await services.locales.language_of(slash.team_id, slash.user_id))
    try:
        if slash.text:
            await _check_may_tie(services, slash.team_id, slash.user_id)
        await of(services, ack, slash, words)
    except AliasRefused as no:
        await tell(ack, naming.refused(no.why, no.names, words))


async def _alias(services: Services, ack: AsyncAck, slash: Slash, words: Words) -> None:
    if not slash.text:
        known = await aliases.decided_aliases(services.store, slash.team_id, naming.LISTED + 1)
        await tell(ack, naming.listed(known, words))
        return
    name, equals, full = (part.strip() for part in slash.text.partition("="))
    if not (name and equals and full) or "=" in full:
        await tell(ack, naming.said(NAMING.of(words.lang)["how"]))
        return
    audience = await services.visibility.of_place(slash.team_id, slash.channel_id)
    both = [await company_named(services.store, audience, each) for each in (name, full)]
    tie = aliases.merge_names if all(both) else aliases.add_alias
    made = await tie(services.store, name, full, _author(slash), services.now(), merge=services.merge)
    await _told(services, ack, slash, made, words)


async def _unalias(services: Services, ack: AsyncAck, slash: Slash, words: Words) -> None:
    if not slash.text:
        await tell(ack, naming.said(NAMING.of(words.lang)["how_remove"]))
        return
    made = await aliases.remove_alias(services.store, slash.text, _author(slash), services.now(), merge=services.merge)
    await _told(services, ack, slash, made, words)


async def _told(services: Services, ack: AsyncAck, slash: Slash, made: Alias, words: Words) -> None:
    joined = await _joined(services, slash, slash.channel_id, made)
    await post(services, ack, slash, Answer(anchor=naming.tied(made, slash.user_id, joined, words)))


async def _joined(services: Services, slash: Slash | Pressed, channel_id: str, made: Alias) -> list[Deal]:
    """The deals that it made one, as the readers of the channel may know them."""
    audience = await services.visibility.of_place(slash.team_id, channel_id)
    joined = await decisions.joined_by_bot(services.store, slash.team_id, made.at) if made.at else ()
    known = [await deals.deal(services.store, audience, each.deal_id) for each in joined]
    return list({deal.id: deal for deal in known if deal}.values())


def _author(slash: Slash) -> Author:
    return Author(slash.team_id, slash.user_id, slash.channel_id)


async def _tie(services: Services, pressed: Pressed) -> None:
    """A button under "Is this the same deal?": the two names in which they differ are one company's."""
    value, words = json.loads(pressed.value), words_of(pressed.place.lang)
    try:
        await _check_may_tie(services, pressed.team_id, pressed.user_id, pressed.home_team_id)
        made = await aliases.merge_names(
            services.store, value["name"], value["full"], pressed.author, services.now(), merge=services.merge
        )
    except AliasRefused as no:
        await privately(services, pressed, naming.refused(no.why, no.names, words))
        return
    joined = await _joined(services, pressed, pressed.place.channel_id or "", made)
    told = naming.tied(made, pressed.user_id, joined, words, naming.Card(value["deal"], pressed.place.ts))
    await tell_thread(services, pressed, made.id, told, [value["deal"], value["other"]])


async def _check_may_tie(services: Services, team_id: str, user_id: str, home_team_id: str = "") -> None:
    """Raises `AliasRefused`."""
    allowed = await may_decide(services, team_id, user_id, home_team_id)
    if not allowed:
        raise AliasRefused("They tie no names here.", "unsure" if allowed is None else "guest")


async def _undo(services: Services, pressed: Pressed) -> None:
    """Struck in the message that told of it; for the eyes of whoever pressed where only they see it, or it fails."""
    value, words = json.loads(pressed.value), words_of(pressed.place.lang)
    try:
        await _check_may_tie(services, pressed.team_id, pressed.user_id, pressed.home_team_id)
        await aliases.undo_alias(services.store, value["alias"], pressed.author, services.now(), merge=services.merge)
    except AliasRefused as no:
        await privately(services, pressed, naming.refused(no.why, no.names, words))
        return
    changes = await struck(services, pressed, f"{value['alias']}.struck", pressed.place.ts, naming.undone)
    if not changes:
        await privately(services, pressed, naming.said(NAMING.of(words.lang)["undone_done"]))
    if card := value.get("ts"):
        place = pressed.place_of_card(card)
        changes += await retold(services, pressed.team_id, place, f"{value['alias']}.undone", [value["deal"]])
    await send(services, changes)
