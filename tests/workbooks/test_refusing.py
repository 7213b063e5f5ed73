"""Files that are no tables, damaged or hostile: each is refused with what to do."""

from __future__ import annotations

import time
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile

import books
import pytest
from books import cells, made, refused
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.workbooks import packages, room
from schema.workbooks.reading import tables
from schema.workbooks.tables import Unreadable, column_letter


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(b"", "空的", id="nothing"),
        pytest.param(b" \r\n", "空的", id="blanks only"),
        pytest.param(b'a,"b\nc,d', "引号", id="a quote that never ends"),
        pytest.param("户主\n".encode() * 9 + b"\xe6\xff,", "第 10 行", id="damaged UTF-8"),
        pytest.param(b"\xff\x00\x01\x02", "编码", id="no text at all"),
        pytest.param(b"\x81", "编码", id="half a character"),
        pytest.param(b"\xff\xfea", "编码", id="half a UTF-16 character"),
        pytest.param(b" <html><table>", "网页", id="a web page named .xls"),
        pytest.param(b"%PDF-1.7", "PDF", id="a PDF"),
        pytest.param(b"\x89PNG\r\n", "图片", id="a picture"),
        pytest.param(b"Rar!\x1a\x07", "解压", id="an archive"),
        pytest.param(books.OLE + "EncryptedPackage".encode("utf-16-le"), "密码", id="a password"),
        pytest.param(books.OLE + b"\0" * 99, "旧版办公文件", id="some old Office file"),
        pytest.param(b"x" * (20 * 2**20 + 1), "20 MB", id="too large a file"),
        pytest.param(b"PK\x03\x04" + b"\0" * 99, "损坏", id="the head of a zip"),
        pytest.param(books.packed({"a.txt": "a"}), "压缩包", id="a zip of something"),
        pytest.param(books.packed({"mimetype": "x"}), ".ods", id="OpenDocument"),
        pytest.param(books.packed({"Index/Document.iwa": "x"}), "Numbers", id="Numbers"),
        pytest.param(books.text(""), "Word 文稿", id="a text"),
        pytest.param(
            books.book("", kind="application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
            ".xlsb",
            id="binary Excel",
        ),
        pytest.param(books.book("", kind="presentationml"), "演示文稿", id="slides"),
    ],
)
def test_what_is_no_table_says_what_it_is(content: bytes, word: str) -> None:
    assert word in refused(content)


def bomb(name: str, part: str | bytes) -> bytes:
    """A workbook with one part put in place of its own."""
    return books.packed(books.parts("<row><c><v>1</v></c></row>") | {name: part})


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(bomb(SHEET, b"0" * 10_000_000), "压缩炸弹", id="a part that swells"),
        pytest.param(books.packed({f"{n}": b"" for n in range(2001)}), "2001 个部件", id="parts"),
        pytest.param(bomb(SHEET, ENTITY), "实体", id="entities in entities"),
        pytest.param(bomb("_rels/.rels", ENTITY), "实体", id="entities in a small part"),
        pytest.param(bomb(SHEET, ENTITY.encode("utf-16")), "实体", id="entities in UTF-16"),
        pytest.param(bomb(SHEET, "<a>" * 101), "异常", id="elements a hundred deep"),
        pytest.param(bomb(SHEET, "<worksheet><sheetData><row>"), "损坏", id="a sheet cut off"),
        pytest.param(bomb("xl/workbook.xml", "no XML"), "损坏", id="no XML"),
        pytest.param(bomb("xl/_rels/workbook.xml.rels", "<a/>"), "损坏", id="a sheet not there"),
        pytest.param(books.book('<row><c t="s"><v>0</v></c></row>'), "损坏", id="a text not there"),
        pytest.param(
            books.book('<row><c t="s"><v>-1</v></c></row>'), "损坏", id="a text before all"
        ),
        pytest.param(books.book('<row r="2"/><row r="1"/>'), "损坏", id="rows out of order"),
        pytest.param(books.book('<row><c r="AAAA1"><v>1</v></c></row>'), "损坏", id="no column"),
        pytest.param(books.book("<row><c><v>x</v></c></row>"), "损坏", id="a number that is none"),
        pytest.param(
            books.book('<row><c r="XFD1"><v>1</v></c></row>'),
            "XFD 列",
            id="sixteen thousand columns",
        ),
        pytest.param(books.book("<row><c><v>1</v></c></row>")[:-60], "损坏", id="a zip cut off"),
    ],
)
def test_a_hostile_file_is_refused(content: bytes, word: str) -> None:
    assert word in refused(content)


def test_many_parts_that_swell_together_are_refused_before_they_are_unpacked() -> None:
    content = books.packed({f"{n}.xml": bytes(2**20) for n in range(201)})
    with books.weighed() as peak:
        assert "200 MB" in refused(content)
        assert peak() < 2**20


def test_one_row_that_never_ends_takes_little_memory() -> None:
    row = "".join(f'<c s="{n * 7919:050}"/>' for n in range(300_000))
    content = bomb(SHEET, f"<worksheet><sheetData><row>{row}</row></sheetData></worksheet>")
    with books.weighed() as peak:
        assert "异常地大" in refused(content)
        assert peak() < 200 * 2**20


def test_merges_over_merges_do_not_cover_a_sheet_many_times() -> None:
    rows = "<row><c><v>1</v></c></row>" * 5_000
    after = '<mergeCell ref="A1:A1048576"/>' * 5_000
    assert "合并单元格太多" in refused(books.book(rows, after=after))


def test_a_packing_that_office_does_not_use_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a", "w", ZIP_BZIP2) as archive:
        for name, part in books.parts("").items():
            archive.writestr(name, part)
    assert "损坏" in refused((tmp_path / "a").read_bytes())


def test_an_encrypted_zip_is_refused() -> None:
    content = bytearray(books.book(""))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert "密码" in refused(bytes(content))


def test_more_rows_than_a_file_may_hold_are_refused() -> None:
    row = '<row r="{}"><c><v>{}</v></c></row>'
    rows = "".join(row.format(n, n * 7919) for n in range(1, room.MOST_ROWS + 2))
    assert "20 万行" in refused(books.book(rows))
    assert "20 万行" in refused(b"1\n" * (room.MOST_ROWS + 1))


def test_a_hundred_thousand_formatted_rows_without_content_cost_little() -> None:
    row = '<row r="{0}" spans="1:12" s="1">' + "".join(
        f'<c r="{column_letter(c)}{{0}}" s="{c}"/>' for c in range(12)
    )
    rows = "".join((row + "</row>").format(n) for n in range(2, 100_002))
    content = books.book(f'<row r="1"><c r="A1"><v>1</v></c></row>{rows}')
    begun = time.process_time()
    assert cells(content) == [(1,)]
    assert time.process_time() - begun < 10  # half a machine; 2 s on a whole one


def test_limits_are_below_what_a_machine_bears() -> None:
    assert packages.MOST_UNPACKED <= 200 * 2**20
    assert room.MOST_CELLS >= 50_000 * 12


REAL = {name: made(name) for name in ("merged.xlsx", "password.xlsx", "plain.xls", "hidden.xlsx")}


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(sorted(REAL)),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4))),
    end=st.floats(0, 1),
)
def test_a_damaged_file_is_read_or_refused_and_never_a_crash(
    name: str, changes: list[tuple[float, bytes]], end: float
) -> None:
    content = bytearray(REAL[name])
    for place, change in changes:
        start = int(place * len(content))
        content[start : start + len(change)] = change
    try:
        tables("表.xlsx", bytes(content[: 1 + int(end * len(content))]))
    except Unreadable as refusal:
        assert refusal.reason


@settings(max_examples=300, deadline=None)
@given(
    part=st.sampled_from(sorted(books.parts(""))),
    place=st.floats(0, 1),
    change=st.text(alphabet='<>/="0123456789rcvtsA:', max_size=6),
)
def test_a_damaged_part_is_read_or_refused_and_never_a_crash(
    part: str, place: float, change: str
) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46145</v></c></row>'
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    merged = '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    whole = books.parts(rows, shared="<si><t>甲</t></si>", styles=styles, after=merged)
    written = str(whole[part])
    start = int(place * len(written))
    whole[part] = written[:start] + change + written[start + len(change) :]
    try:
        tables("表.xlsx", books.packed(whole))
    except Unreadable as refusal:
        assert refusal.reason


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        tables("表.csv", content)
    except Unreadable as refusal:
        assert refusal.reason
