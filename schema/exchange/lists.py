"""The lists that go with the rows of a sheet: the agenda of a meeting, the checks of a candidate.

A list is a sheet of its own; each of its rows names the record that it is a piece of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schema.base.scope import AreaPath
from schema.exchange import columns, words
from schema.exchange.columns import AREA
from schema.exchange.complaints import Complaint
from schema.exchange.ledger import fits
from schema.exchange.lines import Line, Lines

Names = tuple[str | None, ...]
"""What a row gives of the names of a record; none where it leaves one out."""

Owner = tuple[AreaPath, Names]
"""Whose a piece is."""


def named(headings: Iterable[str], line: Line, area: AreaPath) -> Names:
    """The names that a line gives, full-width and half-width alike."""
    given: Mapping[str, Any] = line.values | {AREA: area}
    return tuple(words.plain(words.told(given.get(each))) or None for each in headings)


@dataclass(slots=True)
class Lists:
    """The pieces of the records of a sheet, by list and owner.

    area: of rows that do not say it; spoiled: the last names of rows that are wrong, whose pieces
    are passed over.
    """

    area: AreaPath | None
    spoiled: Collection[tuple[type, AreaPath, str | None]]
    found: dict[str, dict[Owner, list[Any]]] = field(default_factory=dict)

    def take(self, piece: Lines, owners: Iterable[Owner]) -> Iterator[Complaint]:
        """Takes a list down; complains about rows that no record, or more than one, fits."""
        assert piece.target.field is not None
        kind: Any = piece.target.field.pieces
        sheet, known = piece.target.sheet, _by_last_name(owners)
        listed = self.found.setdefault(piece.target.title, {})
        for line in piece.lines:
            area = line.values.get(AREA) or self.area
            if line.wrong or area is None:
                continue
            names = named(sheet.names, line, area)
            if (sheet.served, area, names[-1]) in self.spoiled:
                continue
            fitting = [each for each in known.get((area, names[-1]), ()) if fits(names, each[1])]
            if len(fitting) == 1:
                listed.setdefault(fitting[0], []).append(kind(**_given(kind, line)))
            else:
                yield piece.complaint(line, sheet.names[-1], _amiss(piece, len(fitting)))

    def of(self, title: str, owner: Owner) -> list[Any] | None:
        """The pieces of a record; none where the file has no such list."""
        listed = self.found.get(title)
        return None if listed is None else listed.get(owner, [])


def _by_last_name(owners: Iterable[Owner]) -> dict[tuple[AreaPath, str | None], list[Owner]]:
    known: dict[tuple[AreaPath, str | None], list[Owner]] = {}
    for area, names in owners:
        known.setdefault((area, names[-1]), []).append((area, names))
    return known


def _given(kind: Any, line: Line) -> dict[str, Any]:
    """What a line says of the fields of a piece."""
    return {
        each.name: value
        for each in columns.fields(kind)
        if (value := line.values.get(each.heading)) is not None
    }


def _amiss(piece: Lines, fitting: int) -> str:
    sheet = piece.target.sheet
    if fitting:
        return f"有 {fitting} 条记录同名，请同时填写{'、'.join(sheet.names[:-1])}"
    return f"“{sheet.title}”表中没有这一行所属的记录，请核对名称"
