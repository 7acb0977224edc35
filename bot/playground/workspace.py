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
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.clock import Clock
from bot.playground import payloads
from bot.playground.hearing import Hearing
from bot.playground.interactions import Interactions
from bot.playground.mrkdwn import escape, typed
from bot.playground.oauth import uninstall
from bot.playground.records import (
    Channel,
    ChannelKind,
    Delivery,
    DispatchKind,
    Ephemeral,
    File,
    Happening,
    Json,
    Message,
    Revoked,
    SlackError,
    User,
)
from bot.playground.sights import YOU
from bot.playground.state import Credentials

BOT = "dealbot"
TEAM = "playground"
HINTS = {  # what Slack shows while a command is typed: its usage hint in the app's manifest
    "/deal": "meta | robotics min:1bn since:2024 | add <link> | export csv meta | settings | help",
    "/who": "alexandr wang | scale ai",
    "/watch": "scale ai | robotics min:1bn | scale ai me | list",
    "/unwatch": "scale ai",
    "/digest": "on 08:30 Europe/Berlin weekdays | off | now | status",
}
COMMANDS = tuple(HINTS)
MESSAGE_SHORTCUTS = {"extract_deal": "Extract deal"}


class Workspace(Interactions):
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
        enterprise_id: str | None = None,
        installed: bool = True,
        beside: Workspace | None = None,
    ) -> None:
        """`installed`: the app is there from the start, with `credentials.bot_token`.

        `beside`: another workspace of the same app and server; see `PlaygroundServer.add_workspace`.
        """
        super().__init__(
            clock, credentials, team_name=team_name, bot_name=bot_name, enterprise_id=enterprise_id, beside=beside
        )
        self.commands = tuple(commands)  # the slash commands in the app's configuration
        self.hints = dict(HINTS)
        self.message_shortcuts = dict(MESSAGE_SHORTCUTS)  # titles by callback_id
        self._hearing = Hearing(self.state, self._send_event)
        if installed:
            self.state.grants.add(self.credentials.bot_token)
        self.you = self.state.add_user(YOU)
        self.add_channel("deals", members=(YOU,), bot=installed)
        self.add_channel("general", members=(YOU,), bot=False)
        self.happened.listen(self._tell_app)

    # who and what

    def subscribe_app(self, events: Iterable[str]) -> None:
        """Tell the app only of these from now on, named as in its manifest: message.channels, channel_left ..."""
        self._hearing.events = frozenset(events)

    def add_user(
        self,
        name: str,
        *,
        is_bot: bool = False,
        tz: str = "Europe/Berlin",
        locale: str = "en-US",
        team_id: str | None = None,
        is_guest: bool = False,
    ) -> User:
        """Add a person, or another app's bot whose words carry its bot_id.

        `team_id`: the person comes from another workspace and meets this one in shared channels.
        """
        bot_id = self.state.new_id("B") if is_bot else None
        return self.state.add_user(name, bot_id=bot_id, tz=tz, locale=locale, team_id=team_id, is_guest=is_guest)

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[str] = (YOU,),
        bot: bool = True,
        private: bool = False,
        shared: bool = False,
    ) -> Channel:
        """Add a channel; `bot` says whether the bot is a member, `shared` makes it a Slack Connect channel."""
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        people = (*members, *([self.bot_user_id] if bot else []))
        return self.state.add_channel(name, people, kind, shared=shared)

    def group_dm(self, *people: str, bot: bool = True) -> Channel:
        """The direct messages between several people, the bot among them or not; opened when there are none yet."""
        return self.state.group_dm([self.state.user(person) for person in people], bot=bot)

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

    async def upload(
        self,
        channel: str,
        name: str,
        content: bytes,
        *,
        text: str = "",
        title: str = "",
        alt_text: str = "",
        user: str = YOU,
        thread_ts: str | None = None,
    ) -> str:
        """Share a file as a person, with or without words, and return the message's ts."""
        author, where = self.state.user(user), self.state.channel(channel)
        mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = File(self.state.new_id("F"), author.id, name, title or name, mimetype, content, alt_text)
        self.state.files[file.id] = file
        stored, shown = self._typed(text) if text else ("", [])
        message = Message(
            channel_id=where.id,
            ts=self.state.new_ts(),
            user_id=author.id,
            text=stored,
            blocks=tuple(shown),
            thread_ts=thread_ts,
            files=(file.id,),
        )
        self.state.share(message)
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

    async def invite(self, user: str, channel: str, *, inviter: str | None = YOU) -> None:
        """Make someone a member; None as inviter: they joined by themselves."""
        by = None if inviter is None else self.state.user(inviter).id
        self.state.join(self.state.channel(channel), self.state.user(user).id, by)

    async def remove(self, user: str, channel: str, *, actor: str | None = None) -> None:
        """Take someone out of a channel; without an actor they leave by themselves."""
        who = self.state.user(user).id
        self.state.leave(self.state.channel(channel), who, self.state.user(actor).id if actor else who)

    async def invite_bot(self, channel: str, *, user: str = YOU) -> Delivery:
        """Make the bot a member, where it is none, and wait until the app has heard `member_joined_channel`."""
        await self.invite(self.bot_user_id, channel, inviter=user)
        assert self._hearing.latest is not None, "the app has heard nothing"
        return await self._hearing.latest

    async def remove_bot(self, channel: str, *, user: str = YOU) -> None:
        """Take the bot out of a channel; the app hears `channel_left` or `group_left`."""
        await self.remove(self.bot_user_id, channel, actor=user)

    async def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        self.state.change_channel(replace(self.state.channel(channel), name=name.removeprefix("#")))

    async def archive(self, channel: str, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back; nothing can be posted in an archived one."""
        self.state.change_channel(replace(self.state.channel(channel), archived=archived))

    async def open_home(self, *, user: str = YOU, tab: str = "home") -> Delivery:
        """Open the bot's Home tab, or its `messages` tab."""
        return await self.send_event(payloads.home_event(self.state, self.state.user(user), tab))

    async def uninstall(self) -> None:
        """Take the app out of the workspace; it hears `app_uninstalled` and `tokens_revoked`."""
        uninstall(self.state)

    async def revoke_tokens(self) -> None:
        """End the bot's token without uninstalling the app; it hears `tokens_revoked`."""
        self.state.grants.revoke(self.bot_token)
        self.happened.publish(Revoked())

    async def command(self, command: str, text: str = "", *, channel: str = "#deals", user: str = YOU) -> Delivery:
        """Type a slash command and wait for the ack; what it says is shown to the user as in Slack.

        Without an ack in time the user sees Slackbot's "failed with the error", and nothing is sent again. Of a
        command that is not among the app's `commands` it never hears: Slackbot answers, the delivery has no attempts.
        """
        where, who = self.state.channel(channel), self.state.user(user)
        path = self.response_urls.issue(where.id, who.id)
        payload = payloads.command_payload(
            self.state, command, escape(text.strip()), where, who, self.state.base_url + path
        )
        if command not in self.commands or not self.installed:
            self._slackbot(where, who, f"{escape(command)} is not a valid command.")
            return Delivery("", DispatchKind.COMMAND, payload, finished=True)
        delivery = await self._dispatch(DispatchKind.COMMAND, payload)
        if delivery.answer is None:
            self._slackbot(where, who, _failed(command, delivery))
        elif delivery.answer.payload:
            self._show_answer(path, delivery.answer.payload, where, who, command)
        return delivery

    # what Slack does

    async def redeliver(self, ts: str) -> list[Delivery]:
        """Send every event about a message once more, as retries: the same event_id, new envelopes."""
        tasks = [
            self._connected().dispatch(DispatchKind.EVENT, payload, retried=1) for payload in self._hearing.told[ts]
        ]
        return await asyncio.gather(*tasks)

    async def send_event(self, event: Mapping[str, Any], **outer: Any) -> Delivery:
        """Send any event and wait until it is acknowledged or given up; `outer` overrides, e.g. `team_id=`."""
        payload = payloads.event_callback(self.state, event) | outer
        return await self._dispatch(DispatchKind.EVENT, payload)

    def _typed(self, text: str) -> tuple[str, list[Json]]:
        users = {user.name.lower(): user.id for user in self.state.users.values()}
        channels = {channel.name.lower(): channel.id for channel in self.state.channels.values() if channel.name}
        stored, block = typed(text, users, channels)
        return stored, [block]

    def _tell_app(self, happening: Happening) -> None:
        if self._courier is not None:
            self._hearing.hear(happening)

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
