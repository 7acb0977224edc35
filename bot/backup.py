"""`python -m bot backup PATH`: a consistent copy of the database, also while the bot writes to it."""

from __future__ import annotations

from pathlib import Path

from bot.errors import SettingsError
from bot.settings import Settings
from storage.opening import back_up


def database(settings: Settings) -> Path:
    """Where the database is. Raises `SettingsError` if there is none: a new one would only hide a wrong path."""
    path = settings.db.expanduser()
    if not path.is_file():
        raise SettingsError(f"DEALBOT_DB: there is no database at {path}.")
    return path.resolve()


def copy_database(settings: Settings, target: Path) -> str:
    """Put the copy at `target`, replacing what is there; returns a sentence that says so.

    Nothing is migrated: the copy is of the version that the database is. Raises `SettingsError` if there is no
    database, `StoreUnavailable` if the copy cannot be written; what lay at `target` is then as it was.
    """
    back_up(database(settings), target)
    return f"Copied to {target}, {target.expanduser().stat().st_size:,} bytes."
