"""What is asked of Slack about messages and conversations. Where it does not say, most go on without."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.workspaces import NotInstalled, Workspaces

log = logging.getLogger(__name__)

SLACK = "https://slack.com/"
PAGE = 200  # conversations a page
EVERY_TYPE = "public_channel,private_channel,mpim,im"
_SILENT = (SlackClientError, NotInstalled, OSError, TimeoutError)


async def first_of_thread(
    workspaces: Workspaces, team_id: str, channel_id: str, thread_ts: str
) -> Mapping[str, Any] | None:
    """The message that a thread is about; None where Slack does not show it."""
    try:
        client = await workspaces.client(team_id)
        page = await client.conversations_replies(channel=channel_id, ts=thread_ts, limit=1)
    except _SILENT as failure:
        log.warning("Slack does not show the thread %s: %s", thread_ts, failure)
        return None
    first = next(iter(page.get("messages") or ()), None)
    return first if isinstance(first, Mapping) and first.get("ts") == thread_ts else None


async def address_of(workspaces: Workspaces, team_id: str) -> str | None:
    """The workspace's address, which links to its messages begin with; None where Slack does not say."""
    try:
        answer = await (await workspaces.client(team_id)).auth_test()
    except _SILENT as failure:
        log.warning("Slack does not say the address of %s: %s", team_id, failure)
        return None
    url = answer.get("url")
    return url if isinstance(url, str) and url.startswith("https://") else None


async def conversations_of(client: AsyncWebClient, user_id: str) -> AsyncIterator[Mapping[str, Any]]:
    """Those that a person is in, and the bot knows of, as Slack tells of them. Raises slack_sdk's errors."""
    cursor: str | None = None
    while True:
        page = await client.users_conversations(user=user_id, types=EVERY_TYPE, limit=PAGE, cursor=cursor)
        for each in page["channels"]:
            yield each
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
