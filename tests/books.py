"""Workbooks and texts part by part, as every program writes them a little differently."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from schema.workbooks.reading import tables
from schema.workbooks.tables import Unreadable

FILES = Path(__file__).parent / "workbooks" / "files"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of the old Office begin."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TEXT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@contextmanager
def weighed() -> Iterator[Callable[[], int]]:
    """The most memory, in bytes, that was taken since."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of the parts."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def parts(
    rows: str,
    *,
    after: str = "",
    shared: str = "",
    styles: str = "",
    properties: str = "",
    state: str = "visible",
    kind: str = _SHEET_TYPE,
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet 表; rows and the others: XML between their tags."""
    return {
        "[Content_Types].xml": f'{_XML}<Types><Override ContentType="{kind}"/></Types>',
        "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{properties}'
        f'<sheets><sheet name="表" sheetId="1" state="{state}" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            {
                "r1": ("worksheet", "worksheets/sheet1.xml"),
                "r2": ("sharedStrings", "/xl/sharedStrings.xml"),
                "r3": ("styles", "styles.xml"),
            }
        ),
        "xl/worksheets/sheet1.xml": f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{rows}'
        f"</sheetData>{after}</worksheet>",
        "xl/sharedStrings.xml": f'{_XML}<sst xmlns="{_MAIN}">{shared}</sst>',
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
    }


def book(rows: str, **others: str) -> bytes:
    """A workbook with one sheet 表."""
    return packed(parts(rows, **others))


def text(body: str, **others: str) -> bytes:
    """A .docx; body: its XML; others: further parts of it by kind, such as numbering."""
    more = {f"word/{kind}.xml": f'{_XML}<w:{kind} xmlns:w="{_WORDS}">{part}</w:{kind}>'
            for kind, part in others.items()}  # fmt: skip
    return packed(
        {
            "[Content_Types].xml": f'{_XML}<Types><Override ContentType="{_TEXT_TYPE}"/></Types>',
            "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": f'{_XML}<w:document xmlns:w="{_WORDS}"><w:body>{body}'
            "</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(
                {kind: (kind, f"{kind}.xml") for kind in others}
            ),
            **more,
        }
    )


def paragraph(words: str, properties: str = "") -> str:
    """A paragraph of a .docx."""
    return f"<w:p>{properties}<w:r><w:t>{words}</w:t></w:r></w:p>"


def relations(related: Mapping[str, tuple[str, str]]) -> str:
    """What a part is related to: kind and target by id."""
    rows = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in related.items()
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def strict(content: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The same workbook in the strict form, with a prefix before every name."""
    made = dict(content)
    sheet = str(made["xl/worksheets/sheet1.xml"]).replace(f' xmlns="{_MAIN}"', "")
    for name in ("worksheet", "sheetData", "row", "is", "c", "v", "t"):
        for mark in (" ", ">"):
            sheet = sheet.replace(f"<{name}{mark}", f"<x:{name}{mark}")
        sheet = sheet.replace(f"</{name}>", f"</x:{name}>")
    sheet = sheet.replace("<x:worksheet", f'<x:worksheet xmlns:x="{_STRICT}"')
    return made | {"xl/worksheets/sheet1.xml": sheet}


def made(name: str) -> bytes:
    """A file that a real spreadsheet or text program made."""
    return (FILES / name).read_bytes()


def cells(content: bytes, name: str = "表.csv") -> list[tuple[Any, ...]]:
    """The cells of every row of the only table."""
    (table,) = tables(name, content)
    return [row.cells for row in table.rows]


def refused(content: bytes, name: str = "表.xlsx") -> str:
    """Why a file is not taken."""
    with pytest.raises(Unreadable) as refusal:
        tables(name, content)
    return refusal.value.reason
