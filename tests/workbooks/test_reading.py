"""Spreadsheets that committees hand in: every value as its screen showed it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import books
import pytest
from books import cells, made, refused

from schema.workbooks.reading import tables
from schema.workbooks.tables import Fault, Row, column_letter, value_class

CELLS = '<xf numFmtId="0"/><xf numFmtId="{}"/>'


def cell(inside: str, **others: str) -> Any:
    """The value of the only cell of a workbook; inside: its XML."""
    ((value,),) = cells(books.book(f"<row>{inside}</row>", **others))
    return value


def dated(serial: str, code: str | int, properties: str = "") -> Any:
    """The value of a number under a format, given by its code or its built-in number."""
    formats, number = ("", code) if isinstance(code, int) else (f'formatCode="{code}"', 164)
    listed = f'<numFmts><numFmt numFmtId="164" {formats}/></numFmts>' if formats else ""
    styles = f"{listed}<cellXfs>{CELLS.format(number)}</cellXfs>"
    return cell(f'<c s="1"><v>{serial}</v></c>', styles=styles, properties=properties)


@pytest.mark.parametrize("name", ["merged.xlsx", "from-ods.xlsx"])
def test_a_register_from_a_spreadsheet_program_says_what_its_screen_showed(name: str) -> None:
    (table,) = tables(name, made(name))
    assert table.name == "住户"
    assert table.rows[:4] == (
        Row(1, ("清溪镇松塘村第三组住户登记表",)),
        Row(2, ("户号", "户主", "登记日期", "人数", "人均(元)")),
        Row(3, ("H01", "松甲", date(2026, 5, 3), 4, Decimal("2.4"))),
        Row(4, ("H01", "松乙", datetime(2026, 5, 3, 18, 30), 5, "多")),
    )
    assert table.rows[4].cells[:4] == ("H02", "松丙", "18:30", True)
    assert "#DIV/0!" in table.rows[4].cells[4].reason


def test_days_counted_from_1904_are_the_same_days() -> None:
    assert cells(made("from1904.xlsx")) == [(date(2026, 5, 3),)]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        pytest.param("password.xlsx", "密码", id="a password is taken off first"),
        pytest.param("hidden.xlsx", "“旧数据”是隐藏的", id="a hidden sheet is named"),
        pytest.param("plain.xls", "另存为 .xlsx", id="the old Excel format"),
        pytest.param("plain.ods", "另存为 .xlsx", id="OpenDocument"),
        pytest.param("regulation.docx", "Word 文稿", id="a text is no table"),
        pytest.param("old.doc", "另存为 .docx", id="the old Word format"),
    ],
)
def test_a_file_of_another_sort_says_what_it_is_and_what_to_do(name: str, word: str) -> None:
    assert word in refused(made(name), name="表.xlsx")


@pytest.mark.parametrize(
    ("inside", "value"),
    [
        pytest.param("<c><v>47.0</v></c>", 47, id="a whole number stored as 47.0"),
        pytest.param("<c><v>4.7E1</v></c>", 47, id="a whole number stored as 4.7E1"),
        pytest.param("<c><v>0.1</v></c>", Decimal("0.1"), id="a tenth is exact"),
        pytest.param("<c><v>2.2999999999999998</v></c>", Decimal("2.3"), id="noise is rounded"),
        pytest.param("<c><v>1234.1999999999998</v></c>", Decimal("1234.2"), id="a sum of amounts"),
        pytest.param("<c><v>-0.5</v></c>", Decimal("-0.5"), id="a negative amount"),
        pytest.param("<c><v>12345678901234567</v></c>", 12345678901234567, id="17 digits"),
        pytest.param("<c><v>1.2345678901234568E+16</v></c>", 12345678901234568, id="as Excel"),
        pytest.param('<c t="b"><v>1</v></c>', True, id="yes"),
        pytest.param('<c t="b"><v>0</v></c>', False, id="no"),
        pytest.param('<c t="str"><f>A2</f><v>多</v></c>', "多", id="a computed text"),
        pytest.param("<c><f>1+1</f><v>2</v></c>", 2, id="a computed number"),
        pytest.param('<c t="d"><v>2026-05-03</v></c>', date(2026, 5, 3), id="a written day"),
        pytest.param(
            '<c t="d"><v>2026-05-03T18:30:00Z</v></c>',
            datetime(2026, 5, 3, 18, 30),
            id="a written moment",
        ),
        pytest.param('<c t="inlineStr"><is><t>松</t></is></c>', "松", id="a text inside its cell"),
        pytest.param(
            '<c t="inlineStr"><is><r><t>松</t></r><r><t>塘</t></r><rPh><t>sōng</t></rPh></is></c>',
            "松塘",
            id="a text in two colours, its reading left out",
        ),
        pytest.param(
            '<c t="inlineStr"><is><t xml:space="preserve"> \u3000松甲\u200b\xa0 </t></is></c>',
            "松甲",
            id="blanks that nobody sees",
        ),
        pytest.param(
            '<c t="inlineStr"><is><t>一_x000D_\n二_x005F_x0041_</t></is></c>',
            "一\n二_x0041_",
            id="line breaks and escapes of Excel",
        ),
    ],
)
def test_a_cell_says_what_the_screen_shows(inside: str, value: object) -> None:
    found = cell(inside)
    assert (found, type(found)) == (value, type(value))


def test_shared_texts_are_found_by_their_number() -> None:
    shared = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r></si><si><t> </t></si>"
    row = "".join(f'<c t="s"><v>{index}</v></c>' for index in (1, 0, 2))
    assert cells(books.book(f"<row>{row}</row>", shared=shared)) == [("乙丙", "甲")]


@pytest.mark.parametrize(
    ("serial", "code", "value"),
    [
        pytest.param("46145", 14, date(2026, 5, 3), id="the short date"),
        pytest.param("46145", 31, date(2026, 5, 3), id="the built-in 年月日 of Chinese Excel"),
        pytest.param("46145", 57, date(2026, 5, 3), id="the built-in 年月 of Chinese Excel"),
        pytest.param("46145", "yyyy&quot;年&quot;m&quot;月&quot;", date(2026, 5, 3), id="quoted"),
        pytest.param("46145", r"yyyy\年m\月d\日", date(2026, 5, 3), id="escaped"),
        pytest.param("46145", "[$-804]aaaa;@", 46145, id="a weekday alone is a number"),
        pytest.param("46145.5", "m/d/yy h:mm", datetime(2026, 5, 3, 12), id="a moment"),
        pytest.param("46145.7708333333", 22, datetime(2026, 5, 3, 18, 30), id="rounded to seconds"),
        pytest.param("46144.9999999999", 22, datetime(2026, 5, 3), id="just before midnight"),
        pytest.param("46145.7", "yyyy-mm-dd", date(2026, 5, 3), id="a moment shown as a day"),
        pytest.param("0.770833333333333", 20, "18:30", id="a time of day"),
        pytest.param("1.5", "[h]:mm", "36:00", id="hours beyond a day"),
        pytest.param("5", "[Red]0.00", 5, id="a colour is no day"),
        pytest.param("5", "0&quot;亩 day&quot;", 5, id="a unit is no day"),
        pytest.param("1", "yyyy-mm-dd", date(1900, 1, 1), id="the first day"),
        pytest.param("61", "yyyy-mm-dd", date(1900, 3, 1), id="after the day that never was"),
    ],
)
def test_a_format_tells_days_from_numbers(serial: str, code: str | int, value: object) -> None:
    assert dated(serial, code) == value


@pytest.mark.parametrize("serial", ["0", "60", "-1", "2958466", "1E+300"])
def test_a_day_that_never_was_is_a_fault(serial: str) -> None:
    assert isinstance(dated(serial, 14), Fault)


def test_the_1904_system_moves_every_day() -> None:
    properties = '<workbookPr date1904="1"/>'
    assert dated("44683", 14, properties) == date(2026, 5, 3)
    assert dated("0", 14, properties) == date(1904, 1, 1)
    assert isinstance(dated("2958465", 14, properties), Fault)


@pytest.mark.parametrize(
    ("inside", "properties", "word"),
    [
        pytest.param("<c><f>1+1</f></c>", "", "没有算出", id="a formula never computed"),
        pytest.param("<c><f>1+1</f><v></v></c>", "", "没有算出", id="an empty result"),
        pytest.param(
            "<c><f>1+1</f><v>0</v></c>",
            '<calcPr fullCalcOnLoad="1"/>',
            "没有算出",
            id="a result that its program put in unseen",
        ),
        pytest.param('<c t="e"><v>#REF!</v></c>', "", "#REF!", id="a broken reference"),
        pytest.param('<c t="e"><v>#N/A</v></c>', "", "#N/A", id="not available"),
        pytest.param('<c t="e"><v>13800000000</v></c>', "", "错误", id="no private value is told"),
        pytest.param("<c><v>1E999999999</v></c>", "", "太大", id="a number beyond all numbers"),
        pytest.param("<c><v>NaN</v></c>", "", "无效", id="not a number"),
    ],
)
def test_a_value_that_cannot_be_known_is_a_fault(inside: str, properties: str, word: str) -> None:
    found = cell(inside, properties=properties)
    assert word in found.reason
    assert value_class(found) == "公式"


def test_a_formula_whose_result_is_no_text_is_empty() -> None:
    row = '<c t="str"><f>""</f><v></v></c><c><v>1</v></c>'
    assert cells(books.book(f"<row>{row}</row>")) == [(None, 1)]


@pytest.mark.parametrize(
    ("rows", "merged", "shown"),
    [
        pytest.param(
            [("1", "2"), (None, "3"), ("4", "5")], "A1:A2", [(1, 2), (1, 3), (4, 5)], id="down"
        ),
        pytest.param([("1", "9", "3")], "A1:B1", [(1, None, 3)], id="across, with a leftover"),
        pytest.param(
            [("1", None, None), ("2", "3", "4")], "A1:C1", [(1,), (2, 3, 4)], id="a title"
        ),
        pytest.param([("1", None), (None, None)], "A1:B2", [(1,)], id="a title over two rows"),
        pytest.param([("1", "2"), ("9", None)], "A1:A2", [(1, 2)], id="a row of leftovers only"),
        pytest.param([(None, "2"), (None, "3")], "A1:A2", [(None, 2), (None, 3)], id="nothing"),
        pytest.param([("1", "2")], "A1:A1048576", [(1, 2)], id="a whole column"),
        pytest.param([("1", "2"), ("3", "4")], "A1:XFD1048576", [(1,)], id="the whole sheet"),
    ],
)
def test_a_merged_value_counts_for_every_row(
    rows: list[tuple[str | None, ...]], merged: str, shown: list[tuple[Any, ...]]
) -> None:
    written = "".join(
        "<row>" + "".join(f"<c><v>{c}</v></c>" if c else "<c/>" for c in row) + "</row>"
        for row in rows
    )
    after = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>'
    assert cells(books.book(written, after=after)) == shown


def test_a_household_merged_in_two_columns_counts_for_every_person() -> None:
    rows = "".join(f"<row>{'<c><v>7</v></c>' * 2}<c><v>{n}</v></c></row>" for n in (1, 2))
    after = '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells>'
    assert cells(books.book(rows, after=after)) == [(7, 7, 1), (7, 7, 2)]


def test_rows_and_columns_keep_their_places_also_where_hidden() -> None:
    rows = (
        '<row r="2" hidden="1"><c r="C2"><v>1</v></c><c r="D2" s="1"/></row>'
        '<row r="5"/><row r="1048576"><c r="AA1048576"><v>2</v></c></row>'
    )
    (table,) = tables("表.xlsx", books.book(rows))
    assert table.rows == (Row(2, (None, None, 1)), Row(1048576, (None,) * 26 + (2,)))


def test_the_other_generation_of_the_format_and_prefixes_are_read() -> None:
    plain = books.parts('<row><c><v>1</v></c><c t="inlineStr"><is><t>松</t></is></c></row>')
    assert cells(books.packed(books.strict(plain))) == [(1, "松")]


def test_names_of_parts_in_other_letters_are_found() -> None:
    plain = books.parts("<row><c><v>1</v></c></row>")
    moved = {name.replace("/", "\\").upper(): part for name, part in plain.items()}
    assert cells(books.packed(moved)) == [(1,)]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_refused_by_name(state: str) -> None:
    assert "“表”是隐藏的" in refused(books.book("", state=state))


def test_a_workbook_with_macros_is_read_for_its_values() -> None:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    with_macros = books.parts("<row><c><v>1</v></c></row>", kind=kind)
    assert cells(books.packed(with_macros | {"xl/vbaProject.bin": books.OLE})) == [(1,)]


def test_links_to_other_files_are_not_followed() -> None:
    linked = books.parts("<row><c><f>[1]表!A1</f><v>3</v></c></row>")
    listing = str(linked["xl/_rels/workbook.xml.rels"])
    external = (
        '<Relationship Id="r9" Type="x/externalLink" Target="http://192.0.2.1/a.xlsx"'
        ' TargetMode="External"/></Relationships>'
    )
    linked["xl/_rels/workbook.xml.rels"] = listing.replace("</Relationships>", external)
    assert cells(books.packed(linked)) == [(3,)]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("甲", "文本"),
        (1, "数字"),
        (Decimal("0.1"), "数字"),
        (True, "是非"),
        (date(2026, 5, 3), "日期"),
        (datetime(2026, 5, 3), "日期"),
        (None, "空"),
        (Fault("x"), "公式"),
    ],
)
def test_every_value_has_a_word(value: Any, word: str) -> None:
    assert value_class(value) == word


@pytest.mark.parametrize(
    ("index", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")],
)
def test_columns_have_the_letters_of_the_spreadsheet(index: int, letters: str) -> None:
    assert column_letter(index) == letters
