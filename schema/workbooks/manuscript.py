"""A regulation written in Word or WPS, as the paragraphs that a reader of the paper sees.

What a reader would not see, or would see and the file does not say, is refused: changes not yet
accepted, comments, hidden text, numbers that the program makes up.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from schema.workbooks.packages import Package, attribute, local
from schema.workbooks.paragraphs import Line, begins
from schema.workbooks.tables import Unreadable
from schema.workbooks.texts import trimmed

_CHANGED = "文稿里有未处理的修订。请在“审阅”里接受或拒绝全部修订，并删除批注，再保存。"
_COMMENTED = "文稿里有批注。请删除全部批注，并接受修订，再保存。"
_NOTED = "文稿里有脚注或尾注。请把注的内容写进条文，或删除后再保存。"
UNSEEN = {
    **dict.fromkeys(["ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"], _CHANGED),
    **dict.fromkeys(["sectPrChange", "tblPrChange", "numberingChange"], _CHANGED),
    **dict.fromkeys(["trPrChange", "tcPrChange", "cellIns", "cellDel", "cellMerge"], _CHANGED),
    **dict.fromkeys(["commentReference", "commentRangeStart"], _COMMENTED),
    "altChunk": "文稿里嵌入了另一个文件。请把它的文字直接写进文稿。",
    "vanish": "文稿里有隐藏的文字。请全选后在“字体”里取消“隐藏”，核对后再保存。",
}
"""What a reader of the paper does not see, and what to do about it."""

_REFUSED = {
    **UNSEEN,
    **dict.fromkeys(["footnoteReference", "endnoteReference"], _NOTED),
    "sym": "文稿里有用符号字体输入的特殊符号。请改用普通文字。",
    "txbxContent": "文稿里有文本框。请把框里的文字写进正文，或删除文本框。",
}
_SPOKEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNSPOKEN_BREAKS = frozenset({"page", "column"})
_UNNUMBERED = frozenset({"bullet", "none"})
_OFF = frozenset({"0", "false", "off"})
_HEADINGS = ["项目", "内容"]


def lines(package: Package) -> tuple[dict[str, str], list[Line]]:
    """The particulars in the table at the head, if there is one, and every paragraph."""
    main = package.main()
    refuse(package, main, _REFUSED)
    numbering = _Numbering(package, main)
    particulars: dict[str, str] = {}
    found: list[Line] = []
    for element in package.each(main, "p", "tbl"):
        if local(element) == "p":
            found += _lines(element, f"第 {len(found) + 1} 段", numbering)
        elif particulars or any(map(begins, found)):
            raise Unreadable("正文里有表格。请把表格改写成文字，或另作附件。")
        else:
            particulars = _particulars(element)
    return particulars, found


def refuse(package: Package, part: str, unwanted: Mapping[str, str]) -> None:
    """Refuses a part that holds an unwanted element, with what to do about it."""
    for element in package.each(part, *unwanted):
        name = local(element)
        off = name == "vanish" and attribute(element, "val") in _OFF
        if not off and not (name == "txbxContent" and not trimmed(written(element))):
            raise Unreadable(unwanted[name])


def _lines(paragraph: Element, place: str, numbering: _Numbering) -> list[Line]:
    """The lines of a paragraph; a line break within it begins another."""
    texts = [text for each in written(paragraph).split("\n") if (text := trimmed(each))]
    if texts and numbering.numbers(paragraph):
        raise Unreadable(
            f"{place}的编号是软件自动生成的，文件里并没有写出来。请取消自动编号，直接输入“第一条”等文字。"
        )
    return [Line(place, text) for text in texts]


def written(element: Element) -> str:
    """What is written, without the properties that stand beside it."""
    said: list[str] = []
    for child in element:
        if local(child) != "pPr":
            said += [_said(each) for each in child.iter()]
    return "".join(said)


def _said(element: Element) -> str:
    name = local(element)
    if name == "br" and attribute(element, "type") in _UNSPOKEN_BREAKS:
        return ""
    return element.text or "" if name == "t" else _SPOKEN.get(name, "")


def _particulars(table: Element) -> dict[str, str]:
    particulars: dict[str, str] = {}
    for row in (each for each in table if local(each) == "tr"):
        cells = [_cell(each) for each in row if local(each) == "tc"]
        if len(cells) != len(_HEADINGS):
            raise Unreadable("文稿开头的表格应是两列：项目、内容。请改成两列，或删去表格。")
        word, value = cells[0].rstrip(":： "), cells[1]
        if cells == _HEADINGS or not (word or value):
            continue
        if not word or word in particulars:
            raise Unreadable(f"文稿开头的表格里，项目“{word}”是空的或写了两次。请改正。")
        particulars[word] = value
    return particulars


def _cell(cell: Element) -> str:
    texts = [written(each) for each in cell.iter() if local(each) == "p"]
    return trimmed(" ".join(" ".join(texts).split("\n"))) or ""


class _Numbering:
    """Which paragraphs are numbered by the program; the file holds no such number as text."""

    def __init__(self, package: Package, main: str) -> None:
        self._lists: dict[str, str] = {}
        self._formats: dict[tuple[str, str], str] = {}
        self._styles: dict[str, Element] = {}
        for related in package.related(main).values():
            if related.kind == "numbering":
                self._read_lists(package, related.part)
            elif related.kind == "styles":
                styles = package.each(related.part, "style")
                self._styles = {attribute(each, "styleId") or "": each for each in styles}

    def numbers(self, paragraph: Element) -> bool:
        """Whether the paragraph shows a number that is not among its words."""
        found = self._of(paragraph)
        seen: set[str] = set()
        style = _value(paragraph, "pStyle")
        while found is None and style in self._styles and style not in seen:
            seen.add(style)
            found = self._of(self._styles[style])
            style = _value(self._styles[style], "basedOn")
        return bool(found)

    def _of(self, element: Element) -> bool | None:
        listed = _value(element, "numId")
        if not listed:
            return None
        level = _value(element, "ilvl") or "0"
        made = self._formats.get((self._lists.get(listed, ""), level), "none")
        return made not in _UNNUMBERED

    def _read_lists(self, package: Package, part: str) -> None:
        for element in package.each(part, "abstractNum", "num"):
            if local(element) == "num":
                self._lists[attribute(element, "numId") or ""] = _value(element, "abstractNumId")
                continue
            identifier = attribute(element, "abstractNumId") or ""
            for level in (each for each in element if local(each) == "lvl"):
                key = identifier, attribute(level, "ilvl") or "0"
                self._formats[key] = _value(level, "numFmt")


def _value(element: Element, name: str) -> str:
    """The value of the first property of this name inside the element."""
    for each in element.iter():
        if local(each) == name:
            return attribute(each, "val") or ""
    return ""
