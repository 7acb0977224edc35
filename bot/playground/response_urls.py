"""`response_url`: five answers within thirty minutes, ephemeral unless they ask to be seen by all."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.playground.contents import Content, read_content
from bot.playground.records import Ephemeral, Message, SlackError
from bot.playground.state import State

MOST_USES = 5
LIFETIME = timedelta(minutes=30)

Shown = Message | Ephemeral


@dataclass
class _Ticket:
    channel_id: str
    user_id: str
    issued: datetime
    uses: int = 0
    original: Shown | None = None  # what `replace_original` replaces


class ResponseUrls:
    """Every response_url that was handed out."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._tickets: dict[str, _Ticket] = {}

    def issue(self, channel_id: str, user_id: str, original: Shown | None = None) -> str:
        """Return the path of a new response_url; `original` is the message that was clicked on."""
        path = f"/commands/{self._state.team_id}/{len(self._tickets) + 1}/{secrets.token_hex(12)}"
        self._tickets[path] = _Ticket(channel_id, user_id, self._state.clock.now(), original=original)
        return path

    def use(self, path: str, body: Mapping[str, Any]) -> None:
        """Answer through the URL. Raises `expired_url`, `used_url` or what the content is refused for."""
        ticket = self._tickets.get(path)
        if ticket is None or self._state.clock.now() - ticket.issued > LIFETIME:
            raise SlackError("expired_url")
        if ticket.uses >= MOST_USES:
            raise SlackError("used_url")
        self.answer(path, body)
        ticket.uses += 1

    def answer(self, path: str, body: Mapping[str, Any]) -> None:
        """Show an answer without counting it as a use: an ack's payload goes this way too."""
        ticket = self._tickets[path]
        if body.get("delete_original"):
            self._delete(ticket)
            return
        content = read_content(body)
        if body.get("replace_original") and ticket.original is not None:
            ticket.original = self._replace(ticket.original, content)
        elif body.get("response_type") == "in_channel":
            ticket.original = self._post(ticket, content, body.get("thread_ts"))
        else:
            ticket.original = self._whisper(ticket, content, body.get("thread_ts"))

    def _post(self, ticket: _Ticket, content: Content, thread_ts: str | None) -> Message:
        state = self._state
        message = Message(
            channel_id=ticket.channel_id,
            ts=state.new_ts(),
            user_id=state.bot_user.id,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            thread_ts=thread_ts,
            bot_id=state.bot_id,
        )
        state.add_message(message)
        return message

    def _whisper(self, ticket: _Ticket, content: Content, thread_ts: str | None) -> Ephemeral:
        ephemeral = Ephemeral(
            channel_id=ticket.channel_id,
            ts=self._state.new_ts(),
            user_id=ticket.user_id,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            thread_ts=thread_ts,
        )
        self._state.whisper(ephemeral)
        return ephemeral

    def _replace(self, original: Shown, content: Content) -> Shown:
        changes: dict[str, Any] = {
            "text": content.text,
            "blocks": content.blocks,
            "attachments": content.attachments,
        }
        if isinstance(original, Message):
            message = replace(self._state.message(original.channel_id, original.ts), **changes)
            self._state.replace_message(message)
            return message
        ephemeral: Ephemeral = replace(original, **changes)
        self._state.replace_whisper(original, ephemeral)
        return ephemeral

    def _delete(self, ticket: _Ticket) -> None:
        match ticket.original:
            case Message() as message:
                self._state.delete_message(self._state.message(message.channel_id, message.ts))
            case Ephemeral() as ephemeral:
                self._state.replace_whisper(ephemeral, None)
        ticket.original = None
