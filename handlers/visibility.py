"""Who may see what: the audience of a place in Slack, and of a person.

Only Slack knows who is a member of what, so it is asked.
"""

from __future__ import annotations

from handlers.workspaces import Workspaces
from storage.audience import Audience

PAGE = 200  # conversations a page
PRIVATE = "private_channel,mpim,im"


class Visibility:
    """What the people of a conversation, or one of them, may be told."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def of_place(self, team_id: str, channel_id: str) -> Audience:
        """Whoever reads a channel or a direct message: they know what was shared there, and what is public."""
        return Audience(team_id, frozenset((channel_id,)))

    async def of_person(self, team_id: str, user_id: str) -> Audience:
        """One person: they know what is public, and what was shared in the private conversations they are in.

        Raises `NotInstalled`, slack_sdk's `SlackApiError`.
        """
        client = await self._workspaces.client(team_id)
        conversations: set[str] = set()
        cursor: str | None = None
        while True:
            page = await client.users_conversations(user=user_id, types=PRIVATE, limit=PAGE, cursor=cursor)
            conversations |= {each["id"] for each in page["channels"]}
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return Audience(team_id, frozenset(conversations))
