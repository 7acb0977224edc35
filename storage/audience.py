"""Who an answer is for. What only a private conversation heard is told to nobody outside it.

An article is public once it was shared in a public channel or came with an archive. What else there is was shared in
conversations with members: private channels and direct messages. A deal or a person is told to an audience as the
articles tell it that this audience may know.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who read an answer.

    `conversations` are the ids of those whose members they all are; None: every conversation of the workspace, for
    whoever runs the bot on their own machine. `knows_public` is False for a channel that is shared with another
    organisation: its people know of this workspace what was shared there.
    """

    team_id: str
    conversations: frozenset[str] | None = frozenset()
    knows_public: bool = True


def all_of(team_id: str) -> Audience:
    """For the owner of the database: all that the workspace has read."""
    return Audience(team_id, None)
