"""chat.* of the Web API."""

from __future__ import annotations

from dataclasses import replace

from bot.playground.arguments import Arguments
from bot.playground.block_rules import check_files
from bot.playground.contents import SPLIT_AT, Content, read_content
from bot.playground.objects import stored_json
from bot.playground.records import Channel, ChannelKind, Ephemeral, Json, Message, SlackError
from bot.playground.state import State


def post_message(state: State, arguments: Arguments) -> Json:
    """chat.postMessage. A well-formed `thread_ts` is never checked, as Slack doesn't: see `State.thread`."""
    channel = channel_to_write(state, arguments.required("channel"))
    content = read_content(arguments)
    check_files(content.blocks, state.files)
    thread_ts = arguments.thread_ts()
    messages = [
        Message(
            channel_id=channel.id,
            ts=state.new_ts(),
            user_id=state.bot_user.id,
            text=part,
            blocks=content.blocks,
            attachments=content.attachments,
            thread_ts=thread_ts,
            broadcast=bool(thread_ts) and arguments.flag("reply_broadcast"),
            bot_id=state.bot_id,
            metadata=content.metadata,
        )
        for part in content.parts()
    ]
    for message in messages:
        state.add_message(message)
    first = messages[0]
    return {"channel": channel.id, "ts": first.ts, "message": stored_json(first, state, metadata=True)}


def post_ephemeral(state: State, arguments: Arguments) -> Json:
    channel = channel_to_write(state, arguments.required("channel"))
    user = arguments.required("user")
    content = read_content(arguments)
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    ephemeral = Ephemeral(
        channel_id=channel.id,
        ts=state.new_ts(),
        user_id=user,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=arguments.thread_ts(),
    )
    state.whisper(ephemeral)
    return {"message_ts": ephemeral.ts}


def update(state: State, arguments: Arguments) -> Json:
    """chat.update; blocks that are not given again are gone when a text is given."""
    channel = state.channel(arguments.required("channel"))
    message = _own_message(state, channel, arguments.required("ts"), "cant_update_message")
    content = read_content(arguments)
    check_files(content.blocks, state.files)
    if len(content.text) > SPLIT_AT:
        raise SlackError("msg_too_long")
    changed = _changed(message, content, state.new_ts())
    state.replace_message(changed)
    told = stored_json(changed, state, metadata=True)
    return {"channel": channel.id, "ts": changed.ts, "text": changed.text, "message": told}


def _changed(message: Message, content: Content, edited_ts: str) -> Message:
    return replace(
        message,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=content.metadata or message.metadata,
        edited_ts=edited_ts,
    )


def delete(state: State, arguments: Arguments) -> Json:
    channel = state.channel(arguments.required("channel"))
    message = _own_message(state, channel, arguments.required("ts"), "cant_delete_message")
    state.delete_message(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(state: State, arguments: Arguments) -> Json:
    channel = state.channel(arguments.required("channel"))
    message = state.message(channel.id, arguments.required("message_ts"))
    link = f"https://{state.team_name}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def channel_to_write(state: State, reference: str) -> Channel:
    """The channel, or the direct messages with the user, that the bot may write into.

    Raises `channel_not_found`, `not_in_channel`, `is_archived`.
    """
    if reference in state.users:
        return state.im(state.users[reference])
    channel = state.channel(reference)
    if not state.has_bot(channel):
        # a private channel does not exist for those outside
        raise SlackError("not_in_channel" if channel.kind is ChannelKind.PUBLIC else "channel_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def _own_message(state: State, channel: Channel, ts: str, error: str) -> Message:
    message = state.message(channel.id, ts)
    if message.bot_id != state.bot_id:
        raise SlackError(error)
    return message
