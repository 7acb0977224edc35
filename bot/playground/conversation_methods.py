"""conversations.* and users.* of the Web API."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from bot.playground.arguments import Arguments, page
from bot.playground.records import Channel, ChannelKind, Json, Message, SlackError, User
from bot.playground.state import State, stored_json


def replies(state: State, arguments: Arguments) -> Json:
    """conversations.replies: the parent, then its replies, oldest first. For a reply's ts: that reply alone."""
    channel = _channel_to_read(state, arguments)
    ts = arguments.required("ts")
    thread = state.thread(channel.id, ts)
    if not any(message.ts == ts for message in thread):
        raise SlackError("thread_not_found")
    kept = [message for message in thread if message.ts == ts or _within(message, arguments)]
    return _messages(state, kept, arguments, default=1000)


def history(state: State, arguments: Arguments) -> Json:
    """conversations.history: what stands in the channel itself, newest first."""
    channel = _channel_to_read(state, arguments)
    shown = [message for message in state.messages(channel.id) if not message.thread_ts or message.broadcast]
    kept = [message for message in shown if _within(message, arguments)]
    return _messages(state, kept[::-1], arguments, default=100)


def _within(message: Message, arguments: Arguments) -> bool:
    """Between `oldest` and `latest`, which are left out themselves unless `inclusive`."""
    ts = Decimal(message.ts)
    oldest, latest = _moment(arguments, "oldest"), _moment(arguments, "latest")
    if arguments.flag("inclusive") and ts in (oldest, latest):
        return True
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _moment(arguments: Arguments, name: str) -> Decimal | None:
    try:
        return None if (text := arguments.optional(name)) is None else Decimal(text)
    except InvalidOperation:
        raise SlackError(f"invalid_ts_{name}") from None


def _messages(state: State, messages: list[Message], arguments: Arguments, default: int) -> Json:
    cut = page(messages, arguments, default=default, most=1000)
    metadata = arguments.flag("include_all_metadata")
    return {
        "messages": [stored_json(message, state, metadata=metadata) for message in cut.items],
        "has_more": bool(cut.cursor),
        **cut.metadata(),
    }


def info(state: State, arguments: Arguments) -> Json:
    channel = _visible_channel(state, arguments)
    return {"channel": channel_json(state, channel)}


def members(state: State, arguments: Arguments) -> Json:
    channel = _visible_channel(state, arguments)
    cut = page(list(channel.members), arguments, default=100, most=1000)
    return {"members": cut.items, **cut.metadata()}


def open_conversation(state: State, arguments: Arguments) -> Json:
    """conversations.open with one user: their direct messages with the bot."""
    user = state.user(arguments.required("users"))
    before = len(state.channels)
    channel = state.im(user)
    return {"channel": {"id": channel.id}, "already_open": len(state.channels) == before}


def user_info(state: State, arguments: Arguments) -> Json:
    reference = arguments.required("user")
    if reference not in state.users:
        raise SlackError("user_not_found")
    return {"user": _user_json(state, state.users[reference])}


def user_conversations(state: State, arguments: Arguments) -> Json:
    """users.conversations: where the user (the bot, unless one is named) is a member."""
    user_id = arguments.optional("user") or state.bot_user.id
    names = (arguments.optional("types") or "public_channel").split(",")
    kinds = {_TYPES[name.strip()] for name in names if name.strip() in _TYPES}
    found = [channel for channel in state.channels.values() if user_id in channel.members and channel.kind in kinds]
    cut = page(found, arguments, default=100, most=1000)
    return {"channels": [channel_json(state, channel) for channel in cut.items], **cut.metadata()}


_TYPES = {"public_channel": ChannelKind.PUBLIC, "private_channel": ChannelKind.PRIVATE, "im": ChannelKind.IM}


def channel_json(state: State, channel: Channel) -> Json:
    """A conversation object."""
    shared = {"id": channel.id, "is_archived": False, "context_team_id": state.team_id}
    if channel.kind is ChannelKind.IM:
        others = [member for member in channel.members if member != state.bot_user.id]
        return shared | {"is_im": True, "user": others[0]}
    return shared | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.kind is ChannelKind.PRIVATE,
        "is_member": state.has_bot(channel),
        "num_members": len(channel.members),
    }


def _user_json(state: State, user: User) -> Json:
    return {
        "id": user.id,
        "team_id": state.team_id,
        "name": user.name,
        "real_name": user.name,
        "deleted": False,
        "is_bot": user.bot_id is not None,
        "is_app_user": False,
        "tz": "Europe/Berlin",
        "tz_offset": 3600,
        "profile": {"display_name": user.name, "real_name": user.name},
    }


def _visible_channel(state: State, arguments: Arguments) -> Channel:
    channel = state.channel(arguments.required("channel"))
    if channel.kind is not ChannelKind.PUBLIC and not state.has_bot(channel):
        raise SlackError("channel_not_found")
    return channel


def _channel_to_read(state: State, arguments: Arguments) -> Channel:
    channel = _visible_channel(state, arguments)
    if not state.has_bot(channel):
        raise SlackError("not_in_channel")
    return channel
