"""In which language people read, and where their clock is, as their Slack is set.

For questions that do not tell their language, such as a bare name, and for times that are given without a zone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.queries import Query
from handlers.workspaces import Workspaces

log = logging.getLogger(__name__)

REMEMBERED = timedelta(hours=6)
ASKED_AGAIN = timedelta(minutes=5)  # where Slack did not answer
ANSWERS_WITHIN = 1.0  # seconds; a command has three for everything
MOST_REMEMBERED = 5_000  # people; then all are asked about anew


@dataclass(frozen=True, slots=True)
class Locale:
    """Of one person. `tz` is a name of the IANA's database as Slack gives it; "" while Slack does not say."""

    lang: str
    tz: str = ""


class Locales:
    """What Slack says of people's languages and time zones, remembered for some hours."""

    def __init__(self, workspaces: Workspaces, now: Callable[[], datetime]) -> None:
        self._workspaces = workspaces
        self._now = now
        self._known: dict[tuple[str, str], tuple[datetime, Locale]] = {}

    async def language_of(self, team_id: str, user_id: str) -> str:
        """ "de" for who has Slack in German, else "en"; "en", too, while Slack does not say."""
        return (await self.of(team_id, user_id)).lang

    async def of(self, team_id: str, user_id: str) -> Locale:
        """Language and time zone; English and no zone while Slack does not say."""
        until, known = self._known.get((team_id, user_id), (None, None))
        if known and until and self._now() < until:
            return known
        said = await self._ask(team_id, user_id)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        locale = said or Locale("en")
        self._known[team_id, user_id] = (self._now() + (REMEMBERED if said else ASKED_AGAIN), locale)
        return locale

    async def told(self, query: Query, team_id: str, user_id: str) -> Query:
        """The query in the asker's language, where the question itself was in none."""
        return query if query.lang else replace(query, lang=await self.language_of(team_id, user_id))

    async def _ask(self, team_id: str, user_id: str) -> Locale | None:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                client = await self._workspaces.client(team_id)
                user = (await client.users_info(user=user_id, include_locale=True))["user"]
        except Exception as failure:  # whatever it is: the answer matters more than its language
            log.info("Slack does not say in which language %s reads: %s", user_id, failure)
            return None
        lang = "de" if str(user.get("locale") or "").lower().startswith("de") else "en"
        return Locale(lang, str(user.get("tz") or ""))
