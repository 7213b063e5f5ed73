"""Builders: workbooks as committees deliver them, and their taking in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from village import GROUP, Ask

from schema.base.context import Context
from schema.base.profile import profiles
from schema.exchange import importing
from schema.exchange.importing import Delivery, Report
from schema.workbooks import writing
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
