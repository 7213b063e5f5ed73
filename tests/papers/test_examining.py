"""What is kept of a picture or paper, and for what it is refused: always said, never quoted."""

from __future__ import annotations

import io
from pathlib import Path

import attaching as a
import books
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.annotations import Highlight, Link, Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, RectangleObject

from schema.base.attached import MediaType
from schema.papers import examining, pictures
from schema.papers.sorts import Foreign
from schema.workbooks.tables import Unreadable

IDENTITY = "11010519491231002X"
"""A number that the standard itself gives as its example."""


def kept(folder: Path, content: bytes) -> tuple[MediaType, bytes]:
    """The sort of a file, and what is kept of it."""
    source, target = folder / "source", folder / "target"
    source.write_bytes(content)
    return examining.examine(source, target), target.read_bytes()


def refused(folder: Path, content: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(Unreadable) as found:
        kept(folder, content)
    return found.value.reason


@pytest.mark.parametrize("sort", ["JPEG", "PNG", "WEBP"])
def test_of_a_photograph_only_what_is_seen_is_kept(tmp_path: Path, sort: str) -> None:
    given = a.photograph(sort)
    assert Image.open(io.BytesIO(given)).getexif().get_ifd(0x8825), "the place is in it at first"
    found, clean = kept(tmp_path, given)
    assert found.name == sort
    picture = Image.open(io.BytesIO(clean))
    picture.load()
    assert not picture.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp", "dpi"} & set(picture.info)
    assert b"remark" not in clean
    assert b"Exif" not in clean


def test_a_photograph_is_turned_upright_and_made_smaller(tmp_path: Path) -> None:
    _, clean = kept(tmp_path, a.photograph(size=(3200, 16), orientation=6))
    assert Image.open(io.BytesIO(clean)).size == (15, pictures.LONGEST_SIDE)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    given = a.photograph(noise=3)
    assert kept(tmp_path, given) == kept(tmp_path, given)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 799)
    assert "像素" in refused(tmp_path, a.photograph())


def test_a_bomb_of_a_picture_is_refused_in_little_memory(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    with books.weighed() as weight:
        assert "像素" in refused(tmp_path, stream.getvalue())
    assert weight() < 5_000_000


@pytest.mark.parametrize("cut", [30, 300])
def test_a_picture_that_is_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    assert "损坏" in refused(tmp_path, a.photograph(noise=3)[:cut])


def test_a_picture_that_moves_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:])
    assert "动态" in refused(tmp_path, stream.getvalue())


def test_of_a_pdf_its_authors_go(tmp_path: Path) -> None:
    sort, clean = kept(tmp_path, a.paper("water off on Monday"))
    assert sort is MediaType.PDF
    assert b"Zhang" not in clean
    assert b"xmpmeta" not in clean
    read = PdfReader(io.BytesIO(clean))
    assert read.metadata is None
    assert read.pages[0].extract_text() == "water off on Monday"


def test_of_a_photograph_in_a_pdf_its_place_goes(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (9, 9)).save(stream, "PDF")
    writer = a.reopened(stream.getvalue())
    [image] = [o for o in writer._objects if o is not None and o.get("/Subtype") == "/Image"]
    image._data = a.photograph()
    image[NameObject("/Filter")] = NameObject("/DCTDecode")
    given = a.written(writer)
    assert b"Exif" in given
    _, clean = kept(tmp_path, given)
    assert b"Exif" not in clean
    assert b"remark" not in clean


def _script() -> bytes:
    writer = a.reopened(a.paper())
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): NameObject("/x")}
    )
    return a.written(writer)


def _attached() -> bytes:
    writer = a.reopened(a.paper())
    writer.add_attachment("roll.xlsx", b"names")
    return a.written(writer)


def _noted(note: object) -> bytes:
    writer = a.reopened(a.paper())
    writer.add_annotation(0, note)  # type: ignore[arg-type]
    return a.written(writer)


def _form() -> bytes:
    writer = a.reopened(a.paper())
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject()}
    )
    return a.written(writer)


def _locked() -> bytes:
    writer = a.reopened(a.paper())
    writer.encrypt("secret", algorithm="RC4-128")
    return a.written(writer)


BOX = RectangleObject((0, 0, 9, 9))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(_script(), "程序", id="JavaScript"),
        pytest.param(_attached(), "附带", id="an embedded file"),
        pytest.param(_noted(Text(rect=BOX, text="x")), "第 1 页有批注", id="a note"),
        pytest.param(
            _noted(Highlight(rect=BOX, quad_points=ArrayObject())), "批注", id="a highlight"
        ),
        pytest.param(_form(), "表单", id="a form"),
        pytest.param(_locked(), "密码", id="a password"),
        pytest.param(a.paper("fine", f"no. {IDENTITY}"), "第 2 页含有身份证号", id="a number"),
        pytest.param(a.paper()[:200], "损坏", id="cut off"),
        pytest.param(b"%PDF-1.7", "损坏", id="only the head"),
    ],
)
def test_what_acts_hides_or_hangs_on_in_a_pdf_is_refused(
    tmp_path: Path, content: bytes, word: str
) -> None:
    reason = refused(tmp_path, content)
    assert word in reason
    assert IDENTITY not in reason


def test_a_link_in_a_pdf_is_no_note(tmp_path: Path) -> None:
    kept(tmp_path, _noted(Link(rect=BOX, url="https://zuwu.example/")))


def test_of_a_workbook_its_authors_go_and_its_cells_stay(tmp_path: Path) -> None:
    sort, clean = kept(tmp_path, a.workbook("事项", 3))
    assert sort is MediaType.XLSX
    assert b"Zhang" not in b"".join(part for _, part in a.parts(clean))
    assert b"Songtang" not in b"".join(part for _, part in a.parts(clean))
    assert books.cells(clean) == [("事项", 3)]


def test_of_a_workbook_the_folder_on_its_writers_computer_goes(tmp_path: Path) -> None:
    folder = '<x15ac:absPath url="C:\\Users\\zhang\\" xmlns:x15ac="urn:x"/>'
    _, clean = kept(tmp_path, books.book("<row><c><v>1</v></c></row>", properties=folder))
    assert b"zhang" not in dict(a.parts(clean))["xl/workbook.xml"]


def test_of_a_photograph_in_a_text_its_place_goes(tmp_path: Path) -> None:
    given = a.with_parts(
        books.text(books.paragraph("停水通知")), {"word/media/image1.jpeg": a.photograph()}
    )
    sort, clean = kept(tmp_path, given)
    assert sort is MediaType.DOCX
    assert b"Exif" not in dict(a.parts(clean))["word/media/image1.jpeg"]


def _related(kind: str, target: str = "other.xml", more: str = "") -> bytes:
    row = (
        '<Relationship Id="x9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" {more}/>'
    )
    listing = f'<?xml version="1.0"?><Relationships xmlns="urn:x">{row}</Relationships>'
    return a.with_parts(
        books.text(books.paragraph("字")),
        {"word/_rels/document.xml.rels": listing, "word/other.xml": "<x/>"},
    )


ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
COLUMN = '<cols><col min="2" max="2" hidden="1"/></cols>'


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(books.made("hidden.xlsx"), "是隐藏的", id="a hidden sheet"),
        pytest.param(
            books.book('<row r="7" hidden="1"><c r="A7"><v>1</v></c></row>'), "第 7 行", id="row"
        ),
        pytest.param(books.book(ROW, after=COLUMN), "第 2 列是隐藏的", id="a hidden column"),
        pytest.param(books.made("commented.docx"), "批注", id="a comment"),
        pytest.param(books.made("tracked.docx"), "修订", id="a tracked change"),
        pytest.param(_related("oleObject"), "嵌入", id="an embedded file"),
        pytest.param(_related("vbaProject"), "宏", id="macros"),
        pytest.param(
            books.book(ROW, kind="application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            "宏",
            id="a workbook made for macros",
        ),
        pytest.param(
            _related("image", "http://x.example/a.png", 'TargetMode="External"'),
            "断开链接",
            id="a picture from elsewhere",
        ),
        pytest.param(
            _related("hyperlink", "file:///C:/zhang.docx", 'TargetMode="External"'),
            "某台电脑",
            id="a link into a computer",
        ),
        pytest.param(
            books.text(books.paragraph("字", "<w:rPr><w:vanish/></w:rPr>")), "隐藏", id="hidden"
        ),
        pytest.param(
            books.text(books.paragraph(f"证号 {IDENTITY}")), "文字里含有身份证号", id="a number"
        ),
        pytest.param(
            books.text(books.paragraph("字"), header=books.paragraph(IDENTITY)),
            "页眉含有身份证号",
            id="a number in the header",
        ),
        pytest.param(
            a.workbook("电话", 13800000000), "工作表“表”第 1 行含有手机号", id="a number in a cell"
        ),
        pytest.param(books.made("password.xlsx"), "只收", id="a password"),
        pytest.param(books.made("old.doc"), "只收", id="an old text"),
        pytest.param(books.packed({"a.txt": "a"}), "压缩包", id="an archive"),
        pytest.param(b"PK\x03\x04" + b"\0" * 99, "损坏", id="the head of a zip"),
    ],
)
def test_what_nobody_sees_in_an_office_file_is_refused(
    tmp_path: Path, content: bytes, word: str
) -> None:
    reason = refused(tmp_path, content)
    assert word in reason
    assert IDENTITY not in reason


@pytest.mark.parametrize(
    "content",
    [b"GIF89a" + b"\0" * 20, b"<html><script>", b"", b"MZ\x90", b"RIFF\0\0\0\0AVI ", b"\x89PNG"],
)
def test_other_sorts_are_foreign_whatever_they_are_called(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Foreign):
        kept(tmp_path, content)
