"""conversations.*, users.* and team.* of the Web API."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from bot.playground.arguments import Arguments, page
from bot.playground.objects import channel_json, stored_json, user_json
from bot.playground.records import Channel, ChannelKind, Json, Message, SlackError
from bot.playground.state import State


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


def join(state: State, arguments: Arguments) -> Json:
    """conversations.join: public channels only."""
    channel = _visible_channel(state, arguments)
    if channel.kind is not ChannelKind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    already = {"warning": "already_in_channel"} if state.has_bot(channel) else {}
    joined = state.join(channel, state.bot_user.id)
    return {"channel": channel_json(state, joined), **already}


def open_conversation(state: State, arguments: Arguments) -> Json:
    """conversations.open: the bot's direct messages with one user, or with several."""
    users = [state.user(reference.strip()) for reference in arguments.required("users").split(",")]
    before = len(state.channels)
    channel = state.im(users[0]) if len(users) == 1 else state.group_dm(users)
    return {"channel": {"id": channel.id}, "already_open": len(state.channels) == before}


def list_conversations(state: State, arguments: Arguments) -> Json:
    """conversations.list: every public channel, and of the others those where the bot is a member."""
    return _conversations(state, arguments, lambda channel: True)


def user_conversations(state: State, arguments: Arguments) -> Json:
    """users.conversations: where the user (the bot, unless one is named) is a member.

    Of private conversations only those where the bot is one too.
    """
    user_id = arguments.optional("user") or state.bot_user.id
    if user_id not in state.users:
        raise SlackError("user_not_found")
    return _conversations(state, arguments, lambda channel: user_id in channel.members)


def _conversations(state: State, arguments: Arguments, kept: Callable[[Channel], bool]) -> Json:
    kinds = conversation_types(arguments)
    without_archived = arguments.flag("exclude_archived")
    found = [
        channel
        for channel in state.channels.values()
        if channel.kind in kinds
        and (channel.kind is ChannelKind.PUBLIC or state.has_bot(channel))
        and not (channel.archived and without_archived)
        and kept(channel)
    ]
    cut = page(found, arguments, default=100, most=1000)
    return {"channels": [channel_json(state, channel) for channel in cut.items], **cut.metadata()}


_TYPES = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.IM,
    "mpim": ChannelKind.MPIM,
}


def conversation_types(arguments: Arguments) -> frozenset[ChannelKind]:
    """The kinds that `types` asks for; public channels unless it says otherwise. Raises `invalid_types`."""
    names = [name.strip() for name in (arguments.optional("types") or "public_channel").split(",")]
    if not set(names) <= _TYPES.keys():
        raise SlackError("invalid_types")
    return frozenset(_TYPES[name] for name in names)


def user_info(state: State, arguments: Arguments) -> Json:
    reference = arguments.required("user")
    if reference not in state.users:
        raise SlackError("user_not_found")
    return {"user": user_json(state, state.users[reference], locale=arguments.flag("include_locale"))}


def team_info(state: State, arguments: Arguments) -> Json:
    team = {"id": state.team_id, "name": state.team_name, "domain": state.team_name, "email_domain": ""}
    enterprise = {"enterprise_id": state.enterprise_id, "enterprise_name": state.team_name}
    return {"team": team | (enterprise if state.enterprise_id else {})}


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
