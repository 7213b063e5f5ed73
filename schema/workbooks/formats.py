"""What a file really is, told from its first bytes; a name can say anything."""

from enum import Enum

from schema.workbooks.packages import Package, mended
from schema.workbooks.tables import Unreadable

MOST_BYTES = 20 * 2**20


class Format(Enum):
    """The formats that are read: a workbook, a text with styles, a plain text."""

    WORKBOOK = ".xlsx"
    STYLED_TEXT = ".docx"
    PLAIN_TEXT = "纯文本"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = (
    ("EncryptedPackage", "文件设了打开密码。请在 Excel、WPS 或 Word 里取消密码，另存一份后再交。"),
    ("WordDocument", "这是旧版 Word 文件（.doc 或 .wps）。请打开后另存为 .docx。"),
    ("Workbook", "这是旧版 Excel 或 WPS 表格（.xls 或 .et）。请打开后另存为 .xlsx。"),
    ("Book", "这是旧版 Excel 或 WPS 表格（.xls 或 .et）。请打开后另存为 .xlsx。"),
)
_MAGIC = (
    (b"%PDF", "这是 PDF 文件，不能导入。请交原来的表格（.xlsx）或文稿（.docx）。"),
    (b"\x89PNG", "这是图片，不能导入。请交原来的表格（.xlsx）或文稿（.docx）。"),
    (b"\xff\xd8\xff", "这是图片，不能导入。请交原来的表格（.xlsx）或文稿（.docx）。"),
    (b"Rar!", "这是压缩包。请先解压，再交里面的文件。"),
    (b"7z\xbc\xaf", "这是压缩包。请先解压，再交里面的文件。"),
    (b"\x1f\x8b", "这是压缩包。请先解压，再交里面的文件。"),
    (b"{\\rtf", "这是 RTF 文件。请打开后另存为 .docx。"),
)
_MAIN = (
    (b"spreadsheetml.sheet.main+xml", Format.WORKBOOK),
    (b"spreadsheetml.template.main+xml", Format.WORKBOOK),
    (b"ms-excel.sheet.macroEnabled.main+xml", Format.WORKBOOK),
    (b"wordprocessingml.document.main+xml", Format.STYLED_TEXT),
    (b"ms-word.document.macroEnabled.main+xml", Format.STYLED_TEXT),
)
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<head", b"<meta", b"<workbook")


def opened(content: bytes) -> tuple[Format, Package | None]:
    """The format of a file, and its parts where it has some.

    A workbook with macros is read like any other: only its values are looked at, the macros lie
    in a part that nobody opens. Raises `Unreadable` for everything that is not read.
    """
    if not content.strip():
        raise Unreadable("文件是空的。请核对是不是交错了文件。")
    if len(content) > MOST_BYTES:
        raise Unreadable("文件超过 20 MB。请分成几个文件，或删去图片后再交。")
    if content.startswith(b"PK\x03\x04"):
        with mended():
            package = Package(content)
            return packed(package), package
    _refuse_foreign(content)
    return Format.PLAIN_TEXT, None


def packed(package: Package) -> Format:
    """Which of the formats with parts it is."""
    if "[Content_Types].xml" in package:
        types = package.start("[Content_Types].xml")
        for word, found in _MAIN:
            if word in types:
                return found
        if b"ms-excel.sheet.binary" in types:
            raise Unreadable("这是二进制的 Excel 文件（.xlsb）。请打开后另存为 .xlsx。")
        raise Unreadable(
            "这是别种办公文件（如演示文稿），不能导入。请交表格（.xlsx）或文稿（.docx）。"
        )
    if "mimetype" in package:
        raise Unreadable("这是 OpenDocument 文件（.ods 或 .odt）。请打开后另存为 .xlsx 或 .docx。")
    if any(part.endswith((".iwa", "index.zip")) for part in package.parts):
        raise Unreadable(
            "这是苹果 Numbers 或 Pages 文件。请在里面导出为 Excel（.xlsx）或 Word（.docx）。"
        )
    raise Unreadable("这是压缩包。请先解压，再交里面的文件。")


def _refuse_foreign(content: bytes) -> None:
    if content.startswith(_OLE):
        for stream, reason in _OLD:
            if stream.encode("utf-16-le") in content:
                raise Unreadable(reason)
        raise Unreadable("这是旧版办公文件。请打开后另存为 .xlsx 或 .docx。")
    for start, reason in _MAGIC:
        if content.startswith(start):
            raise Unreadable(reason)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower().startswith(_MARKUP):
        raise Unreadable(
            "这是网页或 XML 文件，不是真正的表格。请用 Excel 或 WPS 打开后另存为 .xlsx。"
        )
