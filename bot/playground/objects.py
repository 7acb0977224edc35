"""Slack's objects as the Web API and events show them: messages, channels, people, files, views."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.playground.elements import with_block_ids
from bot.playground.records import Channel, ChannelKind, File, Json, Message, User, View
from bot.playground.state import State


def stored_json(message: Message, state: State, *, metadata: bool = False) -> dict[str, Any]:
    """The message as the Web API and events show it; `metadata` as `include_all_metadata` asks for it."""
    shown: dict[str, Any] = {"user": message.user_id, "type": "message", "ts": message.ts}
    if message.bot_id:
        app_id = state.app_id if message.bot_id == state.bot_id else f"A{message.bot_id[1:]}"
        shown |= {"bot_id": message.bot_id, "app_id": app_id, "bot_profile": _bot_profile(message, app_id, state)}
    author = state.users[message.user_id]
    shown |= {"text": message.text, "team": author.team_id or state.team_id}
    if author.team_id:
        shown |= {"user_team": author.team_id, "source_team": author.team_id}
    optional: Mapping[str, Any] = {
        "blocks": [dict(block) for block in message.blocks],
        "attachments": [dict(attachment) for attachment in message.attachments],
        "edited": message.edited_ts and {"user": message.user_id, "ts": message.edited_ts},
        "metadata": metadata and message.metadata,
        "subtype": (message.broadcast and "thread_broadcast") or (message.files and "file_share"),
        "files": [file_json(state.files[file_id], state) for file_id in message.files if file_id in state.files],
        "reactions": [
            {"name": reaction.name, "users": list(reaction.users), "count": len(reaction.users)}
            for reaction in message.reactions
        ],
    }
    return shown | {name: value for name, value in optional.items() if value} | _threading(message, state)


def file_json(file: File, state: State) -> dict[str, Any]:
    """A file object, without the places it is shared in."""
    name = file.name.rpartition(".")
    shown = {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": name[2] if name[1] else "text",
        "user": file.user_id,
        "size": len(file.content),
        "mode": "hosted",
        "url_private": f"{state.base_url}/files-pri/{file.id}/{quote(file.name)}",
    }
    return shown | ({"alt_txt": file.alt_text} if file.alt_text else {})


def _bot_profile(message: Message, app_id: str, state: State) -> dict[str, Any]:
    return {
        "id": message.bot_id,
        "app_id": app_id,
        "user_id": message.user_id,
        "name": state.users[message.user_id].name,
        "deleted": False,
        "team_id": state.team_id,
    }


def _threading(message: Message, state: State) -> dict[str, Any]:
    if message.thread_ts:
        parent = [kept for kept in state.thread(message.channel_id, message.thread_ts) if kept.ts == message.thread_ts]
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": parent[0].user_id} if parent else {})
    replies = [kept for kept in state.thread(message.channel_id, message.ts) if kept.thread_ts]
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user_id for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "subscribed": False,
    }


def channel_json(state: State, channel: Channel) -> Json:
    """A conversation object."""
    shared: Json = {
        "id": channel.id,
        "is_archived": channel.archived,
        "context_team_id": state.team_id,
        "is_im": channel.kind is ChannelKind.IM,
        "is_mpim": channel.kind is ChannelKind.MPIM,
        "is_ext_shared": channel.shared,
        "is_shared": channel.shared,
        "is_org_shared": False,
    }
    if channel.kind is ChannelKind.IM:
        others = [member for member in channel.members if member != state.bot_user.id]
        return shared | {"user": others[0]}
    return shared | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_private": channel.kind is not ChannelKind.PUBLIC,
        "is_member": state.has_bot(channel),
        "num_members": len(channel.members),
    }


def user_json(state: State, user: User, *, locale: bool = False) -> Json:
    """A user object; `locale` as `include_locale` asks for it."""
    now = state.clock.now().astimezone(ZoneInfo(user.tz))
    shown: Json = {
        "id": user.id,
        "team_id": user.team_id or state.team_id,
        "name": user.name,
        "real_name": user.name,
        "deleted": False,
        "is_bot": user.bot_id is not None,
        "is_app_user": False,
        "is_stranger": user.team_id is not None,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "tz": user.tz,
        "tz_label": now.tzname(),
        "tz_offset": int((now.utcoffset() or timedelta()).total_seconds()),
        "profile": {"display_name": user.name, "real_name": user.name, "team": user.team_id or state.team_id},
    }
    return shown | ({"locale": user.locale} if locale else {})


def view_json(state: State, view: View) -> Json:
    """A view as the Web API and interactions show it."""
    defaults = {"private_metadata": "", "callback_id": "", "clear_on_close": False, "notify_on_close": False}
    return {
        **defaults,
        **view.definition,
        "id": view.id,
        "team_id": state.team_id,
        "type": view.type,
        "hash": view.hash,
        "blocks": with_block_ids(view.definition.get("blocks") or ()),
        "state": {"values": {block: dict(actions) for block, actions in view.values.items()}},
        "root_view_id": _root(state, view).id,
        "previous_view_id": view.previous_view_id,
        "app_id": state.app_id,
        "app_installed_team_id": state.team_id,
        "bot_id": state.bot_id,
    }


def _root(state: State, view: View) -> View:
    below = state.views.get(view.previous_view_id or "")
    return _root(state, below) if below else view
