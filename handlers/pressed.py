"""What somebody did with the bot's messages and modals: who, where, on which deal, in which language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncBoltContext

from handlers.blocks.buttons import key_of
from handlers.services import Services
from storage.records import Author

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """The message on which something was pressed, in the end: a modal remembers where it was opened from.

    Without `ts` there is no message that others see: it was one for the asker's eyes (`response_url` leads there),
    or the Home tab.
    """

    deal_id: str
    lang: str
    channel_id: str | None = None
    ts: str | None = None
    thread_ts: str | None = None  # of the thread that the message opens or stands in
    response_url: str | None = None

    def metadata(self) -> str:
        """For a modal, which carries it along."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Pressed:
    team_id: str
    user_id: str
    home_team_id: str  # the workspace that the person belongs to
    trigger_id: str
    value: str  # of the button, or of what was chosen in a menu
    place: Place

    @property
    def author(self) -> Author:
        """Of what is no deal's, such as names. See `author_of`."""
        return Author(self.team_id, self.user_id, self.place.channel_id, self.place.ts)

    def place_of_card(self, ts: str | None) -> Place:
        """That of the message with the card, from the reply under it; the place itself without its `ts`."""
        return replace(self.place, ts=ts) if ts else self.place


async def author_of(services: Services, pressed: Pressed) -> Author:
    """Of a decision about a deal: it counts for those who may read the place where it is made."""
    channel_id = pressed.place.channel_id
    place = await services.visibility.place(pressed.team_id, channel_id) if channel_id else None
    return replace(pressed.author, is_public=place is not None and place.is_public)


def pressed_in(body: Body, context: AsyncBoltContext) -> Pressed:
    """From Slack's payload of a click, a submission or a suggestion."""
    action: Body = (body.get("actions") or [{}])[0]
    user: Body = body.get("user") or {}
    view: Body = body.get("view") or {}
    value = str((action.get("selected_option") or action).get("value") or "")
    place = place_of(view) if view.get("private_metadata") else _place(body, action, value)
    return Pressed(
        team_id=context.team_id or "",
        user_id=str(user.get("id", "")),
        home_team_id=str(user.get("team_id") or context.team_id or ""),
        trigger_id=str(body.get("trigger_id", "")),
        value=value,
        place=place,
    )


def place_of(view: Body) -> Place:
    """Where a modal was opened from, as it carries it along."""
    return Place(**json.loads(str(view.get("private_metadata"))))


def _place(body: Body, action: Body, value: str) -> Place:
    container: Body = body.get("container") or {}
    message: Body = body.get("message") or {}
    key = key_of(action.get("block_id"))
    undo = _undo_of(value)
    ts = None if container.get("is_ephemeral") else container.get("message_ts")
    return Place(
        deal_id=str(undo.get("deal") or value.rpartition(".")[2]),
        lang=str(undo.get("lang") or (key.lang if key else "en")),
        channel_id=container.get("channel_id"),
        ts=ts,
        thread_ts=(message.get("thread_ts") or container.get("thread_ts") or ts),
        response_url=None if ts else body.get("response_url"),
    )


def _undo_of(value: str) -> Body:
    """What an Undo button names, which stands outside of cards, too."""
    if not value.startswith("{"):
        return {}
    known: Body = json.loads(value)
    return known
