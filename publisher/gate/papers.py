"""What papers and pictures say: PDF, Office files and other ZIPs, what stands beside a picture."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from xml.etree import ElementTree

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdfium2 import PdfDocument, PdfiumError

from publisher.gate.finding import Passage, Said, Unreadable, said
from publisher.gate.texts import MOST, decoded

_BESIDE = frozenset({"comment", "exif", "photoshop", "xmp", "XML:com.adobe.xmp", "Description"})
"""What Pillow calls what stands beside a picture; texts of a PNG have names of their own."""

_HYPHEN = "\ufffe"
"""How a hyphen is given out after which a line ends."""

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(f"{_SVG}{name}" for name in ("svg", "title", "desc", "rect", "text"))
_SHAPED = frozenset(
    {
        *("viewBox", "width", "height", "role", "aria-labelledby", "id", "x", "y", "rx", "fill"),
        *("font-family", "font-size", "font-weight", "text-anchor"),
    }
)
"""What our charts are made of; none of it loads, runs or leads anywhere."""

_SHOWN = re.compile(r"</?(?:\w+:)?(p|br|tab|tc|tr|si|c|row|cell|sheet|v|title|subject)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_VALUE = re.compile(r"""=\s*"([^"]*)\"""")
_TAG_OF_OURS = re.compile(r"<([\w:]+)[^>]*>")


def pdf(content: bytes) -> Said:
    """The pages of a PDF, what it says of itself, and where its links lead."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Unreadable("is locked by a password")
        return said((*_written(content), *_beside(reader)))
    except (PyPdfError, PdfiumError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
        raise Unreadable("is no PDF that can be read") from fault


def _written(content: bytes) -> Iterator[Passage]:
    """The words of each page, those that do not show and those that lie beside the paper too."""
    with closing(PdfDocument(content)) as document:  # type: ignore[no-untyped-call]
        for number, page in enumerate(document, start=1):
            with closing(page.get_textpage()) as words:
                yield Passage(f"page {number}", words.get_text_range().replace(_HYPHEN, "-"))
            page.close()


def _beside(reader: PdfReader) -> Iterator[Passage]:
    """Notes, links, properties and bookmarks."""
    for number, page in enumerate(reader.pages, start=1):
        for note in page.get("/Annots", ()) or ():
            for text in _texts(note.get_object(), 3):
                yield Passage(f"a note or link of page {number}", text)
    for name, value in (reader.metadata or {}).items():
        yield Passage(f"property {name}", str(value))
    if remark := reader.root_object.get("/Metadata"):
        yield Passage("properties", remark.get_object().get_data().decode("utf-8", "ignore"))
    yield from (Passage("a bookmark", title) for title in _bookmarks(reader.outline))


def _bookmarks(outline: Any) -> Iterator[str]:
    for each in outline:
        if isinstance(each, list):
            yield from _bookmarks(each)
        else:
            yield str(each.title)


def _texts(found: Any, depth: int) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif depth and isinstance(found, dict):
        for name, each in found.items():
            if name not in {"/P", "/Parent", "/Dest"}:
                yield from _texts(each.get_object(), depth - 1)


def picture(content: bytes) -> Said:
    """Nothing: what a picture shows is for people to judge; refused is what stands beside it."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            opened.load()
            beside = _BESIDE & opened.info.keys() or getattr(opened, "text", None)
            taken = len(opened.getexif())
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise Unreadable("is no picture that can be read") from fault
    if beside or taken:
        raise Unreadable("tells of a picture where, when or with what it was taken, or more")
    return said(())


def drawing(content: bytes) -> Said:
    """A chart of ours: shapes and words, nothing that could load, run or lead anywhere."""
    if b"<!" in content:
        raise Unreadable("is a drawing that defines something")
    try:
        found = ElementTree.fromstring(content)
    except ElementTree.ParseError as fault:
        raise Unreadable("is no drawing") from fault
    for each in found.iter():
        if each.tag not in _SHAPES or not _SHAPED.issuperset(each.attrib):
            raise Unreadable("is a drawing that holds more than shapes and words")
    return said(Passage("drawing", text) for text in found.itertext() if text.strip())


def members(content: bytes) -> tuple[tuple[str, bytes], ...]:
    """The files in a ZIP, by name; bounded, and none that is locked or lies outside of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in listed) > MOST:
                raise Unreadable("holds more than can be looked through")
            if archive.comment or any(each.comment or each.flag_bits & 1 for each in listed):
                raise Unreadable("holds remarks or is locked")
            return tuple((each.filename, archive.read(each)) for each in listed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as fault:
        raise Unreadable("is no ZIP that can be read") from fault


def office(content: bytes) -> Said:
    """The texts of an Office file, across the pieces into which its program cut them."""
    return said(
        Passage(name, _words(decoded(part)))
        for name, part in members(content)
        if name.endswith((".xml", ".rels"))
    )


def _words(xml: str) -> str:
    """The words of a part: paragraphs and cells on lines of their own, then the attributes."""
    said = _TAG.sub("", _SHOWN.sub("\n", xml))
    given = (value for tag in _TAG_OF_OURS.finditer(xml) for value in _VALUE.findall(tag[0]))
    telling = (value for value in given if not value.startswith("http://schemas."))
    return html.unescape("\n".join([said, *telling]))
