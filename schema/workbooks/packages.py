"""An Office file is a zip of XML parts. It is opened with suspicion: nothing is unpacked before
its size is known, no entity is expanded, and no part is held in memory as a whole.
"""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Generic, TypeVar
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from schema.workbooks.tables import Unreadable

MOST_UNPACKED = 200 * 2**20
MOST_PARTS = 2_000
MOST_TIMES = 200
"""How many times its packed size a part may grow: sheets grow tenfold, bombs a thousandfold."""

_SMALL = 2**20
_DEEPEST = 100
_LARGEST_ELEMENT = 16 * 2**20
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


class Package:
    """An opened Office file; parts are named from its root, case not minded."""

    def __init__(self, content: bytes) -> None:
        self._archive = ZipFile(io.BytesIO(content))
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

    def each(self, part: str, *names: str) -> Iterator[Element]:
        """Every element of a part with one of the `names`, whole; the others are passed over."""
        yield from self._walked(part, _Elements(frozenset(names)))

    def texts(self, part: str, name: str) -> Iterator[str]:
        """The words of every element of that name, without the readings printed above them."""
        yield from self._walked(part, _Texts(name))

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

    def main(self) -> str:
        """The part that the file is about: the workbook or the text."""
        for related in self.related().values():
            if related.kind == "officeDocument":
                return related.part
        raise KeyError("officeDocument")

    def _walked(self, part: str, walk: _Walk[Found]) -> Iterator[Found]:
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


class _Walk(Generic[Found]):
    """Goes through the XML of a part, block by block, and keeps only what is looked for.

    Entities are declared before the first element, and no Office program declares any: a
    declaration ends the walk, so nothing is ever expanded.
    """

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse_entities

    def on(self, block: bytes) -> list[Found]:
        """What ends in the next block of the part."""
        self.found = []
        self.parser.Parse(block)
        return self.found

    def end(self) -> None:
        """The part ends here; one that is cut off is refused."""
        self.parser.Parse(b"", True)

    def deeper(self) -> None:
        """Another element is open."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _unusual()


class _Elements(_Walk[Element]):
    """Whole elements. Inside one the parser calls the builder directly, which is twice as fast."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self._names = names
        self._begun: int | None = None
        self._pass_over()

    def on(self, block: bytes) -> list[Element]:
        """The elements that end in the next block; one that is far too long is refused."""
        found = super().on(block)
        at = self.parser.CurrentByteIndex
        if self._begun is not None and at - self._begun > _LARGEST_ELEMENT:
            raise _unusual()
        return found

    def _pass_over(self) -> None:
        self._begun = None
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._leave
        self.parser.CharacterDataHandler = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in self._names:
            self._keep(name, attributes)
        else:
            self.deeper()

    def _leave(self, _: str) -> None:
        self.depth -= 1

    def _keep(self, name: str, attributes: dict[str, str]) -> None:
        builder = TreeBuilder()
        wanted = builder.start(name, attributes)
        self._begun = self.parser.CurrentByteIndex

        def leave(left: str) -> None:
            if builder.end(left) is wanted:
                self.found.append(wanted)
                self._pass_over()

        self.parser.StartElementHandler = builder.start
        self.parser.EndElementHandler = leave
        self.parser.CharacterDataHandler = builder.data


class _Texts(_Walk[str]):
    """The words in elements of one name; everything that says how they look is passed over."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._whole = name
        self._word, self._reading = "t", "rPh"
        self._said: list[str] = []
        self._aside = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._leave

    def _start(self, name: str, _: dict[str, str]) -> None:
        self.deeper()
        if self.depth == 1:
            prefix = name[: -len(name.rpartition(":")[2])]
            self._whole, self._word = prefix + self._whole, prefix + self._word
            self._reading = prefix + self._reading
        elif name == self._word:
            self.parser.CharacterDataHandler = None if self._aside else self._said.append
        elif name == self._reading:
            self._aside = True

    def _leave(self, name: str) -> None:
        self.depth -= 1
        if name == self._word:
            self.parser.CharacterDataHandler = None
        elif name == self._reading:
            self._aside = False
        elif name == self._whole:
            self.found.append("".join(self._said))
            self._said = []


def _refuse_entities(*_: object) -> None:
    raise Unreadable("文件内部带有实体声明，不是办公软件存出来的。请重新另存一份。")


def _unusual() -> Unreadable:
    return Unreadable("文件内部的层次或行异常地大，不是正常的办公文件。请重新另存一份。")
