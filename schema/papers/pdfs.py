"""PDF: what is printed stays, who made it is struck out; what acts, hides or hangs on is refused.

Only what the pages reach is written anew, so what an editor deleted and left in the file goes too.
Source: ISO 32000-1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from schema.papers import pictures, private
from schema.workbooks.tables import Unreadable

MOST_PAGES = 500

_BROKEN = "PDF 已损坏或不完整，打不开。请重新导出或重新扫描。"
_ACTIVE = "PDF 里有程序或自动操作。请用“打印为 PDF”另做一份。"
_ATTACHED = "PDF 里附带着别的文件。请删除附带的文件，或用“打印为 PDF”另做一份。"
_FORM = "PDF 里有可以填写的表单或电子签名。请用“打印为 PDF”另做一份。"
_HIDDEN = "PDF 里有隐藏的图层。请显示并核对后，用“打印为 PDF”另做一份。"
_REFUSED = {
    **dict.fromkeys(["/JS", "/JavaScript", "/AA", "/RichMediaContent"], _ACTIVE),
    **dict.fromkeys(["/EmbeddedFiles", "/AF", "/EF", "/Collection"], _ATTACHED),
    **dict.fromkeys(["/AcroForm", "/XFA", "/Perms"], _FORM),
}
"""Keys by which something would act or slip out."""

_ACTIONS = frozenset({"/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition"})
_STRUCK = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/Private")
_WORDS = ("/Title", "/Alt", "/ActualText", "/E", "/URI")
_PHOTOGRAPH = "/DCTDecode"
_LINK = "/Link"


def cleaned(source: IO[bytes], target: IO[bytes]) -> None:
    """The pages without what can be struck out; `Unreadable` for what has to be mended by hand."""
    try:
        writer = _opened(source)
        for found in _dictionaries(writer):
            _refuse(found)
            _strike(found)
        _refuse_hidden(writer.root_object)
        for number, page in enumerate(writer.pages, start=1):
            _refuse_notes(page, number)
            private.refuse(page.extract_text(), f"第 {number} 页")
        writer.metadata = None
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        writer.write(target)
    except (PyPdfError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
        raise Unreadable(_BROKEN) from fault


def _opened(source: IO[bytes]) -> PdfWriter:
    reader = PdfReader(source)
    if reader.is_encrypted:
        raise Unreadable("PDF 设了密码或限制。请取消后另存一份再交。")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(f"PDF 有 {len(reader.pages)} 页，超过 {MOST_PAGES} 页。请分成几个文件。")
    writer = PdfWriter()
    writer.clone_document_from_reader(reader)
    return writer


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, also those inside others."""
    waiting: list[Any] = [each for each in writer._objects if each is not None]
    while waiting:
        found = waiting.pop()
        if isinstance(found, DictionaryObject):
            yield found
            waiting += found.values()
        elif isinstance(found, ArrayObject):
            waiting += found


def _refuse(found: DictionaryObject) -> None:
    for key, reason in _REFUSED.items():
        if key in found:
            raise Unreadable(reason)
    if found.get("/S") in _ACTIONS:
        raise Unreadable(_ACTIVE)
    if found.get("/Type") in {"/Filespec", "/EmbeddedFile"}:
        raise Unreadable(_ATTACHED)
    for key in _WORDS:
        if isinstance(words := found.get(key), str):
            private.refuse(words, "PDF 的书签、说明或超链接里")


def _strike(found: DictionaryObject) -> None:
    for key in _STRUCK:
        found.pop(key, None)
    if isinstance(found, StreamObject) and _filters(found) == [_PHOTOGRAPH]:
        found._data = pictures.bare(found._data)


def _filters(found: DictionaryObject) -> list[Any]:
    given = found.get("/Filter")
    return list(given) if isinstance(given, ArrayObject) else [given]


def _refuse_hidden(root: DictionaryObject) -> None:
    layers: Any = root.get("/OCProperties", {})
    shown: Any = layers.get_object().get("/D", {}) if layers else {}
    if shown and (shown.get_object().get("/OFF") or shown.get_object().get("/BaseState") == "/OFF"):
        raise Unreadable(_HIDDEN)


def _refuse_notes(page: Any, number: int) -> None:
    for note in page.get("/Annots", ()) or ():
        if note.get_object().get("/Subtype") != _LINK:
            raise Unreadable(
                f"PDF 第 {number} 页有批注或标记。请删除批注，或用“打印为 PDF”另做一份。"
            )
