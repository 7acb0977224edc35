"""In which language a person reads, for what nobody's words give it away."""

from __future__ import annotations

import logging

from slack_sdk.errors import SlackClientError

from handlers.members import member
from handlers.services import Services
from handlers.workspaces import NotInstalled

log = logging.getLogger(__name__)


async def language_of(services: Services, team_id: str, user_id: str) -> str:
    """ "de" for who has Slack in German, else "en"; "en", too, where Slack does not say."""
    try:
        return (await member(services, team_id, user_id)).lang
    except (SlackClientError, NotInstalled, OSError, TimeoutError) as failure:
        log.info("Slack does not say in which language %s reads: %s", user_id, failure)
        return "en"
