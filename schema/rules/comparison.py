"""Two texts of a regulation side by side: which clauses stayed, came, went, moved or were reworded.

Clauses with the same words belong together, wherever they stand; of the others, those that share
most of their words. The same two texts always give the same rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum


class Change(Enum):
    """What became of a clause."""

    UNCHANGED = "UNCHANGED"
    """没有变化"""

    CHANGED = "CHANGED"
    """修改"""

    ADDED = "ADDED"
    """新增"""

    REMOVED = "REMOVED"
    """删去"""

    RENUMBERED = "RENUMBERED"
    """只改编号"""

    MOVED = "MOVED"
    """只换位置"""


class Mark(Enum):
    """What became of some words within a clause."""

    KEPT = "KEPT"
    """保留"""

    DELETED = "DELETED"
    """删去"""

    INSERTED = "INSERTED"
    """新增"""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as written: its number, such as 第一条, and its words."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a clause that have one mark."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A clause beside what it was; before, after: where it stands in the old and the new text.

    pieces: the words of a changed clause, deleted before inserted; of every other, nothing.
    """

    change: Change
    old: Clause | None
    new: Clause | None
    before: int | None
    after: int | None
    pieces: tuple[Piece, ...] = ()


ALIKE = 0.4
"""The share of common pairs of characters from which two clauses count as one, reworded."""

LONGEST = 2000
"""Characters that are compared one by one; longer passages are shown as replaced whole."""

_ISLAND = 2
"""Kept words shorter than this between two changes are read as part of them."""


def compare(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Row, ...]:
    """The rows in the order of the new text, what went after that which it followed."""
    same = _same(old, new)
    partner = same | _moved(old, new, same)
    partner |= _reworded(old, new, partner)
    rows = [_row(old, new, before, after, before in same) for before, after in partner.items()]
    taken = set(partner.values())
    rows += [
        Row(Change.ADDED, None, each, None, place)
        for place, each in enumerate(new)
        if place not in taken
    ]
    rows.sort(key=lambda row: row.after or 0)
    for place, each in enumerate(old):
        if place not in partner:
            gone = Row(Change.REMOVED, each, None, place, None)
            rows.insert(_behind(rows, place), gone)
    return tuple(rows)


def old_text(rows: Sequence[Row]) -> tuple[Clause, ...]:
    """The old text, from the rows alone."""
    found = {row.before: row.old for row in rows if row.before is not None and row.old}
    return tuple(found[place] for place in sorted(found))


def new_text(rows: Sequence[Row]) -> tuple[Clause, ...]:
    """The new text, from the rows alone."""
    return tuple(row.new for row in rows if row.new is not None)


def _same(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Clauses with the same words in the same order: old place to new place."""
    matcher = SequenceMatcher(
        None, [each.text for each in old], [each.text for each in new], autojunk=False
    )
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _moved(old: Sequence[Clause], new: Sequence[Clause], known: dict[int, int]) -> dict[int, int]:
    """Clauses with the same words in another order."""
    taken, waiting = set(known.values()), dict[str, list[int]]()
    for place, each in enumerate(new):
        if place not in taken:
            waiting.setdefault(each.text, []).append(place)
    return {
        place: waiting[each.text].pop(0)
        for place, each in enumerate(old)
        if place not in known and waiting.get(each.text)
    }


def _reworded(
    old: Sequence[Clause], new: Sequence[Clause], known: dict[int, int]
) -> dict[int, int]:
    """Of the clauses left over, those that are most alike, the most alike first."""
    taken = set(known.values())
    went = {place: _pairs(e.text) for place, e in enumerate(old) if place not in known}
    came = {place: _pairs(e.text) for place, e in enumerate(new) if place not in taken}
    close = [
        (-likeness, old[before].number != new[after].number, before, after)
        for before, left in went.items()
        for after, right in came.items()
        if (likeness := _likeness(left, right)) >= ALIKE
    ]
    found: dict[int, int] = {}
    used: set[int] = set()
    for _, _, before, after in sorted(close):
        if before not in found and after not in used:
            found[before] = after
            used.add(after)
    return found


def _pairs(text: str) -> frozenset[str]:
    """Every two characters that stand beside each other; of a single one, itself."""
    return frozenset(text[place : place + 2] for place in range(max(1, len(text) - 1)))


def _likeness(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right))


def _row(
    old: Sequence[Clause], new: Sequence[Clause], before: int, after: int, in_order: bool
) -> Row:
    was, now = old[before], new[after]
    if was.text != now.text:
        return Row(Change.CHANGED, was, now, before, after, pieces(was.text, now.text))
    if not in_order:
        return Row(Change.MOVED, was, now, before, after)
    change = Change.UNCHANGED if was.number == now.number else Change.RENUMBERED
    return Row(change, was, now, before, after)


def _behind(rows: Sequence[Row], place: int) -> int:
    """Where a clause that went is shown: behind the one that it followed in the old text."""
    earlier = [
        (row.before, index)
        for index, row in enumerate(rows)
        if row.before is not None and row.before < place
    ]
    return max(earlier)[1] + 1 if earlier else 0


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words kept, deleted and inserted between two wordings, in pieces that can be read."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    inner = _inner(old[head : len(old) - tail], new[head : len(new) - tail])
    marked = [
        Piece(Mark.KEPT, old[:head]),
        *(Piece(mark, text) for was, now, kept in inner for mark, text in _marked(was, now, kept)),
        Piece(Mark.KEPT, old[len(old) - tail :]),
    ]
    return tuple(_merged(piece for piece in marked if piece.text))


def _common(left: str, right: str) -> int:
    """How many characters two texts share at their beginning."""
    place = 0
    while place < min(len(left), len(right)) and left[place] == right[place]:
        place += 1
    return place


def _inner(old: str, new: str) -> list[tuple[str, str, str]]:
    """What went, what came, and what was kept behind it; short islands of kept words go along."""
    if len(old) > LONGEST or len(new) > LONGEST:
        return [(old, new, "")]
    found: list[tuple[str, str, str]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now, kept = (old[a1:a2], new[b1:b2], "") if tag != "equal" else ("", "", old[a1:a2])
        if found and len(found[-1][2]) < _ISLAND:
            went, came, island = found.pop()
            was, now = went + island + was, came + island + now
        found.append((was, now, kept))
    return found


def _marked(was: str, now: str, kept: str) -> Iterator[tuple[Mark, str]]:
    yield Mark.DELETED, was
    yield Mark.INSERTED, now
    yield Mark.KEPT, kept


def _merged(found: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours with one mark become one piece."""
    last: Piece | None = None
    for piece in found:
        if last is not None and last.mark is piece.mark:
            last = Piece(last.mark, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
