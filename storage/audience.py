"""Who an answer is for. What only a private conversation heard is told to nobody outside it.

An article is public once it was shared in a public channel or came with an archive. What else there is was shared in
conversations with members: private channels and direct messages. A deal or a person is told to an audience as the
articles tell it that this audience may know: as a database would that had never read another one.

A channel that is shared with another organisation is such a conversation, too, public or not: what is said there is
said to the two of them. Whether an article is public is decided by the place at the time it is shared there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what decides which observations are one deal is known by what reads them
    from storage.deal_view import Merge


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who read an answer.

    `conversations` are the ids of those whose members they all are; None: every conversation of the workspace, for
    whoever runs the bot on their own machine. `knows_public` is False for a channel that is shared with another
    organisation: its people know of this workspace what was shared there. `is_whole` is False where Slack did not
    say what they are members of: private conversations are then left out.

    `merge` makes deals of what they may know; whoever may know everything is told what is kept.
    """

    team_id: str
    conversations: frozenset[str] | None
    merge: Merge | None = field(compare=False, repr=False)
    knows_public: bool = True
    is_whole: bool = True

    @property
    def knows_all(self) -> bool:
        return self.conversations is None

    def knows_more_than(self, other: Audience) -> bool:
        """Whether there may be something that this one may know and the other may not."""
        if self.conversations is None or other.conversations is None:
            return other.conversations is not None
        return bool(self.conversations - other.conversations) or self.knows_public > other.knows_public


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation in Slack, as one that is told and one that tells: what is shared there is public, or theirs."""

    channel_id: str  # "" for what no message brought, such as an archive
    audience: Audience
    is_public: bool


def all_of(team_id: str) -> Audience:
    """For the owner of the database: all that the workspace has read."""
    return Audience(team_id, None, None)
