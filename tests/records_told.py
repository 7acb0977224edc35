"""A store's deals as users are told of them, in one text that can be compared: no ids, no order of sharing."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from sqlite_utils import Database

from storage.deal_view import load_deals
from storage.records import Deal, Source
from storage.store import Store

_PASSING = ("id", "article_id", "team_id", "first_seen", "last_seen", "seen_at", "shared_in", "decision_id", "copy_of")


async def everything(store: Store, *, ids: bool = False) -> str:
    """Every deal with all that is shown of it; with `ids`, also what depends on when and where it was shared."""

    def work(db: Database) -> list[Deal]:
        return load_deals(db, [row[0] for row in db.execute("SELECT id FROM deals").fetchall()])

    told = [_plain(deal, ids) for deal in await store.read(work)]
    return "\n".join(sorted(json.dumps(each, ensure_ascii=False, sort_keys=True, default=str) for each in told))


def _plain(value: Any, ids: bool) -> Any:
    if isinstance(value, tuple):
        plain = [_plain(each, ids) for each in value]
        return plain if ids or not value or not isinstance(value[0], Source) else sorted(plain, key=repr)
    if not is_dataclass(value):
        return str(value)
    names = [each.name for each in fields(value) if ids or each.name not in (*_PASSING, "deal_id", "other_id")]
    return {name: _plain(getattr(value, name), ids) for name in names}
