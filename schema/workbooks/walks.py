"""Walking through the XML of an Office file without holding it in memory."""

from __future__ import annotations

from typing import Generic, TypeVar
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from schema.workbooks.tables import Unreadable

_DEEPEST = 100
_LARGEST_ELEMENT = 16 * 2**20
Found = TypeVar("Found")


class Walk(Generic[Found]):
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
            raise unusual()


class Elements(Walk[Element]):
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
            raise unusual()
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


class Texts(Walk[str]):
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


def unusual() -> Unreadable:
    """The refusal of XML that no Office program writes."""
    return Unreadable("文件内部的层次或行异常地大，不是正常的办公文件。请重新另存一份。")
