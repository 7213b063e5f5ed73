"""Builders: workbooks as committees deliver them, and their taking in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from village import GROUP, Ask

from schema.base.context import Context
from schema.base.profile import profiles
from schema.exchange import columns, importing
from schema.exchange.exporting import Book
from schema.exchange.importing import Delivery, Report
from schema.workbooks import reading, writing
from schema.workbooks.writing import Column, Sheet

Rows = Sequence[Sequence[Any]]


def book(tables: Mapping[str, Rows]) -> bytes:
    """A workbook of these tables, the first row of each its headings."""
    return writing.workbook(
        [
            Sheet(
                name,
                tuple(Column(heading, "", (), "text", 12) for heading in rows[0]),
                rows[1:],
            )
            for name, rows in tables.items()
        ]
    )


async def taken(
    ask: Ask, tables: Mapping[str, Rows], *, check: bool = False, area: Any = GROUP
) -> Report:
    """What comes of a workbook that somebody delivers."""
    return await delivered(ask, "表.xlsx", book(tables), check=check, area=area)


async def delivered(
    ask: Ask, name: str, content: bytes, *, check: bool = False, area: Any = GROUP
) -> Report:
    """What comes of a file."""
    context = Context(actor=ask.actor, now=ask.now, profiles=profiles())
    return await importing.run(context, Delivery(name, content, area), check=check)


def lines(report: Report) -> list[str]:
    """What is wrong, as it is printed."""
    return [str(each) for each in report.complaints]


def rows(books: list[Book]) -> dict[str, Any]:
    """What the workbooks say, without the ids that a system gives its own records."""
    return {
        table.name: [row.cells[: len(table.rows[0].cells) - 1] for row in table.rows]
        if columns.NUMBER in table.rows[0].cells
        else [row.cells for row in table.rows]
        for book in books
        for table in reading.tables(book.name, book.content)
    }
