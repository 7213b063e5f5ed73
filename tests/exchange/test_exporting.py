"""What an export writes is taken in again as the same records; templates show how to fill them."""

from __future__ import annotations

import pytest
import village as v
from exchange.deliveries import delivered, lines
from specimens import specimens
from village import Village

from schema.base.context import Context
from schema.base.profile import profiles
from schema.exchange import columns, exporting, words
from schema.exchange.exporting import Book
from schema.workbooks import articles, reading


async def exported(village: Village) -> list[Book]:
    """Everything of the group."""
    clerk = village.clerk
    return await exporting.export(Context(clerk.actor, clerk.now, profiles()), v.GROUP)


async def test_an_export_taken_in_where_it_came_from_changes_nothing(village: Village) -> None:
    await specimens(village)
    before = await v.journal_lines()
    books = await exported(village)
    assert len(books) > 6
    for book in books:
        report = await delivered(village.clerk, book.name, book.content, area=None)
        assert lines(report) == [], book.name
        assert (report.tally.created, report.tally.changed) == (0, 0), book.name
        assert report.tally.unchanged, book.name
    assert await v.journal_lines() == before


async def test_the_same_records_make_the_same_bytes(village: Village) -> None:
    await specimens(village)
    assert await exported(village) == await exported(village)


def test_the_template_of_a_regulation_is_a_text_that_can_be_read() -> None:
    book = exporting.template("regulations")
    paper = articles.paper(book.name, book.content)
    assert [clause.number for clause in paper.chapters[0].clauses] == ["第一条", "第二条"]
    assert {"名称", "文本号", "施行日期"} <= paper.particulars.keys()


@pytest.mark.parametrize("name", sorted({*exporting.BOOKS} - {"regulations"}))
async def test_a_template_is_read_and_its_example_is_not_taken_in(
    village: Village, name: str
) -> None:
    book = exporting.template(name)
    assert any(len(table.rows) == 2 for table in reading.tables(book.name, book.content))
    report = await delivered(village.clerk, book.name, book.content)
    assert lines(report) == []
    assert (report.tally.created, report.tally.changed, report.tally.unchanged) == (0, 0, 0)


def test_every_column_can_be_read_and_every_choice_has_its_word() -> None:
    for sheet in columns.SHEETS:
        for column in columns.columns(sheet):
            chosen = exporting.choices(column.hint)
            assert len(chosen) == len(set(chosen)), column.heading
            assert all(not each.isascii() for each in chosen), column.heading
            for each in chosen:
                assert words.told(words.meant(column.hint, each)) == each
