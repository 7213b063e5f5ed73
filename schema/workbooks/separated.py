"""A .csv: text between commas, semicolons or tabs, in the encoding of whoever wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from schema.workbooks.room import Room
from schema.workbooks.tables import Row, Table, Unreadable
from schema.workbooks.texts import decoded, trimmed

_SEPARATORS = ",;\t"
_BEGINNING = 2**16
_QUOTED = re.compile('"[^"]*"')


def table(name: str, content: bytes) -> Table:
    """The one table of a .csv, all its values text; a quoted line break stays within its cell."""
    text = decoded(content)
    rows = csv.reader(io.StringIO(text, newline=None), delimiter=_separator(text), strict=True)
    title = re.split(r"[/\\]", name)[-1].rpartition(".")[0] or name
    room = Room()
    return Table(title, tuple(_rows(title, rows, room)))


def _rows(title: str, rows: Iterator[list[str]], room: Room) -> Iterator[Row]:
    number = 0
    while True:
        number += 1
        try:
            texts = next(rows)
        except StopIteration:
            return
        except csv.Error as fault:
            raise Unreadable(
                f"第 {number} 行的引号没有配对，或一格里的文字太长。"
                "请改正，或用 Excel、WPS 另存为 .xlsx。"
            ) from fault
        cells = [trimmed(text) for text in texts]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            room.take(title, number, len(cells))
            yield Row(number, tuple(cells))


def _separator(text: str) -> str:
    """The mark most frequent in the first line that has one, quoted text not counted."""
    for line in _QUOTED.sub("", text[:_BEGINNING]).splitlines():
        counts = {mark: line.count(mark) for mark in _SEPARATORS}
        if any(counts.values()):
            return max(counts, key=counts.__getitem__)
    return ","
