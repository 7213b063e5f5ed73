"""The sheet for the larger board: the one for A4, enlarged to A3 by the root of two.

It is an update behind the bytes of the other, so both say the same by their making: each page is
larger and draws what it drew on a larger scale, and bookmarks point to the same places.
Source: ISO 32000-1, 7.5.6 (incremental updates), 8.3.4 (transformation matrices).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

_A4, _A3 = b"/MediaBox[0 0 595.2756 841.8898]", b"/MediaBox[0 0 841.8898 1190.5512]"
_BY = 1.41414
"""What fits both sides; papers are rounded to millimetres."""

_END = re.compile(rb"startxref\n(\d+)\n%%EOF\Z")
_TABLE = re.compile(
    rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [nf]\r?\n)+)"
    rb"trailer\n<</Size \1(/.*)/ID\[\(([^)]*)\)\([^)]*\)\]>>\n",
)
_PAGE = b"<</Type/Page/"
_DRAWN = re.compile(rb"/Contents (\d+ 0 R)")
_PLACE = re.compile(rb"(\[\d+ 0 R/XYZ )(\S+) (\S+) 0\]")


def enlarged(sheet: bytes) -> bytes:
    """A sheet on A3; `sheet`: on A4, as the press prints it. ValueError for anything else."""
    end = _END.search(sheet[-64:])
    table = _TABLE.match(sheet, int(end[1])) if end else None
    if end is None or table is None:
        raise ValueError("this is no sheet of the press")
    scale = int(table[1])
    drawn = b"%g 0 0 %g 0 0 cm" % (_BY, _BY)
    objects = dict(_changed(sheet, table[2], scale))
    objects[scale] = b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawn), drawn)
    name = hashlib.sha256(sheet).hexdigest()[:32].encode()
    told = b"/Size %d%b/ID[(%b)<%b>]/Prev %b" % (scale + 1, table[3], table[4], name, end[1])
    return _updated(sheet, objects, told)


def _changed(sheet: bytes, table: bytes, scale: int) -> Iterator[tuple[int, bytes]]:
    """The pages and places of a sheet as they are on A3, by the numbers of their objects."""
    for number, line in enumerate(table.splitlines()[1:], start=1):
        begin = sheet.index(b"obj\n", int(line[:10])) + 4
        if sheet.startswith(_PAGE, begin):
            yield number, _page(sheet[begin : sheet.index(b"\nendobj", begin)], scale)
        elif place := _PLACE.match(sheet, begin):
            across, up = (float(each) * _BY for each in place.groups()[1:])
            yield number, b"%b%g %g 0]" % (place[1], across, up)


def _page(page: bytes, scale: int) -> bytes:
    """A page that draws on a larger scale; links on it would have to be moved, and it has none."""
    enlarged, drawn = page.replace(_A4, _A3), b"/Contents[%d 0 R \\1]" % scale
    if enlarged == page or b"/Annots" in page or not _DRAWN.search(page):
        raise ValueError("this is no page of the press")
    return _DRAWN.sub(drawn, enlarged)


def _updated(sheet: bytes, objects: Mapping[int, bytes], told: bytes) -> bytes:
    """A file with these objects in the place of its own; told: what its trailer says."""
    written, table = bytearray(sheet + b"\n"), [b"xref\n0 1\n0000000000 65535 f\r"]
    for number, content in sorted(objects.items()):
        table.append(b"%d 1\n%010d 00000 n\r" % (number, len(written)))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(written)
    end = b"trailer\n<<%b>>\nstartxref\n%d\n%%%%EOF" % (told, start)
    return bytes(written) + b"\n".join((*table, end))
