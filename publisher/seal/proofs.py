"""What lies beside a page, so that whoever has the page can find it in the log.

`written` and `parsed` are inverse.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

import orjson

from schema.base import codec
from schema.rules.merkle import Head
from schema.seals import leaves
from schema.seals.evidence import Evidence
from schema.seals.leaves import Leaf

NAME = "proof.json"
"""The file beside a page."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Which entry of which log an edition is, and what opens its commitment.

    leaf, snapshot: their bytes, which are JSON themselves. The tiles of the log lead from the
    entry to every later root, so this never changes.
    """

    origin: str
    index: int
    leaf: str
    salt: bytes
    snapshot: str

    @property
    def entry(self) -> Leaf:
        """What the entry says; ValueError if it is none."""
        return leaves.parsed(self.leaf.encode())

    @property
    def holds(self) -> bool:
        """Whether the entry commits to this snapshot."""
        return self.entry.commitment == leaves.commitment(self.salt, self.snapshot.encode())


@dataclass(frozen=True, slots=True)
class Witness:
    """The checkpoint that first covered an edition: who has it on paper can hold the log to it.

    Printed it cannot be taken back, and it is that of the sealing and not of the latest release, so
    that a sheet stays what it was. size: how many entries there were; root: in base64.
    """

    origin: str
    size: int
    root: str


def witness(origin: str, head: Head) -> Witness:
    """A head in words that fit on paper."""
    return Witness(origin, head.size, base64.b64encode(head.root).decode())


def written(origin: str, evidence: Evidence) -> bytes:
    """The file that proves an edition; the same bytes for as long as it is public."""
    proof = Proof(
        origin=origin,
        index=evidence.place,
        leaf=evidence.leaf.decode(),
        salt=evidence.salt,
        snapshot=evidence.snapshot.decode(),
    )
    return codec.canonical(proof)


def parsed(content: bytes) -> Proof:
    """The proof in a file, with an entry that can be read; ValueError if there is none in it."""
    try:
        proof = codec.read(Proof, orjson.loads(content))
        whole = isinstance(proof.index, int) and bool(proof.entry) and bool(proof.snapshot.encode())
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError("it is no proof") from fault
    if not whole:
        raise ValueError("it is no proof")
    return proof
