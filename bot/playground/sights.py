"""What there is to see in a workspace, waiting for it, and the tie to the server that runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.clock import Clock, SystemClock
from bot.playground.delivery import Courier
from bot.playground.faults import Faults
from bot.playground.happenings import Happenings, Subscription
from bot.playground.records import Call, Channel, Delivery, DispatchKind, Ephemeral, File, Json, Message, View
from bot.playground.response_urls import ResponseUrls
from bot.playground.state import Credentials, State

Found = TypeVar("Found")

YOU = "you"


class Sights:
    """The part of `Workspace` that looks and waits."""

    def __init__(
        self,
        clock: Clock | None,
        credentials: Credentials | None,
        *,
        team_name: str,
        bot_name: str,
        enterprise_id: str | None,
        beside: Sights | None,
    ) -> None:
        self.credentials = credentials or Credentials()
        self.happened = Happenings()
        self.state: State = State(
            clock or SystemClock(),
            self.happened,
            team_name,
            bot_name,
            enterprise_id=enterprise_id,
            beside=beside.state if beside else None,
        )
        self.response_urls = ResponseUrls(self.state)
        self.faults = Faults()
        self.calls: list[Call] = []  # every Web API call and use of a response_url ("response_url"), oldest first
        self._courier: Courier | None = None
        self._past: list[Delivery] = []  # deliveries of servers that ran before

    # who and what

    @property
    def bot_token(self) -> str:
        """The newest token of the bot here; the one it began with when it has none."""
        newest = self.state.grants.newest
        return newest.token if newest else self.credentials.bot_token

    @property
    def installed(self) -> bool:
        """Whether the app is installed here."""
        return self.state.grants.newest is not None

    @property
    def app_token(self) -> str:
        return self.credentials.app_token

    @property
    def signing_secret(self) -> str:
        return self.credentials.signing_secret

    @property
    def team_id(self) -> str:
        return self.state.team_id

    @property
    def bot_name(self) -> str:
        return self.state.bot_user.name

    @property
    def bot_user_id(self) -> str:
        return self.state.bot_user.id

    def channel(self, reference: str) -> Channel:
        """Raises `SlackError` ("channel_not_found")."""
        return self.state.channel(reference)

    def im(self, user: str = YOU) -> Channel:
        """The direct messages between `user` and the bot."""
        return self.state.im(self.state.user(user))

    # what there is to see

    def message(self, channel: str, ts: str) -> Message:
        """Raises `SlackError` ("message_not_found")."""
        return self.state.message(self.state.channel(channel).id, ts)

    def messages(self, channel: str) -> list[Message]:
        """What stands in the channel itself, oldest first."""
        shown = self.state.messages(self.state.channel(channel).id)
        return [message for message in shown if not message.thread_ts or message.broadcast]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A message and its replies, oldest first."""
        return self.state.thread(self.state.channel(channel).id, ts)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The replies in a message's thread, oldest first."""
        return [message for message in self.thread(channel, ts) if message.thread_ts == ts]

    def posted(self) -> list[Message]:
        """Everything the bot has posted and not deleted, wherever, oldest first."""
        every = [message for channel in self.state.channels for message in self.state.messages(channel)]
        return sorted(
            (message for message in every if message.bot_id == self.state.bot_id), key=lambda message: message.ts
        )

    def files(self, channel: str) -> list[File]:
        """The files shared in the channel and its threads, with their bytes and alt text, oldest first."""
        shared = self.state.messages(self.state.channel(channel).id)
        return [self.state.files[file_id] for message in shared for file_id in message.files]

    def ephemerals(self, channel: str, user: str = YOU) -> list[Ephemeral]:
        """What only `user` sees in the channel, oldest first."""
        where, who = self.state.channel(channel), self.state.user(user)
        return [shown for shown in self.state.ephemerals if (shown.channel_id, shown.user_id) == (where.id, who.id)]

    def views(self, user: str = YOU) -> list[View]:
        """The user's open modals, the one on top last."""
        return [view for view in self.state.views.values() if view.user_id == self.state.user(user).id]

    def home(self, user: str = YOU) -> View | None:
        """The user's Home tab, None before the bot published one."""
        return self.state.homes.get(self.state.user(user).id)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, those that met a fault among them, oldest first."""
        return [call for call in self.calls if call.method == method]

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything the app was told, oldest first."""
        return [*self._past, *(self._courier.deliveries if self._courier else ())]

    # waiting

    async def wait_for(self, predicate: Callable[[], Found], timeout: float = 10.0) -> Found:
        """Wait until `predicate()` is true and return its value. Raises `TimeoutError` after `timeout` seconds."""
        return await self.happened.wait_for(predicate, timeout)

    async def delivered(self, timeout: float = 10.0) -> None:
        """Wait until everything the app was told is acknowledged or given up."""
        await self.wait_for(lambda: all(delivery.finished for delivery in self.deliveries), timeout)

    def subscribe(self) -> Subscription:
        """Everything that happens from now on: `with workspace.subscribe() as news: async for event in news`."""
        return self.happened.subscribe()

    # the server's side

    def attach(self, courier: Courier, base_url: str) -> None:
        """Called by the server: deliveries go through `courier` from now on."""
        if self._courier is not None:
            raise RuntimeError("another server runs this workspace")
        self._courier, self.state.base_url = courier, base_url

    def detach(self) -> None:
        """Called by the server when it stops."""
        self._past, self._courier = self.deliveries, None

    def _connected(self) -> Courier:
        if self._courier is None:
            raise RuntimeError("no server runs this workspace")
        return self._courier

    async def _dispatch(self, kind: DispatchKind, payload: Mapping[str, Any]) -> Delivery:
        return await self._connected().dispatch(kind, payload)

    def _send_event(self, payload: Json) -> asyncio.Task[Delivery]:
        return self._connected().dispatch(DispatchKind.EVENT, payload)
