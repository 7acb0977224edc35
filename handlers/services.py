"""What the listeners are given: the composition root builds one of these, tests build another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.locales import Locales
from handlers.visibility import Visibility
from handlers.workspaces import Workspaces
from storage.deal_view import Merge
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    store: Store
    workspaces: Workspaces
    visibility: Visibility
    locales: Locales
    merge: Merge  # how observations become deals, for decisions about them
    now: Callable[[], datetime]  # aware and UTC
    new_id: Callable[[], str]  # unique, for posts
    wake_worker: Callable[[], None]  # after an inbox row
    wake_sender: Callable[[], None]  # after an outbox row
    wake_digests: Callable[[], None]  # after a digest was set or asked for
