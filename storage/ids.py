"""Ids made in Python: time first, so that they sort and index like a counter; the rest derived from what they name.

No randomness: the same thing recorded at the same moment gets the same id, in tests and on any engine.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from storage.sql import storable


def timed_id(now: datetime, *names: str) -> str:
    """32 hex digits: 12 of milliseconds since 1970 (as UUIDv7 has them), then 20 (80 bits) of what is named.

    `names` must name one thing for good, as (team, channel, ts) does a message.
    """
    millis = int(now.timestamp() * 1000)
    digest = hashlib.sha256(storable("\0".join(f"{len(name)}:{name}" for name in names)).encode())
    return f"{millis:012x}{digest.hexdigest()[:20]}"


def lasting_id(*names: str) -> str:
    """32 hex digits of what is named alone: for what goes and comes back as the same, whenever that is."""
    return hashlib.sha256(storable("\0".join(f"{len(name)}:{name}" for name in names)).encode()).hexdigest()[:32]
