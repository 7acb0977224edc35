"""Who may see what: the audience of a place in Slack."""

from __future__ import annotations

from storage.audience import Audience


def of_channel(team_id: str, channel_id: str) -> Audience:
    """Whoever reads a channel or a direct message: they know what was shared there, and what is public."""
    return Audience(team_id, frozenset((channel_id,)))
