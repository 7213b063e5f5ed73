"""A file of a committee's, carried out: every row through the acts of the mutations, or none.

The whole file is one transaction. Each row that is wrong is told with its place and what would
be right; then nothing is written. A file that was taken once changes nothing the second time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q

from schema.base.act import transaction
from schema.base.context import Context
from schema.base.scope import AreaPath, parent
from schema.exchange import manuscripts
from schema.exchange.columns import AREA
from schema.exchange.complaints import Complaint
from schema.exchange.ledger import Entry, Ledger
from schema.exchange.lines import TARGETS, Lines, understood
from schema.exchange.rows import Rows, Tally
from schema.workbooks import reading
from schema.workbooks.tables import Unreadable

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file as it was delivered; area: whose it is, where its rows do not say so."""

    name: str
    content: bytes
    area: AreaPath | None = None


@dataclass(slots=True)
class Report:
    """What came of a file: how many rows were new, changed or as before; what is wrong with it.

    entered: the records that its rows speak of, by their names.
    """

    tally: Tally = field(default_factory=Tally)
    complaints: list[Complaint] = field(default_factory=list)
    entered: list[Entry] = field(default_factory=list)


class _Undone(Exception):
    """Ends the transaction of a file of which nothing is to stay."""


@dataclass(slots=True)
class Parcel:
    """A file that was read: its tables, older kinds first, and what is wrong with them."""

    parts: list[Lines] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


async def run(
    context: Context, delivery: Delivery, *, check: bool, progress: Progress | None = None
) -> Report:
    """Takes a file in, or, if `check`, only says what would come of it."""
    parcel = await opened(delivery)
    return await take(context, parcel, delivery.area, check=check, progress=progress)


async def opened(delivery: Delivery) -> Parcel:
    """Reads a file; nothing else waits for it."""
    reader = manuscripts.parts if manuscripts.is_text(delivery.name) else _tables
    try:
        return Parcel(*await asyncio.to_thread(reader, delivery.name, delivery.content))
    except Unreadable as unreadable:
        return Parcel([], [Complaint(delivery.name, 0, "", "", unreadable.reason)])


async def take(
    context: Context,
    parcel: Parcel,
    area: AreaPath | None,
    *,
    check: bool,
    progress: Progress | None = None,
) -> Report:
    """Carries a file that was read out, in one transaction."""
    report = Report(complaints=list(parcel.complaints))
    try:
        async with transaction():
            await _carry_out(context, parcel.parts, area, report, progress or _silent)
            if check or report.complaints:
                raise _Undone
    except _Undone:
        pass
    return report


def _silent(done: int, total: int) -> None:
    """Tells nobody."""


def _tables(name: str, content: bytes) -> tuple[list[Lines], list[Complaint]]:
    """The tables of a workbook that are known, older kinds first, and what is wrong with them."""
    found, complaints = [], []
    for table in reading.tables(name, content):
        lines, wrong = understood(table)
        complaints += wrong
        if lines is not None:
            found.append(lines)
    order = list(TARGETS)
    return sorted(found, key=lambda each: order.index(each.target.title)), complaints


async def _carry_out(
    context: Context,
    parts: Sequence[Lines],
    area: AreaPath | None,
    report: Report,
    progress: Progress,
) -> None:
    areas = {path for part in parts for path in _areas(part, area)}
    around = {above for path in areas for above in _line(path)}
    among: Any = sorted(around)
    ledger = Ledger(context, lambda column: Q(**{f"{column}__in": among}))
    total = sum(len(part.lines) for part in parts)
    done = 0
    for part in parts:
        if part.target.field is None:
            pieces = {each.target.title: each for each in parts if _goes_with(each, part)}
            rows = Rows(context, ledger, part, pieces, area, report.complaints)
            await rows.carry_out()
            report.tally.add(rows.tally)
            report.entered += rows.entered
        done += len(part.lines)
        progress(done, total)


def _goes_with(piece: Lines, part: Lines) -> bool:
    return piece.target.field is not None and piece.target.sheet is part.target.sheet


def _areas(part: Lines, area: AreaPath | None) -> set[Any]:
    own = {line.values.get(AREA) for line in part.lines} | {area}
    return own - {None}


def _line(path: AreaPath) -> list[AreaPath]:
    """The area and all above it."""
    above = parent(path)
    return [path, *(_line(above) if above else [])]
