"""A page's Markdown, read back as what it says: the one reading for paper and for the ear.

Only what our own templates write is known: headings, paragraphs, lists, tables, boxes, bold words
and links. Whatever else a line may begin with is an error, for on paper it would stand as noise. A
record begins nothing, since `publisher.markdown` has turned each of its marks into a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_REFERENCE = re.compile(r"&#(\d+);")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_HEADING = re.compile(r"(#{2,4}) *(.*)")
_BOX = re.compile(r'!!! (\w+) "([^"]*)"')
_ITEM = re.compile(r"(?:-|(\d+)\.) +(.+)")
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")
_UNKNOWN = re.compile(r"[#!|>`~=+<]|\*(?!\*)")
INDENT = "    "
"""Before each line inside a box."""


class Unprintable(ValueError):
    """A template wrote Markdown that has no place on paper."""


class Run(NamedTuple):
    """Words in one weight."""

    words: str
    bold: bool = False


Line = tuple[Run, ...]
"""Words that stand on one line as long as there is room."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The words over a section; level: 2 below the title of the page, 3 below that."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, each begun anew."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered: whether the order counts."""

    lines: tuple[Line, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows as wide; right: which columns hold figures and stand to the right."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """What must not be missed; tone: success, failure, warning, info or note."""

    tone: str
    title: Line
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Items | Table | Box


@lru_cache(maxsize=64)
def read(markdown: str) -> tuple[Block, ...]:
    """What the Markdown of a page says, from top to bottom; asked for by each paper and by ear."""
    return tuple(_blocks(_parts(str(markdown).split("\n"))))


def words(line: Line) -> str:
    """A line as mere words."""
    return "".join(run.words for run in line)


def _parts(lines: list[str]) -> list[list[str]]:
    """Lines that stand together: between blank ones, a heading alone, a box with its inside."""
    parts: list[list[str]] = [[]]
    inside = False
    for line in lines:
        blank = not line.strip(" ")
        if inside and (blank or line.startswith(INDENT)):
            parts[-1].append(line)
            continue
        heading = line.startswith("#") and _HEADING.fullmatch(line)
        box = line.startswith("!") and _BOX.fullmatch(line)
        if blank:
            parts.append([])
        elif heading or box or inside:
            parts += [[line], []] if heading else [[line]]
        else:
            parts[-1].append(line)
        inside = bool(box)
    return [part for part in parts if part]


def _blocks(parts: list[list[str]]) -> Iterator[Block]:
    """Each part as a block; lists that only a blank line parts are one."""
    held: Items | None = None
    for block in map(_block, parts):
        if isinstance(block, Items) and held and held.numbered == block.numbered:
            held = Items((*held.lines, *block.lines), block.numbered)
            continue
        if held:
            yield held
        held = block if isinstance(block, Items) else None
        if held is None:
            yield block
    if held:
        yield held


def _block(part: list[str]) -> Block:
    first = part[0].strip(" ")
    if heading := _HEADING.fullmatch(first):
        return Heading(len(heading[1]), _line(heading[2]))
    if box := _BOX.fullmatch(first):
        return _box(box, part[1:])
    if len(part) > 1 and first.startswith("|") and _RULE.fullmatch(part[1].strip(" ")):
        return _table(part)
    if item := _ITEM.fullmatch(first):
        return Items(tuple(map(_line, _items(part))), numbered=item[1] is not None)
    return Paragraph(tuple(map(_line, _lines(part))))


def _box(head: re.Match[str], inside: list[str]) -> Box:
    bare = [line.removeprefix(INDENT) for line in inside]
    return Box(head[1], _line(head[2]), read("\n".join(bare)))


def _table(part: list[str]) -> Table:
    head, rule, *rows = map(cells, part)
    return Table(
        head=tuple(map(_line, head)),
        rows=tuple(tuple(map(_line, row)) for row in rows),
        right=tuple(cell.endswith(":") for cell in rule),
    )


def cells(row: str) -> list[str]:
    """What stands in a row of a table, cell by cell."""
    return [cell.strip(" ") for cell in row.strip(" ")[1:-1].split("|")]


def _items(part: list[str]) -> Iterator[str]:
    """The items of a list, what continues an item joined to it."""
    held = ""
    for line in part:
        item = _ITEM.fullmatch(line.strip(" "))
        if item and held:
            yield held
        held = item[2] if item else _joined(held, line.strip(" "))
    yield held


def _lines(part: list[str]) -> Iterator[str]:
    """The lines of a paragraph; only two blanks at the end of one begin another."""
    held = ""
    for line in part:
        held = _joined(held, line.strip(" "))
        if line.endswith("  "):
            yield held
            held = ""
    if held:
        yield held


def _joined(before: str, after: str) -> str:
    """Two lines as one; between Chinese words no blank is needed."""
    apart = before[-1:].isascii() and not before.endswith(";")
    return f"{before} {after}" if before and apart else before + after


@lru_cache(maxsize=1024)  # the words around those of records stand on many pages
def _line(markdown: str) -> Line:
    if _UNKNOWN.match(markdown):
        raise Unprintable(f"a line begins with {markdown[0]!r}, which no template of ours may")
    pieces = _LINK.sub(r"\1", markdown).split("**")
    runs = (Run(_literal(piece), bold=bool(at % 2)) for at, piece in enumerate(pieces) if piece)
    return tuple(runs)


def _literal(text: str) -> str:
    """The words that `publisher.markdown` made references of."""
    return _REFERENCE.sub(lambda match: chr(int(match[1])), text)
