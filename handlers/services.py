"""What the listeners are given: the composition root builds one of these, tests build another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.store import Store


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace, as Slack's auth.test says."""

    team_id: str
    bot_user_id: str
    bot_id: str


@dataclass(frozen=True, slots=True)
class Services:
    store: Store
    identity: Identity
    now: Callable[[], datetime]  # aware and UTC
    new_id: Callable[[], str]  # unique, for posts
    wake_worker: Callable[[], None]  # after an inbox row
    wake_sender: Callable[[], None]  # after an outbox row
