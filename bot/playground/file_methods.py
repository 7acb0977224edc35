"""files.* of the Web API: an address to upload to, the bytes, then the file is shared.

Source: docs.slack.dev/messaging/working-with-files, "Uploading files".
"""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import replace
from typing import Any

from bot.playground.arguments import Arguments
from bot.playground.chat_methods import channel_to_write
from bot.playground.objects import file_json
from bot.playground.records import File, Json, Message, SlackError
from bot.playground.state import State

MOST_BYTES = 50 * 1024 * 1024  # of one file; Slack takes up to 1 GB
ALT_TEXT_LENGTH = 1000
UPLOAD_PATH = "/upload/v1/"


def get_upload_url(state: State, arguments: Arguments) -> Json:
    """files.getUploadURLExternal: where the bytes go; `length` is how many there will be."""
    name, length = arguments.required("filename"), arguments.required("length")
    if not length.isdecimal() or int(length) == 0:
        raise SlackError("invalid_arguments", "length must be a positive number of bytes [json-pointer:/length]")
    if int(length) > MOST_BYTES:
        raise SlackError("file_upload_size_restricted")
    alt_text = arguments.optional("alt_txt") or ""
    if len(alt_text) > ALT_TEXT_LENGTH:
        raise SlackError("alt_txt_too_large")
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(state.new_id("F"), state.bot_user.id, name, name, mimetype, b"", alt_text)
    path = UPLOAD_PATH + secrets.token_urlsafe(24)
    state.uploads[path] = (file, int(length))
    return {"upload_url": state.base_url + path, "file_id": file.id}


def take_upload(state: State, path: str, content: bytes) -> None:
    """The bytes for an upload address. Raises `LookupError` for an unknown one, `ValueError` for a wrong length."""
    file, length = state.uploads[path]
    if len(content) != length:
        raise ValueError(f"{length} bytes were announced, {len(content)} came")
    state.uploads[path] = (replace(file, content=content), length)


def complete_upload(state: State, arguments: Arguments) -> Json:
    """files.completeUploadExternal: share the files in a channel or thread, or keep them private.

    As in Slack the answer comes before the file is shared, so it names no `shares`; files.info does.
    """
    wanted = _wanted(arguments)
    channel_ids = _channel_ids(arguments)
    thread_ts = arguments.thread_ts()
    if thread_ts and len(channel_ids) > 1:
        raise SlackError("invalid_arguments", "thread_ts needs exactly one channel")
    channels = [channel_to_write(state, channel_id) for channel_id in channel_ids]
    files = _finished(state, wanted)
    for channel in channels:
        message = Message(
            channel_id=channel.id,
            ts=state.new_ts(),
            user_id=state.bot_user.id,
            text=arguments.optional("initial_comment") or "",
            thread_ts=thread_ts,
            bot_id=state.bot_id,
            files=tuple(file.id for file in files),
        )
        state.share(message)
    return {"files": [file_json(file, state) for file in files]}


def file_info(state: State, arguments: Arguments) -> Json:
    """files.info, with the places where the file is shared."""
    file = state.files.get(arguments.required("file"))
    if file is None:
        raise SlackError("file_not_found")
    shares: Json = {}
    for channel_id, ts, thread_ts in file.shares:
        kind = "private" if state.channels[channel_id].kind.scope != "channels" else "public"
        place = {"ts": ts} | ({"thread_ts": thread_ts} if thread_ts else {})
        shares.setdefault(kind, {}).setdefault(channel_id, []).append(place)
    return {"file": file_json(file, state) | {"shares": shares}}


def _wanted(arguments: Arguments) -> list[Json]:
    wanted = arguments.json("files")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(one, dict) and one.get("id") for one in wanted):
        raise SlackError("invalid_arguments", "missing required field: files")
    return wanted


def _channel_ids(arguments: Arguments) -> list[str]:
    several: list[Any] = (arguments.optional("channels") or "").split(",")
    return [name for name in (arguments.optional("channel_id"), *several) if name]


def _finished(state: State, wanted: list[Json]) -> list[File]:
    """The uploaded files, each of which can be completed once. Raises `file_not_found`."""
    waiting = {file.id: (path, file) for path, (file, _) in state.uploads.items() if file.content}
    if not all(one["id"] in waiting for one in wanted):
        raise SlackError("file_not_found")
    files = []
    for one in wanted:
        path, file = waiting[one["id"]]
        del state.uploads[path]
        files.append(replace(file, title=str(one.get("title") or file.name)))
    state.files |= {file.id: file for file in files}
    return files
