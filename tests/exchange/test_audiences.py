"""An export gives what its officer may read; a file writes where its officer may write."""

from __future__ import annotations

from typing import Any

import pytest
import village as v
from exchange.deliveries import delivered, rows, taken
from specimens import MARKER, specimens
from village import Ask, Village

from schema.base.context import Context
from schema.base.profile import profiles
from schema.base.readers import closed
from schema.base.refusal import Refusal
from schema.exchange import columns, exporting
from schema.exchange.exporting import Book
from schema.rules import roles
from schema.rules.roles import Audience, Permission, Role

PLACES = {"there": v.GROUP, "above": v.VILLAGE, "beside": v.SIBLING}


async def exported(ask: Ask) -> list[Book]:
    """The group's workbooks, for somebody."""
    return await exporting.export(Context(ask.actor, ask.now, profiles()), v.GROUP)


def closed_columns() -> dict[str, dict[str, Audience]]:
    """By sheet and heading, the columns that not everybody reads who reads the row."""
    found: dict[str, dict[str, Audience]] = {}
    for sheet in columns.SHEETS:
        for step in sheet.steps:
            for field in columns.filled(step):
                told = closed(sheet.served).get(field.name)
                if told and told[0] > Audience.OFFICERS:
                    found.setdefault(sheet.title, {})[field.heading] = told[0]
    return found


def cells(books: list[Book], sheet: str, heading: str) -> list[Any]:
    """What stands in a column, its heading aside."""
    head, *lines = rows(books)[sheet]
    return [line[head.index(heading)] for line in lines]


def test_columns_of_two_sheets_are_closed() -> None:
    known = {sheet: set(told) for sheet, told in closed_columns().items()}
    birth = {"出生年份", "满十八周岁日期", "完全民事行为能力"}
    assert known == {"人员": birth, "意见": {"意见"}}


@pytest.mark.parametrize("place", PLACES)
async def test_a_workbook_holds_what_its_officer_may_read(village: Village, place: str) -> None:
    await specimens(village)
    for role in Role:
        ask = v.officer(role, PLACES[place])
        if place == "beside" or not roles.reads(role, Audience.OFFICERS):
            with pytest.raises(Refusal):
                await exported(ask)
            continue
        books = await exported(ask)
        for sheet, told in closed_columns().items():
            for heading, audience in told.items():
                shown = [cell for cell in cells(books, sheet, heading) if cell is not None]
                assert bool(shown) is roles.reads(role, audience), (role, sheet, heading)


async def test_what_a_guide_takes_out_and_in_again_destroys_nothing(village: Village) -> None:
    """Empty columns are columns that a guide may not read, not values that are to go."""
    await specimens(village)
    before = rows(await exported(village.clerk))
    for book in await exported(village.guide):
        await delivered(village.guide, book.name, book.content, area=None)
    assert rows(await exported(village.clerk)) == before


async def test_a_file_writes_where_its_officer_may_write_and_nowhere_else(
    village: Village,
) -> None:
    roll = {"户": [["户号", "居住情况", "立户日期"], ["H01", "在家", "2004-01-01"]]}
    notice = {"阵地": [["名称", "地址", "开放时间", "启用日期", "用途"]]}
    notice["阵地"].append(["组务室", "组口", "全天", "2024-01-01", "议事"])
    for tables, needed in ((roll, Permission.PEOPLE), (notice, Permission.DRAFT)):
        for role in Role:
            for path in PLACES.values():
                before = await v.journal_lines()
                await taken(v.officer(role, path), tables, check=True)
                report = await taken(v.officer(role, path), tables)
                may = roles.may(role, needed) and path != v.SIBLING
                assert bool(report.complaints) is not may, (role, path, needed)
                assert may or await v.journal_lines() == before, (role, path, needed)


async def test_nothing_of_a_closed_column_stands_in_what_is_said_of_a_file(
    village: Village,
) -> None:
    await specimens(village)
    for book in await exported(village.clerk):
        report = await delivered(village.auditor, book.name, book.content, area=None)
        assert report.complaints, book.name
        assert all(MARKER not in str(each) for each in report.complaints), book.name
