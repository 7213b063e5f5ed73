"""The tables of a file that a committee hands in: .xlsx or .csv, told by content."""

from schema.workbooks import formats, separated, sheets
from schema.workbooks.formats import Format
from schema.workbooks.packages import mended
from schema.workbooks.tables import Table, Unreadable


def tables(name: str, content: bytes) -> tuple[Table, ...]:
    """The sheets of a file with their values; the lists on 选项, which help typing, are left out.

    name: of the file; a .csv gives its table this name. Raises `Unreadable` with the reason for
    a file that cannot be read rightly: nothing is guessed and nothing silently left out.
    """
    found, package = formats.opened(content)
    if found is Format.STYLED_TEXT:
        raise Unreadable("这是 Word 文稿，不是表格。请把内容填进 .xlsx 表格后再交。")
    if package is None:
        return (separated.table(name, content),)
    with mended():
        return sheets.tables(package)
