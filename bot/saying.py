"""What a job's outcome is told as: replies in a thread, a command's line with its thread, reactions.

Ids of posts follow from the job, so a job that is done again queues nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.blocks.limits import RESPONSES
from handlers.blocks.message import Rendered
from handlers.blocks.reading import is_sure
from handlers.blocks.updates import update
from storage.news import DealUpdate, MoveUpdate
from storage.records import Job, JobKind, Post, PostKind, Recorded

EYES = "eyes"  # being read
DEAL = "handshake"
MOVE = "bust_in_silhouette"  # no deal, but somebody moves
TROUBLE = "warning"  # could not be read
REACTIONS = (EYES, DEAL, MOVE, TROUBLE)


def in_thread(job: Job, rendered: Sequence[Rendered], tells: Sequence[str] = ()) -> list[Post]:
    """Replies in the message's thread; the first one tells of the deals `tells`."""
    item = job.item
    return [
        Post(
            id=f"{job.id}-{number}",
            team_id=item.team_id,
            channel_id=item.channel_id,
            text=one.text,
            blocks=one.blocks,
            thread_ts=None if item.kind is JobKind.ADD else item.thread_ts or item.ts,
            response_url=item.response_url,
            answers=item.ts,
            tells=tuple(tells) if number == 0 else (),
        )
        for number, one in enumerate(rendered)
    ]


def under_anchor(job: Job, anchor: Rendered, rendered: Sequence[Rendered], tells: Sequence[str] = ()) -> list[Post]:
    """A line of its own in the channel, and in its thread the rest."""
    first, *details = in_thread(job, (anchor, *rendered[: RESPONSES - 1]))
    told = [replace(each, thread_ts=None, parent_id=first.id) for each in details]
    if told:
        told[0] = replace(told[0], tells=tuple(tells))
    return [replace(first, thread_ts=None), *told]


def to_asker(job: Job, rendered: Sequence[Rendered]) -> list[Post]:
    """For the eyes of who asked."""
    user_id = None if job.item.response_url else job.item.user_id
    posts = in_thread(job, rendered[:RESPONSES])
    return [replace(each, ephemeral=True, user_id=user_id, answers=None) for each in posts]


def alone(job: Job, rendered: Sequence[Rendered]) -> list[Post]:
    """For the eyes of who asked, beside what everybody is told."""
    return [replace(each, id=f"{each.id}-alone") for each in to_asker(job, rendered)]


def to_watchers(job: Job, recorded: Recorded, replies: Sequence[Post]) -> Iterator[Post]:
    """Updates where something is watched: under the last word on the deal there, else as messages of their own.

    Not where the article has just been answered.
    """
    for number, told in enumerate(recorded.news):
        if _is_answered(job, told, replies) or (isinstance(told, DealUpdate) and not is_sure(told.told)):
            continue
        deal_ids = (told.told.deal.id,) if isinstance(told, DealUpdate) else ()
        parent = told.last.post_id if isinstance(told, DealUpdate) and told.last else None
        place = told.watches[0]
        for part, one in enumerate(update(told, job.received_at.date())):
            post_id = f"{job.id}-watch-{number}-{part}"
            yield Post(post_id, place.team_id, place.channel_id, one.text, one.blocks, parent_id=parent, tells=deal_ids)
            parent, deal_ids = parent or post_id, ()


def _is_answered(job: Job, told: DealUpdate | MoveUpdate, replies: Sequence[Post]) -> bool:
    """Whether the place has been told by the very reply to the article, and has no other thread about the deal."""
    item = job.item
    if told.watches[0].channel_id != item.channel_id or not replies:
        return False
    if isinstance(told, MoveUpdate):
        return True
    is_told = any(told.told.deal.id in post.tells for post in replies)
    return is_told and (told.last is None or told.last.ts == (item.thread_ts or item.ts))


def begun(job: Job) -> Post:
    """The sign that the message is being read."""
    return _reaction(job, EYES, PostKind.REACT)


def ended(job: Job, name: str | None) -> Iterator[Post]:
    """The signs that it was read, and what was found. An edit may find something else than what stood before."""
    for other in REACTIONS if job.item.is_revision else (EYES,):
        if other != name:
            yield _reaction(job, other, PostKind.UNREACT)
    if name:
        yield _reaction(job, name, PostKind.REACT)


def _reaction(job: Job, name: str, kind: PostKind) -> Post:
    item = job.item
    return Post(f"{job.id}-{kind.value}-{name}", item.team_id, item.channel_id, name, kind=kind, ts=item.ts)
