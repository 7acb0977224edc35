"""What a person does on the browser page: each request is one action of the workspace, in that person's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.playground.elements import Choice
from bot.playground.page_sights import Seen
from bot.playground.records import Channel, Delivery, Json, Message, SlackError, View
from bot.playground.workspace import Workspace

Request = Mapping[str, Any]


class NotYours(Exception):
    """Somebody else's message or view, or a conversation you are not in."""


class Doings:
    """The actions of one person. `do` answers with what the page shows beside what happens, if anything."""

    def __init__(self, workspace: Workspace, user_id: str, seen: Seen) -> None:
        self._workspace = workspace
        self._user_id = user_id
        self._seen = seen
        self._actions: Mapping[str, Callable[[Request], Awaitable[Json | None]]] = {
            "say": self._say,
            "command": self._command,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "click": self._click,
            "act": self._act,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "message_shortcut": self._message_shortcut,
            "home": self._home,
            "direct": self._direct,
            "join": self._join,
            "invite": self._invite,
        }

    async def do(self, request: Request) -> Json | None:
        """Raises `SlackError`, `LookupError` or `NotYours` for what can't be done."""
        return await self._actions[str(request["do"])](request)

    async def _say(self, request: Request) -> None:
        channel = self._open_channel(request)
        thread_ts = request.get("thread")
        await self._workspace.say(channel.id, str(request["text"]), user=self._user_id, thread_ts=thread_ts)

    async def _command(self, request: Request) -> Json | None:
        channel = self._open_channel(request)
        name, _, text = str(request["text"]).partition(" ")
        await self._workspace.command(name, text, channel=channel.id, user=self._user_id)
        return None  # what goes wrong there, Slackbot says

    async def _edit(self, request: Request) -> None:
        await self._workspace.edit(self._own_message(request).ts, str(request["text"]))

    async def _delete(self, request: Request) -> None:
        await self._workspace.delete(self._own_message(request).ts)

    async def _react(self, request: Request) -> None:
        message = self._message(request)
        await self._workspace.react(message.ts, str(request["name"]), user=self._user_id, added=bool(request["added"]))

    async def _click(self, request: Request) -> Json | None:
        value, element = _choice(request.get("value")), _element(request)
        return _late(await self._workspace.click(self._readable(request), element, user=self._user_id, value=value))

    async def _act(self, request: Request) -> Json | None:
        view = self._view(request)
        self._enter(view, request)
        return _late(await self._workspace.act(view.id, _element(request), _choice(request.get("value"))))

    async def _suggest(self, request: Request) -> Json | None:
        in_view = self._workspace.state.view(str(request["place"])) is not None
        place = self._view({"view": request["place"]}).id if in_view else self._readable({"ts": request["place"]})
        typed = str(request["typed"])
        options = await self._workspace.suggest(place, _element(request), typed, user=self._user_id)
        return {"see": "options", "options": options}

    async def _submit(self, request: Request) -> Json | None:
        view = self._view(request)
        self._enter(view, request)
        await self._workspace.submit_view(view.id)
        return None  # what goes wrong is said in the view

    async def _close(self, request: Request) -> None:
        await self._workspace.close_view(self._view(request).id)

    async def _message_shortcut(self, request: Request) -> Json | None:
        message = self._message(request)
        callback_id = str(request["callback"])
        return _late(await self._workspace.message_shortcut(message.ts, callback_id, user=self._user_id))

    async def _home(self, request: Request) -> Json | None:
        return _late(await self._workspace.open_home(user=self._user_id))

    async def _direct(self, request: Request) -> Json | None:
        """Open the direct messages with the bot."""
        return {"see": "opened", "channel": self._workspace.im(self._user_id).id}

    async def _join(self, request: Request) -> None:
        channel = self._channel(request)
        await self._workspace.invite(self._user_id, channel.id, inviter=None)

    async def _invite(self, request: Request) -> None:
        channel = self._open_channel(request)
        await self._workspace.invite(str(request["user"]), channel.id, inviter=self._user_id)

    def _enter(self, view: View, request: Request) -> None:
        """Take in what stands in the view's fields: a list of [block_id, action_id, value]."""
        choices = {(str(block), str(action)): _choice(value) for block, action, value in request.get("values", ())}
        self._workspace.fill(view.id, choices)

    def _channel(self, request: Request) -> Channel:
        channel = self._workspace.channel(str(request["channel"]))
        if not self._seen.sees(channel):
            raise NotYours
        return channel

    def _open_channel(self, request: Request) -> Channel:
        """A conversation the person may write into."""
        channel = self._channel(request)
        if self._user_id not in channel.members:
            raise NotYours
        if channel.archived:
            raise SlackError("is_archived")
        return channel

    def _message(self, request: Request) -> Message:
        message = self._workspace.state.find(str(request["ts"]))
        if not self._seen.sees(self._workspace.channel(message.channel_id)):
            raise NotYours
        return message

    def _readable(self, request: Request) -> str:
        """The ts of a message that the person sees, or that only they see."""
        ts = str(request["ts"])
        own = (ts, self._user_id)
        if any((shown.ts, shown.user_id) == own for shown in self._workspace.state.ephemerals):
            return ts
        return self._message(request).ts

    def _own_message(self, request: Request) -> Message:
        message = self._message(request)
        if message.user_id != self._user_id:
            raise NotYours
        return message

    def _view(self, request: Request) -> View:
        view = self._workspace.state.view(str(request["view"]))
        if view is None or view.user_id != self._user_id:
            raise NotYours
        return view


def _element(request: Request) -> tuple[str, str]:
    return str(request["block"]), str(request["action"])


def _choice(value: Any) -> Choice:
    if isinstance(value, list):
        return [str(one) for one in value]
    return None if value is None else str(value)


def _late(delivery: Delivery) -> Json | None:
    """What Slack shows at a button whose app did not answer in time."""
    if delivery.acked:
        return None
    return {"see": "trouble", "why": "The app did not answer in time."}
