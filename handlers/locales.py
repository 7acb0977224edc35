"""In which language people read, for questions that do not tell: a bare name is answered in their Slack's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.queries import Query
from handlers.workspaces import Workspaces

log = logging.getLogger(__name__)

REMEMBERED = timedelta(hours=6)
ASKED_AGAIN = timedelta(minutes=5)  # where Slack did not answer
ANSWERS_WITHIN = 1.0  # seconds; a command has three for everything
MOST_REMEMBERED = 5_000  # people; then all are asked about anew


class Locales:
    """What Slack says of people's languages, remembered for some hours."""

    def __init__(self, workspaces: Workspaces, now: Callable[[], datetime]) -> None:
        self._workspaces = workspaces
        self._now = now
        self._known: dict[tuple[str, str], tuple[datetime, str]] = {}

    async def language_of(self, team_id: str, user_id: str) -> str:
        """ "de" for who has Slack in German, else "en"; "en", too, while Slack does not say."""
        until, lang = self._known.get((team_id, user_id), (None, ""))
        if until and self._now() < until:
            return lang
        said = await self._ask(team_id, user_id)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        lang = "de" if (said or "").lower().startswith("de") else "en"
        self._known[team_id, user_id] = (self._now() + (ASKED_AGAIN if said is None else REMEMBERED), lang)
        return lang

    async def told(self, query: Query, team_id: str, user_id: str) -> Query:
        """The query in the asker's language, where the question itself was in none."""
        return query if query.lang else replace(query, lang=await self.language_of(team_id, user_id))

    async def _ask(self, team_id: str, user_id: str) -> str | None:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                client = await self._workspaces.client(team_id)
                answer = await client.users_info(user=user_id, include_locale=True)
        except Exception as failure:  # whatever it is: the answer matters more than its language
            log.info("Slack does not say in which language %s reads: %s", user_id, failure)
            return None
        return str(answer["user"].get("locale") or "")
