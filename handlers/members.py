"""People as Slack knows them: who may decide about deals, and in which language they read."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.services import Services


@dataclass(frozen=True, slots=True)
class Member:
    """`may_decide` is False for guests and for people of another organisation: they read, and change nothing."""

    lang: str  # "en" or "de"
    may_decide: bool


async def member(services: Services, team_id: str, user_id: str, home_team_id: str = "") -> Member:
    """Raises `NotInstalled`, slack_sdk's `SlackApiError`."""
    client = await services.workspaces.client(team_id)
    user = (await client.users_info(user=user_id, include_locale=True))["user"]
    guest = any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    known_as = {user.get("team_id"), home_team_id or team_id, *(user.get("enterprise_user") or {}).get("teams", ())}
    return Member(
        lang="de" if str(user.get("locale", "")).lower().startswith("de") else "en",
        may_decide=not guest and team_id in known_as,
    )
