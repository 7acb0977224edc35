"""Which workspace a command on this machine works for."""

from __future__ import annotations

from bot.errors import InputError
from bot.playground.workspace import Workspace
from storage import archive
from storage.store import Store


class TeamUnclear(InputError):
    """The database holds several workspaces."""


async def team_of(store: Store, named: str) -> str:
    """The workspace that is named, else the only one in the database, else the playground's.

    Raises `TeamUnclear` where there are several.
    """
    if named:
        return named
    known = await archive.teams(store)
    if len(known) > 1:
        raise TeamUnclear(f"The database holds several workspaces, please name one with --team: {', '.join(known)}.")
    return known[0] if known else Workspace().team_id
