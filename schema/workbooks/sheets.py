"""The sheets of an .xlsx: every value as the person at the screen sees it.

Rows are read one by one, and only cells that hold something take memory: a sheet whose last cell
is XFD1048576 costs no more than its content. Source: ECMA-376-1, part 18 (SpreadsheetML).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from schema.workbooks import cells, merges
from schema.workbooks.cells import Form
from schema.workbooks.merges import Area
from schema.workbooks.packages import Package, attribute, local, switched
from schema.workbooks.room import Room
from schema.workbooks.tables import Fault, Row, Table, Unreadable, Value
from schema.workbooks.texts import trimmed, unescaped

CHOICES = "选项"
"""The sheet on which our own workbooks keep the lists that their cells offer."""

_DIGITS = "0123456789"
_ERROR = re.compile("#[A-Z0-9/_]+[!?]?")
_UNCOMPUTED = Fault("公式还没有算出结果。请在 Excel 或 WPS 里打开、保存一次，或直接填写结果。")


class _Columns(dict[str, int]):
    """Columns by their letters, each computed once."""

    def __missing__(self, letters: str) -> int:
        self[letters] = merges.column(letters)
        return self[letters]


@dataclass(slots=True)
class _Book:
    """What all sheets of a workbook share.

    stale: the program that wrote it asks for all formulas to be computed anew, so it computed none.
    """

    package: Package
    part: str
    from_1904: bool = False
    stale: bool = False
    texts: list[str | None] = field(default_factory=list)
    forms: dict[str, Form] = field(default_factory=dict)
    columns: _Columns = field(default_factory=_Columns)
    room: Room = field(default_factory=Room)


def tables(package: Package) -> tuple[Table, ...]:
    """Every sheet with its values. Raises `Unreadable` for a hidden one: nobody checked it."""
    book = _Book(package, package.main())
    listed = list(package.each(book.part, "workbookPr", "calcPr", "sheet"))
    for element in listed:
        if local(element) == "workbookPr":
            book.from_1904 = switched(element.get("date1904"))
        elif local(element) == "calcPr":
            book.stale = switched(element.get("fullCalcOnLoad"))
    related = package.related(book.part)
    for other in related.values():
        if other.kind == "sharedStrings":
            book.texts = [trimmed(unescaped(each)) for each in package.texts(other.part, "si")]
        elif other.kind == "styles":
            book.forms = _forms(package, other.part)
    sheets = [(each, related[attribute(each, "id") or ""]) for each in listed if _is_sheet(each)]
    return tuple(_table(book, each, at.part) for each, at in sheets if at.kind == "worksheet")


def _is_sheet(element: Element) -> bool:
    return local(element) == "sheet" and element.get("name") != CHOICES


def _forms(package: Package, part: str) -> dict[str, Form]:
    """How cells show numbers, by the number of their style as the cells write it."""
    codes: dict[str, str] = {}
    forms: dict[str, Form] = {}
    for element in package.each(part, "numFmts", "cellXfs"):
        if local(element) == "numFmts":
            codes = {each.attrib["numFmtId"]: each.attrib["formatCode"] for each in element}
            continue
        for style in element:
            identifier = style.get("numFmtId", "0")
            forms[str(len(forms))] = cells.form(int(identifier), codes.get(identifier))
    return forms


def _words(element: Element) -> str:
    """The text of a rich or plain string, without the readings printed above it."""
    if len(element) == 1 and local(element[0]) == "t":
        return unescaped(element[0].text or "")
    runs = [each for each in element if local(each) in {"t", "r"}]
    words = [each for run in runs for each in run.iter() if local(each) == "t"]
    return unescaped("".join(each.text or "" for each in words))


def _table(book: _Book, sheet: Element, part: str) -> Table:
    name = sheet.attrib["name"]
    refuse_hidden(sheet)
    rows: list[Row] = []
    merged: list[Area] = []
    number = 0
    for element in book.package.each(part, "row", "mergeCell"):
        if local(element) == "mergeCell":
            merged.append(merges.area(element.attrib["ref"]))
            continue
        number = _number(element, number)
        values = tuple(_values(book, element, name, number))
        if values:
            book.room.take(name, number, len(values))
            rows.append(Row(number, values))
    return Table(name, merges.spread(name, rows, merged))


def refuse_hidden(sheet: Element) -> None:
    """Refuses a sheet that nobody sees, and so nobody checked."""
    if sheet.get("state", "visible") != "visible":
        raise Unreadable(
            f"工作表“{sheet.attrib['name']}”是隐藏的。"
            "请取消隐藏（在工作表标签上点右键）后核对，或把它删除。"
        )


def _number(row: Element, previous: int) -> int:
    number = int(row.get("r") or previous + 1)
    if number <= previous:
        raise ValueError("rows out of order")
    return number


def _values(book: _Book, row: Element, name: str, number: int) -> list[Value | Fault]:
    values: list[Value | Fault] = []
    column = -1
    for cell in row:
        place = cell.get("r")
        column = book.columns[place.rstrip(_DIGITS)] if place else column + 1
        value = _value(book, cell) if len(cell) else None
        if value is None:
            continue
        if column >= len(values):
            book.room.reach(name, number, column)
            values += [None] * (column + 1 - len(values))
        values[column] = value
    return values


def _value(book: _Book, cell: Element) -> Value | Fault:
    text, computed = None, False
    for part in cell:
        name = part.tag.rpartition(":")[2]
        if name == "v":
            text = part.text
        elif name == "f":
            computed = True
        elif name == "is":
            return trimmed(_words(part))
    kind = cell.get("t", "n")
    if computed and (book.stale or (not text and kind != "str")):
        return _UNCOMPUTED
    return _typed(book, cell, kind, text) if text else None


def _typed(book: _Book, cell: Element, kind: str, text: str) -> Value | Fault:
    match kind:
        case "s":
            return book.texts[_index(text)]
        case "n":
            shown = book.forms.get(cell.get("s", "0"), Form.NUMBER)
            return cells.number(text, shown, from_1904=book.from_1904)
        case "str" | "inlineStr":
            return trimmed(unescaped(text))
        case "b":
            return switched(text)
        case "d":
            return cells.written(text)
        case "e":
            shown_as = text if _ERROR.fullmatch(text) else "错误"
            return Fault(f"公式出错，显示为 {shown_as}。请改正公式，或直接填写结果。")
    raise ValueError(kind)


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise IndexError(index)
    return index
