"""What a channel's people have set: how much the bot says there unasked, in which language, and whom it listens to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from storage import sql
from storage.store import Store


class Answers(StrEnum):
    """What the bot does with links and texts that are shared."""

    EVERY_DEAL = "every_deal"  # reads all of them, reacts, answers in the thread where there is a deal
    REACTIONS = "reactions"  # reads all of them, and only reacts
    MENTIONED = "mentioned"  # reads what it is asked to read
    OFF = "off"  # reads nothing


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    answers: Answers = Answers.EVERY_DEAL
    lang: str = ""  # of answers that nobody asked for: "en", "de", or "" like the article
    reads_apps: bool = False  # other apps' messages, too


async def settings(store: Store, team_id: str, channel_id: str) -> ChannelSettings:
    """A channel's settings; the defaults where nobody set any."""
    found = "SELECT * FROM channel_settings WHERE team_id = :team_id AND channel_id = :channel_id"
    place = {"team_id": team_id, "channel_id": channel_id}
    row = await store.read(lambda db: sql.first(db, found, place))
    return ChannelSettings(Answers(row["answers"]), row["lang"], bool(row["reads_apps"])) if row else ChannelSettings()


async def change_settings(
    store: Store, team_id: str, channel_id: str, wanted: ChannelSettings, user_id: str, now: datetime
) -> None:
    """Set all of them. Who did it, and when, is kept."""
    row = {
        "team_id": team_id,
        "channel_id": channel_id,
        "answers": wanted.answers.value,
        "lang": wanted.lang,
        "reads_apps": int(wanted.reads_apps),
        "user_id": user_id,
        "changed_at": sql.instant(now),
    }

    def work(db: Database) -> None:
        place = "DELETE FROM channel_settings WHERE team_id = :team_id AND channel_id = :channel_id"
        sql.execute(db, place, {"team_id": team_id, "channel_id": channel_id})
        sql.insert(db, "channel_settings", row)

    await store.write(work)
