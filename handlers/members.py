"""Who of those who read about deals may decide about them."""

from __future__ import annotations

import logging

from handlers.services import Services

log = logging.getLogger(__name__)


async def may_decide(services: Services, team_id: str, user_id: str, home_team_id: str = "") -> bool | None:
    """False for guests and for people of another organisation: they read, and change nothing. None: Slack doesn't say.

    `home_team_id` is the person's own workspace, where Slack's payload names it.
    """
    try:
        client = await services.workspaces.client(team_id)
        user = (await client.users_info(user=user_id))["user"]
    except Exception as failure:  # whatever kept Slack from answering: nothing is changed for it
        log.warning("Slack does not say who %s is: %s", user_id, failure)
        return None
    if any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger")):
        return False
    return team_id in {user.get("team_id"), home_team_id, *((user.get("enterprise_user") or {}).get("teams") or ())}
