"""Every file that would be served is looked into by its sort; what nobody can look into is held."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath
from types import MappingProxyType

from publisher import reading
from publisher.gate import pages, papers, texts
from publisher.gate.finding import WHOLE, Finding, Passage, Said, Unreadable, said
from publisher.gate.house import House
from publisher.gate.searching import searched
from schema.rules.gating import Reason

Look = Callable[[bytes], Said]
"""What a file says; it raises `Unreadable` for one that must not go out as it is."""

LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        ".csv": texts.plain,
        ".docx": papers.office,
        ".ics": texts.calendar,
        ".jpg": papers.picture,
        ".json": texts.structured,
        ".pdf": papers.pdf,
        ".pf_filter": texts.index,
        ".pf_fragment": texts.fragment,
        ".pf_index": texts.index,
        ".pf_meta": texts.index,
        ".png": papers.picture,
        ".svg": papers.drawing,
        ".txt": texts.plain,
        ".webp": papers.picture,
        ".xlsx": papers.office,
        ".xml": texts.feed,
    }
)
"""How each sort of file that the site has is looked into; pages and ZIPs apart."""

_LOT = 250
"""So many files are looked into at once: what they say is looked through together."""

_DEEPEST = 3
_PAGE = ".html"
_ZIP = ".zip"
_TOLD = frozenset({*LOOKS, _PAGE, _ZIP})
"""Suffixes that tell nothing but the sort."""


def lots(files: Iterable[str]) -> Iterator[list[str]]:
    """Files in lots that are looked into at once."""
    left = iter(files)
    while some := list(islice(left, _LOT)):
        yield some


def examined(files: Sequence[tuple[str, bytes]], house: House, depth: int = 0) -> Iterator[Finding]:
    """Every reason why files must not go out; one of the program's own is not looked into.

    A name that is private itself is not told: such a file goes by its folder and suffix.
    """
    named = [*searched([(file, _called(file)) for file, _ in files], house)]
    told = {each.file: _unnamed(each.file, house) for each in named}
    yield from (replace(each, file=told[each.file]) for each in named)
    heard: list[tuple[str, Said]] = []
    for name, content in files:
        file = told.get(name, name)
        try:
            if house.own and hashlib.sha256(content).hexdigest() in house.own:
                continue
            if look := LOOKS.get(_suffix(file)):
                heard.append((file, look(content)))
            else:
                yield from _inside(file, content, house, depth)
        except Unreadable as fault:
            yield Finding(file, WHOLE, Reason.UNREADABLE, fault.reason)
    yield from searched(heard, house)


def _called(file: str) -> Said:
    return said([Passage("the name of the file", file)])


def _suffix(file: str) -> str:
    return posixpath.splitext(file)[1].lower()


def _inside(file: str, content: bytes, house: House, depth: int) -> Iterator[Finding]:
    """What is found in a page or a ZIP."""
    if _suffix(file) == _PAGE:
        yield from pages.examined([(file, reading.read(texts.decoded(content)))], house)
    elif _suffix(file) == _ZIP and depth < _DEEPEST:
        members = [(f"{file}/{name}", member) for name, member in papers.members(content)]
        yield from examined(members, house, depth + 1)
    else:
        raise Unreadable("is of a sort that nobody can look into")


def _unnamed(file: str, house: House) -> str:
    """The path without the parts that tell something private."""
    parts = PurePosixPath(file).parts
    hidden = [part if not _private(part, house) else "…" for part in parts]
    suffix = PurePosixPath(file).suffix if hidden[-1] == "…" else ""
    shown = "/".join(hidden) + (suffix if suffix in _TOLD else "")
    return shown if not _private(shown, house) else "…"


def _private(name: str, house: House) -> bool:
    return any(searched([("", _called(name))], house))
