"""Who may see what: the audience of a place in Slack, and of a person.

Only Slack knows who is a member of what, so it is asked. Its word counts for a few minutes, or until an event says
that something about that person or channel has changed. While it does not answer, nobody is told what is private.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from handlers.asking_slack import conversations_of
from handlers.workspaces import Workspaces
from storage.audience import Audience, Place
from storage.deal_view import Merge

log = logging.getLogger(__name__)

REMEMBERED = timedelta(minutes=5)  # how long somebody who has left a channel may still be told what is known there
ANSWERS_WITHIN = 1.5  # seconds; a command has three for everything
MOST_REMEMBERED = 5_000  # people or channels; then those that count no longer are dropped

T = TypeVar("T")


class Kind(StrEnum):
    """What a conversation is to those outside it."""

    PUBLIC = "public"  # every member of the workspace may read it
    PRIVATE = "private"  # a private channel, or direct messages between several people
    DIRECT = "direct"  # direct messages of one person with the bot
    SHARED = "shared"  # people of another organisation or workspace read it too, whatever it is else


@dataclass(frozen=True, slots=True)
class Conversation:
    kind: Kind
    has_bot: bool  # the bot is a member
    user_id: str = ""  # with whom the bot has direct messages


@dataclass(slots=True)
class _Memory(Generic[T]):
    """What Slack said, each until its end."""

    now: Callable[[], datetime]
    said: dict[tuple[str, str], tuple[datetime, T]] = field(default_factory=dict)

    def get(self, key: tuple[str, str]) -> T | None:
        until, known = self.said.get(key, (None, None))
        return known if until and self.now() < until else None

    def keep(self, key: tuple[str, str], known: T) -> None:
        now = self.now()
        if len(self.said) >= MOST_REMEMBERED:
            self.said = {each: kept for each, kept in self.said.items() if now < kept[0]}
        self.said[key] = now + REMEMBERED, known

    def forget(self, key: tuple[str, str]) -> None:
        self.said.pop(key, None)


class Visibility:
    """What the people of a conversation, or one of them, may be told. `now` is aware."""

    def __init__(self, workspaces: Workspaces, merge: Merge, now: Callable[[], datetime]) -> None:
        self._workspaces = workspaces
        self._merge = merge
        self._people: _Memory[Audience] = _Memory(now)
        self._conversations: _Memory[Conversation] = _Memory(now)

    async def of_place(self, team_id: str, channel_id: str) -> Audience:
        """Whoever reads a channel or a direct message: they know what was shared there, and what is public.

        In their direct messages with the bot people are told all that they may know.
        """
        return (await self.place(team_id, channel_id)).audience

    async def place(self, team_id: str, channel_id: str) -> Place:
        """The same with whether what is shared there is public. Private where Slack does not say."""
        there, known = await self.conversation(team_id, channel_id), frozenset((channel_id,))
        if there and there.kind is Kind.DIRECT:
            person = await self.of_person(team_id, there.user_id)
            known |= person.conversations or frozenset()
            audience = Audience(team_id, known, self._merge, person.knows_public, person.is_whole)
        else:
            outsiders = there is None or there.kind is Kind.SHARED
            audience = Audience(team_id, known, self._merge, knows_public=not outsiders)
        return Place(channel_id, audience, is_public=there is not None and there.kind is Kind.PUBLIC)

    async def of_person(self, team_id: str, user_id: str) -> Audience:
        """One person: they know what is public, and what was shared in the private conversations they are in.

        Of people of another organisation nothing is known but the place where they ask.
        """
        key = (team_id, user_id)
        if known := self._people.get(key):
            return known
        audience = await self._ask(team_id, key, lambda client: self._person(client, team_id, user_id))
        if audience is None:
            return Audience(team_id, frozenset(), self._merge, is_whole=False)
        self._people.keep(key, audience)
        return audience

    async def conversation(self, team_id: str, channel_id: str) -> Conversation | None:
        """What Slack says of a conversation; None where it says nothing, also of private ones without the bot."""
        key = (team_id, channel_id)
        if known := self._conversations.get(key):
            return known
        there = await self._ask(team_id, key, lambda client: _conversation(client, channel_id))
        if there:
            self._conversations.keep(key, there)
        return there

    def heard(self, team_id: str, event: Mapping[str, Any]) -> None:
        """An event that something about a person's or a channel's membership has changed: Slack is asked anew."""
        user, channel = event.get("user"), event.get("channel")
        if isinstance(user, str):
            self._people.forget((team_id, user))
        if isinstance(channel, str):
            self._conversations.forget((team_id, channel))

    async def _ask(self, team_id: str, asked: Hashable, question: Callable[[AsyncWebClient], Awaitable[T]]) -> T | None:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                return await question(await self._workspaces.client(team_id))
        except Exception as failure:  # whatever kept Slack from answering: nobody is told more for it
            log.warning("Slack does not say what %s may know: %s", asked, failure)
            return None

    async def _person(self, client: AsyncWebClient, team_id: str, user_id: str) -> Audience:
        info, conversations = await asyncio.gather(client.users_info(user=user_id), _conversations_of(client, user_id))
        is_ours = _is_ours(info["user"], team_id)
        return Audience(team_id, conversations if is_ours else frozenset(), self._merge, knows_public=is_ours)


async def _conversation(client: AsyncWebClient, channel_id: str) -> Conversation:
    found = (await client.conversations_info(channel=channel_id))["channel"]
    kind = _kind(found)
    return Conversation(kind, bool(found.get("is_member")) or kind is Kind.DIRECT, str(found.get("user") or ""))


async def _conversations_of(client: AsyncWebClient, user_id: str) -> frozenset[str]:
    """Those of a person, and of the bot, that others do not read."""
    return frozenset([each["id"] async for each in conversations_of(client, user_id) if _kind(each) is not Kind.PUBLIC])


def _kind(found: Mapping[str, Any]) -> Kind:
    if any(found.get(flag) for flag in ("is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_shared")):
        return Kind.SHARED
    if found.get("is_im"):
        return Kind.DIRECT
    is_open = found.get("is_channel") and not found.get("is_private") and not found.get("is_mpim")
    return Kind.PUBLIC if is_open else Kind.PRIVATE


def _is_ours(user: Mapping[str, Any], team_id: str) -> bool:
    """Whether the person is of this workspace; in an Enterprise Grid people are of several."""
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    return team_id in teams and not user.get("is_stranger")
