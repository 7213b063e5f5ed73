"""Workbooks that we write: they read back, they show what they hold, and they run nothing."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zipfile import ZipFile

import books
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.workbooks.reading import tables
from schema.workbooks.tables import Value
from schema.workbooks.texts import trimmed
from schema.workbooks.writing import Column, Sheet, Unwritable, workbook

ADVICE = "填身份，如：组长。"


def column(
    heading: str = "户号",
    *,
    note: str = "",
    choices: tuple[str, ...] = (),
    sort: Literal["text", "number", "date"] = "text",
) -> Column:
    """A column that differs from others only in what is given."""
    return Column(heading, note, choices, sort, width=12)


def sheet(*rows: Sequence[Value], columns: Iterable[Column] = ()) -> Sheet:
    """A sheet 住户."""
    return Sheet("住户", tuple(columns) or (column(),), rows)


def part(content: bytes, name: str) -> str:
    """A part of the workbook as text."""
    with ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def read(content: bytes) -> list[tuple[object, ...]]:
    """The rows below the heading of the only table."""
    (table,) = tables("表.xlsx", content)
    return [row.cells for row in table.rows[1:]]


def spoken(text: str) -> str | None:
    """A text as a cell can show it."""
    return trimmed(text)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1) | st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, places=4
)
MOMENTS = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31, 23, 59, 59)).map(
    lambda moment: moment.replace(microsecond=0)
)
DAYS = st.dates(date(1900, 3, 1), date(9999, 12, 31))
VALUES = st.none() | st.booleans() | TEXTS | NUMBERS | MOMENTS | DAYS


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(VALUES, VALUES, st.just("末")), max_size=8))
def test_what_is_written_reads_back(rows: list[tuple[Value, Value, str]]) -> None:
    content = workbook([sheet(*rows, columns=[column("一"), column("二"), column("三")])])
    expected = [tuple(spoken(v) if isinstance(v, str) else v for v in row) for row in rows]
    found = read(content)
    assert found == expected
    assert [list(map(type, row)) for row in found] == [
        [int if isinstance(v, Decimal) and v == int(v) else type(v) for v in row]
        for row in expected
    ]


@pytest.mark.parametrize(
    ("value", "back"),
    [
        pytest.param("005", "005", id="a code keeps its zeros"),
        pytest.param(Decimal("0.10"), Decimal("0.1"), id="a tenth"),
        pytest.param(12345678901234567, "12345678901234567", id="17 digits become text"),
        pytest.param(Decimal("1.0000000000000001"), "1.0000000000000001", id="so do 17 places"),
        pytest.param(10**20, 10**20, id="many zeros are no digits"),
        pytest.param(Decimal("NaN"), "NaN", id="not a number becomes text"),
        pytest.param(date(1898, 5, 1), "1898-05-01", id="a day before 1900 becomes text"),
        pytest.param("<r><t>红</t></r>", "<r><t>红</t></r>", id="markup stays text"),
        pytest.param("_x0041_", "_x0041_", id="an escape stays text"),
        pytest.param("一\n二", "一\n二", id="a line break"),
        pytest.param("\U00020000" * 16_383, "\U00020000" * 16_383, id="the longest text"),
    ],
)
def test_a_value_that_programs_change_is_kept(value: Value, back: Value) -> None:
    assert read(workbook([sheet((value,))])) == [(back,)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(0)", "\t=1"])
@pytest.mark.parametrize("sort", ["text", "number", "date"])
def test_a_text_is_never_a_formula(text: str, sort: Literal["text", "number", "date"]) -> None:
    content = workbook([sheet((text,), columns=[column(text, sort=sort)])])
    written = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in written
    assert read(content) == [(trimmed(text),)]
    style = int(re.findall(r'<c r="A2" s="(\d+)"', written)[0])
    styles = part(content, "xl/styles.xml").partition("<cellXfs")[2]
    chosen = re.findall("<xf [^>]*>", styles)[style]
    assert 'numFmtId="49"' in chosen
    assert 'quotePrefix="1"' in chosen


def test_the_same_sheets_give_the_same_bytes() -> None:
    made = []
    for _ in range(2):
        made.append(workbook([sheet(("005", date(2026, 5, 3)), columns=[column(), column("日")])]))
        time.sleep(2.1)  # a zip counts time in steps of two seconds
    assert made[0] == made[1]


def test_the_heading_row_is_bold_and_stays_in_view() -> None:
    content = workbook([sheet(("005",))])
    assert '<pane ySplit="1" topLeftCell="A2"' in part(content, "xl/worksheets/sheet1.xml")
    assert "<b/>" in part(content, "xl/styles.xml")
    assert 'width="12' in part(content, "xl/worksheets/sheet1.xml")


def test_empty_cells_of_a_text_column_are_text_so_that_typed_zeros_stay() -> None:
    content = workbook([sheet(columns=[column()])])
    style = re.findall(r'<col min="1" max="1" [^>]*style="(\d+)"', part(
        content, "xl/worksheets/sheet1.xml"))[0]  # fmt: skip
    styles = part(content, "xl/styles.xml").partition("<cellXfs")[2]
    assert 'numFmtId="49"' in re.findall("<xf [^>]*>", styles)[int(style)]


def test_days_are_shown_year_first() -> None:
    assert 'formatCode="yyyy\\-mm\\-dd"' in part(
        workbook([sheet((date(2026, 5, 3),))]), "xl/styles.xml"
    ).replace('"yyyy-mm-dd"', '"yyyy\\-mm\\-dd"')


def test_a_short_list_is_offered_with_its_note() -> None:
    content = workbook([sheet(columns=[column(note=ADVICE, choices=("是", "否"))])])
    written = part(content, "xl/worksheets/sheet1.xml")
    assert '<formula1>"是,否"</formula1>' in written
    assert f'prompt="{ADVICE}"' in written
    assert len(tables("表.xlsx", content)) == 1


@pytest.mark.parametrize(
    "choices",
    [
        pytest.param(tuple(f"第{n}组" for n in range(100)), id="a long list"),
        pytest.param(("松塘村,第三组", "石桥村"), id="a comma inside a choice"),
        pytest.param(("=1+1", "甲," * 10), id="a choice that looks like a formula"),
    ],
)
def test_a_list_that_a_cell_cannot_hold_stands_on_a_sheet_of_its_own(
    choices: tuple[str, ...],
) -> None:
    columns = [column("甲", choices=choices), column("乙", choices=choices)]
    content = workbook([sheet(("甲",), columns=columns)])
    written = part(content, "xl/worksheets/sheet1.xml")
    assert written.count(f"<formula1>'选项'!$A$2:$A${len(choices) + 1}</formula1>") == 2
    assert 'name="选项"' in part(content, "xl/workbook.xml")
    assert 'state="hidden"' not in part(content, "xl/workbook.xml")
    assert all(
        f"<t>{choice}</t>" in part(content, "xl/worksheets/sheet2.xml") for choice in choices
    )
    assert [table.name for table in tables("表.xlsx", content)] == ["住户"]


def test_a_note_longer_than_the_program_shows_is_cut() -> None:
    written = part(workbook([sheet(columns=[column(note="说" * 300)])]), "xl/worksheets/sheet1.xml")
    assert f'prompt="{"说" * 255}"' in written


@pytest.mark.parametrize(
    ("given_sheet", "word"),
    [
        pytest.param(sheet(("文" * 32_768,)), "住户, A2", id="a text longer than a cell"),
        pytest.param(Sheet("选项", (column(),), ()), "选项", id="the sheet of the lists"),
    ],
)
def test_what_no_workbook_can_hold_is_refused_with_its_place(given_sheet: Sheet, word: str) -> None:
    with pytest.raises(Unwritable, match=word):
        workbook([given_sheet])


def test_rows_are_written_one_by_one() -> None:
    def rows() -> Iterable[Sequence[Value]]:
        for n in range(5_000):
            yield (f"{n:05}", n, Decimal(n) / 100, date(2026, 1, 1) + timedelta(days=n % 365))

    columns = tuple(column(name) for name in "甲乙丙丁")
    workbook([Sheet("先", columns, ())])
    with books.weighed() as peak:
        content = workbook([Sheet("住户", columns, rows())])
        assert peak() < 6 * 2**20
    assert len(read(content)) == 5_000
