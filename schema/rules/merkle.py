"""Merkle trees: one hash stands for all entries of a log in their order, and proofs are short.

Source: RFC 6962, section 2.1; the proofs are checked as RFC 9162, sections 2.1.3 and 2.1.4, says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LENGTH = 32
"""Bytes of a hash."""


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries a log has, and the hash that stands for all of them."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Span:
    """Entries that follow each other, from `start` up to but not including `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many they are."""
        return self.end - self.start

    @property
    def halves(self) -> tuple[Span, Span]:
        """The two spans whose hashes make that of this one; it has two entries at least."""
        middle = self.start + _left(self.size)
        return Span(self.start, middle), Span(middle, self.end)


EMPTY = Head(0, hashlib.sha256().digest())
"""A log without entries."""


def leaf(entry: bytes) -> bytes:
    """The hash of an entry; it begins otherwise than that of two hashes, so neither passes for
    the other."""
    return hashlib.sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash that stands for two others in their order."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The hash that stands for hashes of entries, or of subtrees of equal size but for the last."""
    if not hashes:
        return EMPTY.root
    if len(hashes) == 1:
        return hashes[0]
    middle = _left(len(hashes))
    return node(root(hashes[:middle]), root(hashes[middle:]))


def inclusion(place: int, within: Span) -> Iterator[Span]:
    """The spans whose hashes prove that the entry at a place is in the tree, its nearest first."""
    if within.size == 1:
        return
    left, right = within.halves
    inner, beside = (left, right) if place < right.start else (right, left)
    yield from inclusion(place, inner)
    yield beside


def included(place: int, entry: bytes, head: Head, proof: Sequence[bytes]) -> bool:
    """Whether a proof leads from the hash of the entry at a place to the root."""
    if not 0 <= place < head.size or not _whole(entry, head.root, *proof):
        return False
    here, last, found = place, head.size - 1, entry
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node(beside, found)
            here, last = _risen(here, last)
        else:
            found = node(found, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and found == head.root


def consistency(earlier: int, within: Span, known: bool = True) -> Iterator[Span]:
    """The spans whose hashes prove that a tree goes on where one of `earlier` entries ended.

    known: whether the span is the earlier tree itself as far as it goes, whose root is at hand.
    """
    if earlier == within.end:
        if not known:
            yield within
        return
    left, right = within.halves
    if earlier <= right.start:
        yield from consistency(earlier, left, known)
        yield right
    else:
        yield from consistency(earlier, right, False)
        yield left


def consistent(earlier: Head, later: Head, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the later tree begins with all entries of the earlier one."""
    if not 0 < earlier.size <= later.size or not _whole(earlier.root, later.root, *proof):
        return False
    if earlier.size == later.size:
        return not proof and earlier.root == later.root
    here, last = _risen(earlier.size - 1, later.size - 1, while_odd=True)
    hashes = [*([] if here else [earlier.root]), *proof]
    if not hashes:
        return False
    old = new = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node(beside, old), node(beside, new)
            here, last = _risen(here, last)
        else:
            new = node(new, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and (old, new) == (earlier.root, later.root)


def _left(size: int) -> int:
    """How many of two or more lie left: the largest power of two that leaves one to the right."""
    return 1 << (size - 1).bit_length() - 1


def _risen(here: int, last: int, *, while_odd: bool = False) -> tuple[int, int]:
    """The places some levels above: as far as it is even, or odd, and not the first."""
    while here and bool(here & 1) is while_odd:
        here, last = here >> 1, last >> 1
    return here, last


def _whole(*hashes: bytes) -> bool:
    return all(len(each) == LENGTH for each in hashes)
