"""What an entry of the log says: what became of which edition, and never its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from schema.base import codec
from schema.base.sealing import SealEvent

OPENING = (SealEvent.PUBLISHED, SealEvent.CORRECTED)
"""What makes an edition public."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry before it is hashed.

    commitment: in hexadecimal, of an edition that was made public; none where it was redacted
    before the log heard of it, and where it ended.
    """

    event: SealEvent
    document: str
    record: UUID
    number: int
    moment: datetime
    commitment: str | None

    @property
    def opens(self) -> bool:
        """Whether an edition became public."""
        return self.event in OPENING


def commitment(salt: bytes, snapshot: bytes) -> str:
    """What binds the log to a snapshot and tells nobody anything about it who lacks the salt."""
    return hashlib.sha256(salt + snapshot).hexdigest()


def written(leaf: Leaf) -> bytes:
    """The bytes of an entry."""
    return codec.canonical(leaf)


def parsed(entry: bytes) -> Leaf:
    """What the bytes of an entry say; ValueError if they are no entry of ours."""
    try:
        leaf = codec.read(Leaf, orjson.loads(entry))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError("it is no entry") from fault
    if written(leaf) != entry or leaf.moment.tzinfo != UTC:
        raise ValueError("it is not written as entries are")
    return leaf
