"""In which language a person reads, for what nobody's words give it away."""

from __future__ import annotations

import logging

from slack_sdk.errors import SlackClientError

from handlers.workspaces import NotInstalled, Workspaces

log = logging.getLogger(__name__)


async def language_of(workspaces: Workspaces, team_id: str, user_id: str) -> str:
    """ "de" for who has Slack in German, else "en"; "en", too, where Slack does not say."""
    try:
        client = await workspaces.client(team_id)
        user = (await client.users_info(user=user_id, include_locale=True))["user"]
    except (SlackClientError, NotInstalled, OSError, TimeoutError) as failure:
        log.info("Slack does not say in which language %s reads: %s", user_id, failure)
        return "en"
    return "de" if str(user.get("locale") or "").lower().startswith("de") else "en"
