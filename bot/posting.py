"""One attempt at saying something in Slack, and its three outcomes other than success."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from storage.records import Delivery, Post, PostKind

EVENT_TYPE = "dealbot_post"  # of the metadata that carries a post's id
LOOK_BACK = 5  # seconds: Slack's clock and ours may differ
PAGE = 200  # messages a page when looking
WEBHOOK_TIMEOUT = 10  # seconds
DONE_ALREADY = {"already_reacted", "no_reaction"}
GONE_ALREADY = {"message_not_found"}
# Errors in a 200 that mean "later", after which Slack may or may not have posted
PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


class Refused(Exception):
    """Slack has understood and says no; nothing was posted. The text is its error code."""


class Busy(Exception):
    """Slack asks for a pause; nothing was posted."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after  # seconds


class Uncertain(Exception):
    """The attempt ended without an answer that says whether Slack has the post."""


class Poster:
    """Posts with `post_client`, which must not repeat by itself; looks with `look_client`, which may."""

    def __init__(self, post_client: AsyncWebClient, look_client: AsyncWebClient) -> None:
        self._post_client = post_client
        self._look_client = look_client

    async def post(self, post: Post) -> str | None:
        """Send it and return the message's ts, None for what makes none. Raises `Refused`, `Busy` or `Uncertain`."""
        match post.kind:
            case PostKind.MESSAGE if post.ephemeral:
                await (self._whisper(post) if post.user_id else self._respond(post))
            case PostKind.MESSAGE:
                return await self._message(post)
            case PostKind.UPDATE:
                await self._update(post)
            case PostKind.DELETE:
                await self._delete(post)
            case PostKind.REACT | PostKind.UNREACT:
                await self._react(post)
            case PostKind.FILE:
                await self._upload(post)
        return None

    async def find(self, delivery: Delivery) -> str | None:
        """The ts of the post if an earlier attempt reached Slack after all. Raises as `post` does.

        What may be done twice without harm, and what only one person sees, is not looked for.
        """
        post = delivery.post
        if post.ephemeral or post.kind not in (PostKind.MESSAGE, PostKind.FILE):
            return None
        place: dict[str, Any] = {"channel": post.channel_id, "limit": PAGE, "include_all_metadata": True}
        look: Callable[..., Awaitable[AsyncSlackResponse]] = self._look_client.conversations_history
        if post.thread_ts:
            place["ts"] = post.thread_ts
            look = self._look_client.conversations_replies
        else:
            place["oldest"] = f"{delivery.created_at.timestamp() - LOOK_BACK:.6f}"
        cursor: str | None = None
        while True:
            page = await _outcome(look(**place, cursor=cursor))
            for message in page["messages"]:
                if _is(message, post):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def _message(self, post: Post) -> str:
        answer = await _outcome(
            self._post_client.chat_postMessage(
                channel=post.channel_id,
                text=post.text,
                blocks=_blocks(post),
                thread_ts=post.thread_ts,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"id": post.id}},
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return str(answer["ts"])

    async def _whisper(self, post: Post) -> None:
        await _outcome(
            self._post_client.chat_postEphemeral(
                channel=post.channel_id,
                user=post.user_id or "",
                text=post.text,
                blocks=_blocks(post),
                thread_ts=post.thread_ts,
            )
        )

    async def _update(self, post: Post) -> None:
        await _outcome(
            self._post_client.chat_update(
                channel=post.channel_id, ts=post.ts or "", text=post.text, blocks=_blocks(post) or []
            )
        )

    async def _delete(self, post: Post) -> None:
        """A message that is gone already is as good as deleted."""
        try:
            await _outcome(self._post_client.chat_delete(channel=post.channel_id, ts=post.ts or ""))
        except Refused as refused:
            if str(refused) not in GONE_ALREADY:
                raise

    async def _react(self, post: Post) -> None:
        """A reaction that is there already, or gone already, is as good as done."""
        client, place = self._post_client, {"channel": post.channel_id, "timestamp": post.ts or ""}
        call = client.reactions_add if post.kind is PostKind.REACT else client.reactions_remove
        try:
            await _outcome(call(name=post.text, **place))
        except Refused as refused:
            if str(refused) not in DONE_ALREADY:
                raise

    async def _upload(self, post: Post) -> None:
        file = post.file
        if file is None:
            raise Refused("no_file")
        await _outcome(
            self._post_client.files_upload_v2(
                channel=post.channel_id,
                thread_ts=post.thread_ts,
                filename=file.name,
                title=file.title,
                alt_txt=file.alt_text or None,
                content=file.content,
                initial_comment=post.text or None,
            )
        )

    async def _respond(self, post: Post) -> None:
        client = AsyncWebhookClient(post.response_url or "", timeout=WEBHOOK_TIMEOUT, retry_handlers=[])
        sending = client.send(text=post.text, blocks=_blocks(post), response_type="ephemeral")
        try:
            response = await sending
        except (aiohttp.ClientError, TimeoutError, OSError) as lost:
            raise Uncertain(type(lost).__name__) from lost
        if response.status_code != 200:
            raise _failure(response.status_code, response.headers, f"http_{response.status_code}")


def _blocks(post: Post) -> list[dict[str, Any]] | None:
    return [dict(block) for block in post.blocks] or None


def _is(message: Mapping[str, Any], post: Post) -> bool:
    """Whether a message is this post: by the id in its metadata; an upload, which takes none, by the file's name."""
    if post.file:
        return any(each.get("name") == post.file.name for each in message.get("files") or ())
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return bool(payload.get("id") == post.id)


async def _outcome(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    try:
        return await call
    except SlackApiError as failed:
        raise _failure_of(failed.response) from failed
    except (aiohttp.ClientError, TimeoutError, OSError) as lost:
        raise Uncertain(type(lost).__name__) from lost


def _failure_of(response: Any) -> Exception:
    """What a SlackApiError stands for. Where Slack's body is no JSON, the SDK hands over aiohttp's bare response."""
    if not isinstance(response, AsyncSlackResponse):
        return Uncertain(f"http_{getattr(response, 'status', 200)}, not JSON")
    data = response.data if isinstance(response.data, Mapping) else {}
    return _failure(response.status_code, response.headers, data.get("error"))


def _failure(status: int, headers: Mapping[str, str], error: str | None) -> Exception:
    if status == 429 or error == "ratelimited":
        return Busy(_seconds(headers.get("Retry-After", "")))
    if status >= 500 or not error or error in PASSING:
        return Uncertain(error or f"http_{status}")
    return Refused(error)


def _seconds(retry_after: str) -> float:
    """Slack gives whole seconds; anything else counts as one."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 1.0
