"""Proofs of others hold, and changed in any way do not; ours lead from entries to every root."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from schema.rules import merkle
from schema.rules.merkle import EMPTY, Head, Span

GIVEN = tomllib.loads((Path(__file__).parent / "merkle.toml").read_text(encoding="utf-8"))
GARBAGE = bytes(range(32))


def hashed(text: str) -> bytes:
    """A hash as it stands in the file."""
    return base64.b64decode(text)


@dataclass(frozen=True)
class Inclusion:
    """A claim that an entry is in a tree."""

    place: int
    entry: bytes
    head: Head
    proof: tuple[bytes, ...]

    @property
    def holds(self) -> bool:
        """Whether we believe it."""
        return merkle.included(self.place, self.entry, self.head, self.proof)


@dataclass(frozen=True)
class Consistency:
    """A claim that a tree goes on where another ended."""

    earlier: Head
    later: Head
    proof: tuple[bytes, ...]

    @property
    def holds(self) -> bool:
        """Whether we believe it."""
        return merkle.consistent(self.earlier, self.later, self.proof)


INCLUSIONS = [
    Inclusion(
        each["place"],
        hashed(each["leaf"]),
        Head(each["size"], hashed(each["root"])),
        tuple(map(hashed, each["proof"])),
    )
    for each in GIVEN["inclusion"]
]
CONSISTENCIES = [
    Consistency(
        Head(each["size1"], hashed(each["root1"])),
        Head(each["size2"], hashed(each["root2"])),
        tuple(map(hashed, each["proof"])),
    )
    for each in GIVEN["consistency"]
]


def proofs(claim: Any) -> Iterator[Any]:
    """The claim with its proof longer, shorter, in another order, or changed by a bit."""
    proof = claim.proof
    heads = [each for each in vars(claim).values() if isinstance(each, Head)]
    for beside in (GARBAGE, *(each.root for each in heads), *proof[:1]):
        yield replace(claim, proof=(*proof, beside))
        yield replace(claim, proof=(beside, *proof))
        yield replace(claim, proof=(*proof[:1], beside, *proof[1:]))
    if proof:
        yield replace(claim, proof=())
        yield replace(claim, proof=proof[:-1])
        yield replace(claim, proof=proof[1:])
    for place, each in enumerate(proof):
        for changed in (bytes([each[0] ^ 8]) + each[1:], each[:31], b"", each + b"\0"):
            yield replace(claim, proof=(*proof[:place], changed, *proof[place + 1 :]))


def misplaced(claim: Inclusion) -> Iterator[Inclusion]:
    """The claim with another place, size, entry or root."""
    for place in (claim.place - 1, claim.place + 1, claim.place ^ 2, -1, claim.head.size):
        yield replace(claim, place=place)
    for size in (claim.head.size * 2, claim.head.size // 2, 0):
        yield replace(claim, head=Head(size, claim.head.root))
    for root in (GARBAGE, b"", EMPTY.root):
        yield replace(claim, head=Head(claim.head.size, root))
    yield replace(claim, entry=GARBAGE)


def resized(claim: Consistency) -> Iterator[Consistency]:
    """The claim with other sizes or roots."""
    earlier, later = claim.earlier, claim.later
    for size in (earlier.size - 1, earlier.size + 1, earlier.size ^ 2, 0, -1, later.size + 1):
        yield replace(claim, earlier=Head(size, earlier.root))
    for size in (later.size * 2, later.size // 2, 0):
        yield replace(claim, later=Head(size, later.root))
    for root in (GARBAGE, b"", EMPTY.root):
        yield replace(claim, earlier=Head(earlier.size, root))
        yield replace(claim, later=Head(later.size, root))
    if earlier.root != later.root:
        yield Consistency(
            Head(earlier.size, later.root), Head(later.size, earlier.root), claim.proof
        )


@pytest.mark.parametrize("claim", [*INCLUSIONS, *CONSISTENCIES])
def test_a_proof_of_others_holds(claim: Any) -> None:
    assert claim.holds


@pytest.mark.parametrize("claim", INCLUSIONS)
def test_a_proof_of_inclusion_that_was_changed_does_not_hold(claim: Inclusion) -> None:
    changed = [each for each in (*misplaced(claim), *proofs(claim)) if each != claim]
    assert len(changed) > 20
    assert [each for each in changed if each.holds] == []


@pytest.mark.parametrize("claim", CONSISTENCIES)
def test_a_proof_of_consistency_that_was_changed_does_not_hold(claim: Consistency) -> None:
    changed = [each for each in (*resized(claim), *proofs(claim)) if each != claim]
    assert len(changed) > 15
    assert [each for each in changed if each.holds] == []


HASHES = [merkle.leaf(bytes([place])) for place in range(70)]


def head(size: int) -> Head:
    """The head of a tree of so many entries."""
    return Head(size, merkle.root(HASHES[:size]))


def written(spans: Iterator[Span]) -> Sequence[bytes]:
    """The hashes of spans."""
    return [merkle.root(HASHES[each.start : each.end]) for each in spans]


def test_every_entry_is_proved_in_every_tree_and_no_other_in_its_place() -> None:
    for size in range(1, 71):
        for place in range(size):
            proof = written(merkle.inclusion(place, Span(0, size)))
            assert merkle.included(place, HASHES[place], head(size), proof)
            assert not merkle.included(place, GARBAGE, head(size), proof)


def test_every_tree_is_proved_to_go_on_where_every_smaller_one_ended() -> None:
    for size in range(1, 71):
        for earlier in range(1, size + 1):
            proof = written(merkle.consistency(earlier, Span(0, size)))
            assert merkle.consistent(head(earlier), head(size), proof)
            other = Head(earlier, merkle.root(HASHES[1 : earlier + 1]))
            assert not merkle.consistent(other, head(size), proof)


def test_a_tree_without_entries_has_the_hash_of_nothing() -> None:
    assert merkle.root([]) == EMPTY.root
    assert EMPTY.root.hex().startswith("e3b0c44298fc1c14")
