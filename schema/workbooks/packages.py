"""An Office file is a zip of XML parts. It is opened with suspicion: nothing is unpacked before
its size is known, no entity is expanded, and no part is held in memory as a whole.
"""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TypeVar
from xml.etree.ElementTree import Element
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from schema.workbooks.tables import Unreadable
from schema.workbooks.walks import Elements, Texts, Walk

MOST_UNPACKED = 200 * 2**20
MOST_PARTS = 2_000
MOST_TIMES = 200
"""How many times its packed size a part may grow: sheets grow tenfold, bombs a thousandfold."""

_SMALL = 2**20
_BLOCK = 2**16
_ENCRYPTED = 0x1
_BROKEN = (
    BadZipFile,
    EOFError,
    LookupError,  # a part that is missing, an index beyond its list, an unknown encoding
    NotImplementedError,  # a zip of a later version
    ValueError,
    expat.ExpatError,
    zlib.error,
)


Found = TypeVar("Found")


@contextmanager
def mended() -> Iterator[None]:
    """Whatever is wrong inside the file becomes one reason that a person understands."""
    try:
        yield
    except _BROKEN as fault:
        raise Unreadable(
            "文件已损坏或不完整，打不开。请用 Excel、WPS 或 Word 打开原文件，另存一份后再交。"
        ) from fault


@dataclass(frozen=True, slots=True)
class Related:
    """What one part says about another; kind: the last word of the relation's address."""

    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation as some part states it; external: its target is an address outside the file."""

    kind: str
    target: str
    external: bool


class Package:
    """An opened Office file; parts are named from its root, case not minded."""

    def __init__(self, content: bytes | IO[bytes]) -> None:
        self._archive = ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content)
        infos = self._archive.infolist()
        _refuse_bomb(infos)
        self._parts = {_name(info.filename): info for info in infos}
        if len(self._parts) != len(infos):
            raise BadZipFile("two parts of one name")

    def __contains__(self, part: str) -> bool:
        """Whether there is such a part."""
        return _name(part) in self._parts

    @property
    def parts(self) -> frozenset[str]:
        """The names of all parts, in small letters."""
        return frozenset(self._parts)

    def start(self, part: str) -> bytes:
        """The first megabyte of a part."""
        with self._opened(part) as stream:
            return stream.read(_SMALL)

    def whole(self, part: str) -> bytes:
        """A part that is wanted as it is."""
        with self._opened(part) as stream:
            return stream.read()

    def each(self, part: str, *names: str) -> Iterator[Element]:
        """Every element of a part with one of the `names`, whole; the others are passed over."""
        yield from self.walked(part, Elements(frozenset(names)))

    def texts(self, part: str, name: str) -> Iterator[str]:
        """The words of every element of that name, without the readings printed above them."""
        yield from self.walked(part, Texts(name))

    def related(self, part: str = "") -> dict[str, Related]:
        """What a part (or the file itself) is related to inside the file, by relation id."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if listing not in self:
            return {}
        return {
            each.attrib["Id"]: Related(
                kind=each.attrib["Type"].rpartition("/")[2],
                part=posixpath.normpath(posixpath.join("/", folder, each.attrib["Target"]))[1:],
            )
            for each in self.each(listing, "Relationship")
            if each.get("TargetMode") != "External"
        }

    def relations(self) -> Iterator[Relation]:
        """Every relation that any part states, also those that lead out of the file."""
        for listing in sorted(part for part in self._parts if part.endswith(".rels")):
            for each in self.each(listing, "Relationship"):
                kind = each.attrib["Type"].rpartition("/")[2]
                external = each.get("TargetMode") == "External"
                yield Relation(kind, each.attrib["Target"], external)

    def rewritten(self, to: IO[bytes], instead: Mapping[str, bytes]) -> None:
        """The same file written anew, with some parts replaced; the same parts, the same bytes.

        Days, comments and remarks of the zip itself do not come along.
        """
        with ZipFile(to, "w", ZIP_DEFLATED) as archive:
            for name, info in self._parts.items():
                fresh = ZipInfo(info.filename)
                fresh.compress_type = ZIP_DEFLATED
                with archive.open(fresh, "w") as stream:
                    stream.write(instead[name] if name in instead else self.whole(name))

    def main(self) -> str:
        """The part that the file is about: the workbook or the text."""
        for related in self.related().values():
            if related.kind == "officeDocument":
                return related.part
        raise KeyError("officeDocument")

    def walked(self, part: str, walk: Walk[Found]) -> Iterator[Found]:
        """What a walk through a part finds, block by block."""
        with self._opened(part) as stream:
            while block := stream.read(_BLOCK):
                yield from walk.on(block)
            walk.end()

    def _opened(self, part: str) -> IO[bytes]:
        return self._archive.open(self._parts[_name(part)])


def local(element: Element) -> str:
    """The name of an element without the prefix that its program gave it."""
    return element.tag.rpartition(":")[2]


def attribute(element: Element, name: str) -> str | None:
    """An attribute, whatever its prefix."""
    for key, value in element.attrib.items():
        if key.rpartition(":")[2] == name:
            return value
    return None


def switched(text: str | None) -> bool:
    """Whether an attribute that is a switch is on; absent is off."""
    return text in {"1", "true", "on"}


def _name(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").casefold()


def _refuse_bomb(infos: list[ZipInfo]) -> None:
    if len(infos) > MOST_PARTS:
        raise Unreadable(f"文件内部多达 {len(infos)} 个部件，不是正常的办公文件。请重新另存一份。")
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise Unreadable("文件解开后超过 200 MB，不予读取。请分成几个文件，或删去图片后再交。")
    for info in infos:
        if info.file_size > max(_SMALL, MOST_TIMES * info.compress_size):
            raise Unreadable("文件的压缩倍数异常，像是压缩炸弹，不予读取。请重新另存一份。")
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("文件设了密码。请取消密码后另存一份再交。")
        if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise BadZipFile("a packing that Office does not use")
