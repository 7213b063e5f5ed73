"""Office files: who wrote them is struck out, and what a reader does not see is refused.

Struck out is what can go without changing what is seen: authors and companies, the folder on the
writer's computer, what programs keep for themselves, what cameras wrote into pictures.
Source: ECMA-376-1 and -2.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO
from xml.etree.ElementTree import Element

from schema.base.attached import MediaType
from schema.papers import pictures, private, sorts
from schema.papers.sorts import Foreign
from schema.workbooks import manuscript, sheets
from schema.workbooks.packages import Package, Relation, attribute, local, mended, switched
from schema.workbooks.tables import Unreadable

_COMMENTED = "文件里有批注。请删除全部批注后再保存。"
_MACRO = "文件里有宏。请另存为不带宏的 .docx 或 .xlsx。"
_EMBEDDED = "文件里嵌入了别的文件、图表数据或控件。请删除，或把它改成图片。"
_LINKED = "文件连着别的文件或数据来源。请断开链接（“数据”或“文件”里的“编辑链接”）后再保存。"
_PIVOT = "文件里有数据透视表，它会带出全部原始数据。请复制后“粘贴为数值”。"
_TRACKED = "文件里有修订记录。请取消共享和修订后再保存。"
_REFUSED = {
    **dict.fromkeys(
        ["comments", "commentsExtended", "commentsIds", "commentsExtensible"], _COMMENTED
    ),
    **dict.fromkeys(["people", "person", "threadedComment"], _COMMENTED),
    **dict.fromkeys(["vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet"], _MACRO),
    **dict.fromkeys(["attachedToolbars", "keyMapCustomizations"], _MACRO),
    **dict.fromkeys(["oleObject", "package", "control", "ctrlProp", "aFChunk"], _EMBEDDED),
    **dict.fromkeys(["activeXControlBinary", "model3d", "media", "video", "audio"], _EMBEDDED),
    **dict.fromkeys(["externalLink", "externalLinkPath", "connections", "queryTable"], _LINKED),
    **dict.fromkeys(["webextension", "webextensiontaskpanes", "subDocument"], _LINKED),
    **dict.fromkeys(["pivotCacheDefinition", "pivotTable", "slicerCache"], _PIVOT),
    **dict.fromkeys(["revisionHeaders", "usernames"], _TRACKED),
    "origin": "文件带有电子签名。请交没有签名的一份；签过名的请打印后扫描成 PDF。",
    "thumbnail": "文件里存有缩略图。请另存一份，不要勾选“保存缩略图”。",
}
"""Relations of a part by which something would slip out, and what to do about each."""

_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_EMPTIED = {
    "core-properties": f'<coreProperties xmlns="{_PROPERTIES}"/>'.encode(),
    "extended-properties": f'<Properties xmlns="{_OFFICE}/extended-properties"/>'.encode(),
    "custom-properties": f'<Properties xmlns="{_OFFICE}/custom-properties"/>'.encode(),
    "customXml": b"<nothing/>",
}
"""What stands in the place of parts that say something about whoever wrote the file."""

_FOLDER = re.compile(rb"<[\w]+:absPath\b[^>]*/>")
"""Where the file lay on its writer's computer; Excel writes it into every workbook."""

_MACROS_ON = (b"macroEnabled", b"ms-office.vbaProject")
_LINKS = ("http://", "https://", "mailto:", "#")
_PICTURES = (MediaType.JPEG, MediaType.PNG, MediaType.WEBP)
_ASIDE = ("headerFooter", "dataValidations", "definedNames")
_SAID = (*_ASIDE, "p", "v")
"""Elements that hold words, beside the cells of a table."""

_READ = frozenset({"header", "footer", "footnotes", "endnotes", "glossaryDocument"})
"""What belongs to a text beside its body."""


def cleaned(source: IO[bytes], target: IO[bytes], sort: MediaType) -> None:
    """The file without what can be struck out; `Unreadable` for what has to be mended by hand."""
    with mended():
        package = Package(source)
        _refuse_related(package)
        package.rewritten(target, _instead(package))
        target.seek(0)
        clean = Package(target)
        if sort is MediaType.XLSX:
            _look_at_workbook(clean)
        else:
            _look_at_text(clean)


def _refuse_related(package: Package) -> None:
    types = package.start("[Content_Types].xml")
    if any(word in types for word in _MACROS_ON):
        raise Unreadable(_MACRO)
    for relation in package.relations():
        if relation.kind in _REFUSED:
            raise Unreadable(_REFUSED[relation.kind])
        if relation.external:
            _refuse_external(relation)


def _refuse_external(relation: Relation) -> None:
    if relation.kind != "hyperlink":
        raise Unreadable(_LINKED)
    if not relation.target.casefold().startswith(_LINKS):
        raise Unreadable("文件里有通向某台电脑上文件的超链接。请取消这些超链接后再保存。")
    private.refuse(relation.target, "文件里的超链接")


def _instead(package: Package) -> Mapping[str, bytes]:
    """What stands in the place of each part that does not stay as it is."""
    instead = dict(_emptied(package))
    main = package.main()
    instead[main.casefold()] = _FOLDER.sub(b"", package.whole(main))
    for part in package.parts:
        if "/media/" in f"/{part}":
            instead[part] = _redrawn(package.whole(part))
    return instead


def _emptied(package: Package) -> Iterator[tuple[str, bytes]]:
    for owner in ("", package.main()):
        for related in package.related(owner).values():
            if related.kind in _EMPTIED:
                yield related.part.casefold(), _XML + _EMPTIED[related.kind]


def _redrawn(picture: bytes) -> bytes:
    """A picture inside, without what a camera wrote; drawings are no photographs and stay."""
    try:
        sort = sorts.sort(io.BytesIO(picture))
    except Foreign:
        return picture
    if sort not in _PICTURES:
        raise Unreadable(_EMBEDDED)
    drawn = io.BytesIO()
    pictures.redrawn(io.BytesIO(picture), drawn, sort)
    return drawn.getvalue()


def _look_at_workbook(package: Package) -> None:
    main = package.main()
    if next(package.each(main, "absPath"), None) is not None:
        raise Unreadable("表格里记着它在电脑上的文件夹。请用 Excel 或 WPS 打开，另存一份后再交。")
    related = package.related(main)
    tables = {main.casefold()}
    for sheet in package.each(main, "sheet"):
        sheets.refuse_hidden(sheet)
        part = related[attribute(sheet, "id") or ""].part
        _refuse_hidden_lines(package, sheet.attrib["name"], part)
        tables.add(part.casefold())
    for table in sheets.tables(package):
        for row in table.rows:
            said = " | ".join(str(cell) for cell in row.cells if cell is not None)
            private.refuse(said, f"工作表“{table.name}”第 {row.number} 行")
    for other in related.values():
        if other.kind == "sharedStrings":
            tables.add(other.part.casefold())
            for text in package.texts(other.part, "si"):
                private.refuse(text, "表格里没有显示出来的一处文字")
    _look_aside(package, tables)


def _refuse_hidden_lines(package: Package, name: str, part: str) -> None:
    for line in package.each(part, "row", "col"):
        if switched(line.get("hidden")):
            sort = "行" if local(line) == "row" else "列"
            place = line.get("r") or line.get("min")
            raise Unreadable(
                f"工作表“{name}”第 {place} {sort}是隐藏的（或被筛选掉了）。"
                "请取消隐藏后核对，或把它删除。"
            )


def _look_at_text(package: Package) -> None:
    main = package.main()
    beside = [each.part for each in package.related(main).values() if each.kind in _READ]
    for part in (main, *beside):
        manuscript.refuse(package, part, manuscript.UNSEEN)
    _look_aside(package)


def _look_aside(package: Package, tables: Collection[str] = ()) -> None:
    """Searches every paragraph and whatever else shows words; the cells of tables are searched."""
    for part in sorted(package.parts):
        if part.endswith(".xml"):
            for element in package.each(part, *(_ASIDE if part in tables else _SAID)):
                private.refuse(_words(element), _place(part))


def _words(element: Element) -> str:
    if local(element) == "p":
        return manuscript.written(element)
    given = (value for each in element.iter() for value in each.attrib.values())
    return " ".join([*element.itertext(), *given])


def _place(part: str) -> str:
    """What people call the place that a part holds."""
    named = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
    found = re.match("[a-z]+", part.rpartition("/")[2])
    return named.get(found[0] if found else "", "文件的文字里")
