"""What one person sees of the workspace, as the browser page is told it: everything at first, then what is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground.block_rules import slack_files
from bot.playground.elements import with_block_ids
from bot.playground.records import (
    Changed,
    Channel,
    ChannelChanged,
    ChannelKind,
    Deleted,
    Ephemeral,
    File,
    Happening,
    Joined,
    Json,
    Left,
    Message,
    Posted,
    Reacted,
    View,
    ViewClosed,
    ViewShown,
    Whispered,
    WhisperReplaced,
)
from bot.playground.workspace import Workspace

SLACKBOT = "Slackbot"


class Seen:
    """The workspace with the eyes of one person. Each item says in `see` what it is."""

    def __init__(self, workspace: Workspace, user_id: str) -> None:
        self._workspace = workspace
        self._state = workspace.state
        self._user_id = user_id

    def sees(self, channel: Channel) -> bool:
        """Public channels are open to all; the rest to their members."""
        return channel.kind is ChannelKind.PUBLIC or self._user_id in channel.members

    def everything(self) -> Iterator[Json]:
        """All there is to see now, with the workspace itself first."""
        yield self._whole()
        for channel in self._state.channels.values():
            if self.sees(channel):
                yield from (self._message(message) for message in self._state.messages(channel.id))
        for whisper in self._state.ephemerals:
            if whisper.user_id == self._user_id:
                yield self._whisper(whisper)
        yield from self._views()
        yield self._home()

    def news(self, happening: Happening) -> Iterator[Json]:
        """What a happening changes for this person."""
        match happening:
            case Posted(message) | Changed(message) | Reacted(message) if self._reaches(message):
                yield self._message(message)
            case Deleted(message) if self._reaches(message):
                yield {"see": "gone", "ts": message.ts}
            case Whispered(ephemeral) if ephemeral.user_id == self._user_id:
                yield self._whisper(ephemeral)
            case WhisperReplaced(before, after) if before.user_id == self._user_id:
                yield self._whisper(after) if after else {"see": "gone", "ts": before.ts}
            case ViewShown(view) | ViewClosed(view) if view.user_id == self._user_id:
                yield from [self._home()] if view.type == "home" else self._views()
            case Joined() | Left() | ChannelChanged():
                yield from self.everything()
            case _:
                pass

    def file(self, file_id: str) -> File | None:
        """A file that stands somewhere this person sees, shared there or as a picture among blocks."""
        file = self._state.files.get(file_id)
        places = [self._state.channels[place[0]] for place in file.shares] if file else []
        shared = any(self.sees(channel) for channel in places)
        return file if shared or file_id in slack_files(list(self.everything())) else None

    def _reaches(self, message: Message) -> bool:
        return self.sees(self._state.channels[message.channel_id])

    def _whole(self) -> Json:
        workspace, state = self._workspace, self._state
        return {
            "see": "workspace",
            "team": state.team_name,
            "you": self._user_id,
            "bot": state.bot_user.id,
            "people": [
                {"id": user.id, "name": user.name, "bot": user.bot_id is not None} for user in state.users.values()
            ],
            "channels": [self._channel(channel) for channel in state.channels.values() if self.sees(channel)],
            "commands": [{"name": name, "hint": workspace.hints.get(name, "")} for name in workspace.commands],
            "shortcuts": [{"id": name, "title": title} for name, title in workspace.message_shortcuts.items()],
        }

    def _channel(self, channel: Channel) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind.value,
            "members": list(channel.members),
            "archived": channel.archived,
            "shared": channel.shared,
        }

    def _message(self, message: Message) -> Json:
        return {
            "see": "message",
            "channel": message.channel_id,
            "ts": message.ts,
            "user": message.user_id,
            "text": message.text,
            "blocks": with_block_ids(message.blocks),
            "attachments": [dict(attachment) for attachment in message.attachments],
            "thread": message.thread_ts,
            "broadcast": message.broadcast,
            "edited": message.edited_ts is not None,
            "reactions": [{"name": one.name, "users": list(one.users)} for one in message.reactions],
            "files": [self._file(self._state.files[file_id]) for file_id in message.files],
        }

    def _file(self, file: File) -> Json:
        return {
            "id": file.id,
            "name": file.name,
            "title": file.title,
            "mimetype": file.mimetype,
            "size": len(file.content),
            "alt": file.alt_text,
        }

    def _whisper(self, whisper: Ephemeral) -> Json:
        return {
            "see": "message",
            "only_you": True,
            "channel": whisper.channel_id,
            "ts": whisper.ts,
            "user": "" if whisper.by_slack else self._state.bot_user.id,
            "author": SLACKBOT if whisper.by_slack else "",
            "text": whisper.text,
            "blocks": with_block_ids(whisper.blocks),
            "attachments": [dict(attachment) for attachment in whisper.attachments],
            "thread": whisper.thread_ts,
            "reactions": [],
            "files": [],
        }

    def _views(self) -> Iterator[Json]:
        yield {"see": "views", "views": [self._view(view) for view in self._workspace.views(self._user_id)]}

    def _home(self) -> Json:
        view = self._workspace.home(self._user_id)
        return {"see": "home", "view": self._view(view) if view else None}

    def _view(self, view: View) -> Json:
        shown: Mapping[str, Any] = view.definition
        return {
            "id": view.id,
            "hash": view.hash,
            "title": shown.get("title"),
            "submit": shown.get("submit"),
            "close": shown.get("close"),
            "blocks": with_block_ids(shown.get("blocks") or ()),
            "values": {block: dict(actions) for block, actions in view.values.items()},
            "errors": dict(view.errors),
            "trouble": view.trouble,
        }
