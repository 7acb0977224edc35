"""A Slack workspace to drive from Python: say, command, click, edit; look at what the bot made of it; wait for it.

    workspace = Workspace()
    async with PlaygroundServer(workspace) as server:
        ...  # a bot with workspace.bot_token and SLACK_API_BASE_URL = server.api_url
        ts = await workspace.say("#deals", "https://example.com/news")
        reply = (await workspace.wait_for(lambda: workspace.replies("#deals", ts)))[0]

People and channels are named by id or name: "anna", "@anna", "#deals". Every new workspace has the user "you", the
channel #deals with you and the bot in it, and #general without the bot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bot.clock import Clock, SystemClock
from bot.playground import payloads
from bot.playground.delivery import Courier
from bot.playground.faults import Faults
from bot.playground.happenings import Happenings, Subscription
from bot.playground.mrkdwn import escape, typed
from bot.playground.records import (
    Call,
    Changed,
    Channel,
    ChannelKind,
    Deleted,
    Delivery,
    DispatchKind,
    Ephemeral,
    Happening,
    Json,
    Message,
    Posted,
    Reacted,
    SlackError,
    User,
    View,
)
from bot.playground.response_urls import ResponseUrls
from bot.playground.state import Credentials, State

Found = TypeVar("Found")

YOU = "you"
BOT = "dealbot"
TEAM = "playground"
COMMANDS = ("/deal", "/who")


class Workspace:
    """State, people's actions, and what there is to see. Bound to one event loop while a server runs it.

    The app hears, as in Slack, only of channels it is a member of; of its own messages too.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        credentials: Credentials | None = None,
        *,
        team_name: str = TEAM,
        bot_name: str = BOT,
        commands: Iterable[str] = COMMANDS,
    ) -> None:
        self.credentials = credentials or Credentials()
        self.happened = Happenings()
        self.state = State(clock or SystemClock(), self.happened, team_name, bot_name)
        self.response_urls = ResponseUrls(self.state)
        self.faults = Faults()
        self.commands = tuple(commands)  # the slash commands in the app's configuration
        self.calls: list[Call] = []  # every Web API call and use of a response_url ("response_url"), oldest first
        self._courier: Courier | None = None
        self._past: list[Delivery] = []  # deliveries of servers that ran before
        self._base_url = ""
        self._told: dict[str, list[Json]] = {}  # event payloads by message, for re-delivery
        self.you = self.state.add_user(YOU)
        self.add_channel("deals", members=(YOU,))
        self.add_channel("general", members=(YOU,), bot=False)
        self.happened.listen(self._tell_app)

    # who and what

    @property
    def bot_token(self) -> str:
        return self.credentials.bot_token

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

    def add_user(self, name: str, *, is_bot: bool = False) -> User:
        """Add a person, or another app's bot whose words carry its bot_id."""
        return self.state.add_user(name, bot_id=self.state.new_id("B") if is_bot else None)

    def add_channel(
        self, name: str, *, members: Iterable[str] = (YOU,), bot: bool = True, private: bool = False
    ) -> Channel:
        """Add a channel; `bot` says whether the bot is a member."""
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        return self.state.add_channel(name, (*members, *([self.bot_user_id] if bot else [])), kind)

    def channel(self, reference: str) -> Channel:
        """Raises `SlackError` ("channel_not_found")."""
        return self.state.channel(reference)

    def im(self, user: str = YOU) -> Channel:
        """The direct messages between `user` and the bot."""
        return self.state.im(self.state.user(user))

    # what people do

    async def say(
        self,
        channel: str,
        text: str,
        *,
        user: str = YOU,
        thread_ts: str | None = None,
        broadcast: bool = False,
        raw: bool = False,
        blocks: Iterable[Mapping[str, Any]] | None = None,
    ) -> str:
        """Post a message as a person and return its ts; the app hears of it in the background.

        `text` is what is typed: links, @names and &, <, > become what Slack's client makes of them, with the
        rich_text block. `raw` takes it as stored mrkdwn instead, without a block unless `blocks` are given.
        """
        author, where = self.state.user(user), self.state.channel(channel)
        stored, shown = (text, list(blocks or ())) if raw else self._typed(text)
        message = Message(
            channel_id=where.id,
            ts=self.state.new_ts(),
            user_id=author.id,
            text=stored,
            blocks=tuple(shown),
            thread_ts=thread_ts,
            broadcast=broadcast,
            bot_id=author.bot_id,
        )
        self.state.add_message(message)
        return message.ts

    async def edit(self, ts: str, text: str) -> None:
        """Edit a person's message; the app hears `message_changed`."""
        message = self.state.find(ts)
        stored, blocks = self._typed(text)
        self.state.replace_message(replace(message, text=stored, blocks=tuple(blocks), edited_ts=self.state.new_ts()))

    async def unfurl(self, ts: str, title: str = "A page", url: str = "https://example.com/") -> None:
        """Let Slack add a link's preview: a `message_changed` whose text stays the same."""
        preview = {"id": 1, "title": title, "title_link": url, "from_url": url, "fallback": title}
        message = self.state.find(ts)
        self.state.replace_message(replace(message, attachments=(*message.attachments, preview)))

    async def delete(self, ts: str) -> None:
        """Delete a message; the app hears `message_deleted`."""
        self.state.delete_message(self.state.find(ts))

    async def react(self, ts: str, name: str, *, user: str = YOU, added: bool = True) -> None:
        """Add or take back a reaction."""
        self.state.react(self.state.find(ts), self.state.user(user).id, name, added=added)

    async def invite_bot(self, channel: str, *, user: str = YOU) -> Delivery:
        """Make the bot a member; the app hears `member_joined_channel`."""
        where = self.state.channel(channel)
        joined = self.state.set_members(where, (*where.members, self.bot_user_id))
        inviter = self.state.user(user).id
        return await self.send_event(payloads.member_event(self.state, joined, self.bot_user_id, inviter))

    async def remove_bot(self, channel: str) -> None:
        """Take the bot out of a channel."""
        where = self.state.channel(channel)
        self.state.set_members(where, (member for member in where.members if member != self.bot_user_id))

    async def open_home(self, *, user: str = YOU) -> Delivery:
        """Open the bot's Home tab."""
        return await self.send_event(payloads.home_event(self.state, self.state.user(user)))

    async def command(self, command: str, text: str = "", *, channel: str = "#deals", user: str = YOU) -> Delivery:
        """Type a slash command and wait for the ack; what it says is shown to the user as in Slack.

        Without an ack in time the user sees Slackbot's "failed with the error", and nothing is sent again. Of a
        command that is not among the app's `commands` it never hears: Slackbot answers, the delivery has no attempts.
        """
        where, who = self.state.channel(channel), self.state.user(user)
        path = self.response_urls.issue(where.id, who.id)
        payload = payloads.command_payload(self.state, command, escape(text.strip()), where, who, self._base_url + path)
        if command not in self.commands:
            self._slackbot(where, who, f"{escape(command)} is not a valid command.")
            return Delivery("", DispatchKind.COMMAND, payload, finished=True)
        delivery = await self._dispatch(DispatchKind.COMMAND, payload)
        if delivery.answer is None:
            self._slackbot(where, who, _failed(command, delivery))
        elif delivery.answer.payload:
            self._show_answer(path, delivery.answer.payload, where, who, command)
        return delivery

    async def click(self, ts: str, action_id: str, *, user: str = YOU, value: str | None = None) -> Delivery:
        """Press a button, or choose `value` in a menu, in a message or an ephemeral message, and wait for the ack.

        Raises `LookupError` when the message has no such element.
        """
        who = self.state.user(user)
        shown = self._shown(ts, who)
        action = payloads.pressed(shown.blocks, action_id, value)
        url = self._base_url + self.response_urls.issue(shown.channel_id, who.id, shown)
        payload = payloads.click_payload(self.state, shown, action, who, url)
        return await self._dispatch(DispatchKind.INTERACTION, payload)

    async def submit_view(self, view_id: str, values: Mapping[str, Mapping[str, Any]]) -> Delivery:
        """Submit an open modal with the elements' states by block_id and action_id, and wait for the ack.

        The modal closes unless the ack's `response_action` says otherwise.
        """
        view = self.state.views[view_id]
        payload = payloads.submit_payload(self.state, view, values)
        delivery = await self._dispatch(DispatchKind.INTERACTION, payload)
        if delivery.answer is not None:
            self._after_submission(view, delivery.answer.payload or {})
        return delivery

    async def shortcut(self, callback_id: str, *, user: str = YOU) -> Delivery:
        """Run a global shortcut and wait for the ack."""
        payload = payloads.shortcut_payload(self.state, callback_id, self.state.user(user))
        return await self._dispatch(DispatchKind.INTERACTION, payload)

    # what Slack does

    async def redeliver(self, ts: str) -> list[Delivery]:
        """Send every event about a message once more, as retries: the same event_id, new envelopes."""
        tasks = [self._connected().dispatch(DispatchKind.EVENT, payload, retried=1) for payload in self._told[ts]]
        return await asyncio.gather(*tasks)

    async def send_event(self, event: Mapping[str, Any], **outer: Any) -> Delivery:
        """Send any event and wait until it is acknowledged or given up; `outer` overrides, e.g. `team_id=`."""
        payload = payloads.event_callback(self.state, event) | outer
        return await self._dispatch(DispatchKind.EVENT, payload)

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
        self._courier, self._base_url = courier, base_url

    def detach(self) -> None:
        """Called by the server when it stops."""
        self._past, self._courier = self.deliveries, None

    def _connected(self) -> Courier:
        if self._courier is None:
            raise RuntimeError("no server runs this workspace")
        return self._courier

    async def _dispatch(self, kind: DispatchKind, payload: Json) -> Delivery:
        return await self._connected().dispatch(kind, payload)

    def _typed(self, text: str) -> tuple[str, list[Json]]:
        users = {user.name.lower(): user.id for user in self.state.users.values()}
        channels = {channel.name.lower(): channel.id for channel in self.state.channels.values() if channel.name}
        stored, block = typed(text, users, channels)
        return stored, [block]

    def _tell_app(self, happening: Happening) -> None:
        """Tell the app of what happens where it is a member."""
        if self._courier is None:
            return
        match happening:
            case Posted(message) if self._hears(message):
                self._tell(message, payloads.message_event(self.state, message))
                if self._mentions_bot(message):
                    self._tell(message, payloads.mention_event(self.state, message))
            case Changed(message, before) if self._hears(message):
                self._tell(message, payloads.changed_event(self.state, message, before))
            case Deleted(message) if self._hears(message):
                self._tell(message, payloads.deleted_event(self.state, message))
            case Reacted(message, user_id, name, added) if self._hears(message):
                self._tell(message, payloads.reaction_event(self.state, message, user_id, name, added=added))
            case _:
                pass

    def _hears(self, message: Message) -> bool:
        return self.state.has_bot(self.state.channels[message.channel_id])

    def _mentions_bot(self, message: Message) -> bool:
        """Slack sends no app_mention in direct messages, nor for the bot's own words."""
        in_channel = self.state.channels[message.channel_id].kind is not ChannelKind.IM
        return in_channel and message.bot_id != self.state.bot_id and f"<@{self.bot_user_id}" in message.text

    def _tell(self, message: Message, event: Json) -> None:
        payload = payloads.event_callback(self.state, event)
        self._told.setdefault(message.ts, []).append(payload)
        self._connected().dispatch(DispatchKind.EVENT, payload)

    def _shown(self, ts: str, user: User) -> Message | Ephemeral:
        for ephemeral in self.state.ephemerals:
            if (ephemeral.ts, ephemeral.user_id) == (ts, user.id):
                return ephemeral
        return self.state.find(ts)

    def _after_submission(self, view: View, said: Mapping[str, Any]) -> None:
        match said.get("response_action"):
            case None:
                del self.state.views[view.id]
            case "clear":
                self.state.views = {kept.id: kept for kept in self.state.views.values() if kept.user_id != view.user_id}
            case "update":
                self.state.show_view(replace(view, definition=said["view"], hash=self.state.new_ts()))
            case "push":
                pushed = View(self.state.new_id("V"), view.user_id, "modal", self.state.new_ts(), said["view"], view.id)
                self.state.show_view(pushed)

    def _show_answer(self, path: str, said: Mapping[str, Any], channel: Channel, user: User, command: str) -> None:
        try:
            self.response_urls.answer(path, said)
        except SlackError as refusal:
            self._slackbot(channel, user, f"{command} failed because of an invalid answer: {refusal}")

    def _slackbot(self, channel: Channel, user: User, text: str) -> None:
        self.state.whisper(Ephemeral(channel.id, self.state.new_ts(), user.id, text, by_slack=True))


def _failed(command: str, delivery: Delivery) -> str:
    timed_out = (delivery.attempts[-1].failure or "").endswith("timeout")
    return f'{command} failed with the error "{"operation_timeout" if timed_out else "dispatch_failed"}"'
