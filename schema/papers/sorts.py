"""What sort of file is handed in, told from its content; name and declared type are not asked."""

from __future__ import annotations

from typing import IO

from schema.base.attached import MediaType
from schema.workbooks import formats
from schema.workbooks.formats import Format
from schema.workbooks.packages import Package, mended
from schema.workbooks.tables import Unreadable

TAKEN = "照片和图片（JPEG、PNG、WebP）、PDF、Word 文稿（.docx）、Excel 表格（.xlsx）"
"""What is taken, for whoever handed in something else."""

_ZIP = b"PK\x03\x04"
_OFFICE = {Format.STYLED_TEXT: MediaType.DOCX, Format.WORKBOOK: MediaType.XLSX}


class Foreign(Unreadable):
    """A file of a sort that is not taken."""


def sort(file: IO[bytes]) -> MediaType:
    """The sort of a file; `Foreign` for any other than those that are taken."""
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    if start.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return MediaType.WEBP
    if start.startswith(b"%PDF-"):
        return MediaType.PDF
    if start.startswith(_ZIP):
        return _office(file)
    raise Foreign(f"只收{TAKEN}。请另存为其中一种。")


def _office(file: IO[bytes]) -> MediaType:
    with mended():
        package = Package(file)
        try:
            return _OFFICE[formats.packed(package)]
        except Unreadable as other:
            raise Foreign(f"{other.reason}只收{TAKEN}。") from other
