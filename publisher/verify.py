"""Why built pages must not be released: the last look, at exactly the bytes that would be served.

A reason names the page and what is wrong with it, never the value: the log is read by people who
may not see it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publisher import disk, reading
from publisher.reading import Reading
from publisher.render import Page
from schema.base.digest import Digest
from schema.papers import store
from schema.rules import particulars

RIBBON = "示例数据"
"""What every page of an invented town says at its top."""

_OURS = frozenset({"404.html"})
"""Files beside the pages and what they load."""

_RECORD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The id of a record, in an address; its digits are nobody's number."""

_TELEPHONE = re.compile(r"tel:0\d{2,3}-\d{7,8}")


@dataclass(frozen=True, slots=True)
class Expected:
    """What was to be made: pages, for which address, and whether of an invented town.

    files: attachments beside the pages, each with the digest that was approved; beside: every file
    that was made and is no page; elsewhere: whether the site has a file that was not made now.
    """

    pages: tuple[Page, ...]
    url: str
    demo: bool
    files: Mapping[str, Digest] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()
    elsewhere: Callable[[str], bool] = lambda path: False


def verify(expected: Expected, html: Path) -> Iterator[str]:
    """Every reason why `html` must not be released; none means that it may."""
    files = frozenset(disk.files(html)) if html.is_dir() else frozenset()
    pages = {page.html: page for page in expected.pages}
    wanted = pages.keys() | expected.files.keys() | expected.beside
    yield from (f"{name}: is missing" for name in sorted(wanted - files))
    yield from (
        f"{name}: is not what was approved"
        for name, digest in sorted(expected.files.items())
        if name in files and store.measured(html / name)[0] != digest
    )
    there = _There(files, expected.elsewhere)
    loaded: set[str] = set()
    for name in sorted(files):
        if not name.endswith(".html"):
            continue
        read = reading.read((html / name).read_text(encoding="utf-8"))
        found = [*_faults(read, expected), *_pointing(read, name, there, expected.url)]
        if name in pages and pages[name].noindex and "noindex" not in read.robots:
            found.append("may name people and does not ask robots to stay away")
        yield from (f"{name}: {reason}" for reason in dict.fromkeys(found))
        loaded |= {_target(address, name, expected.url) for address in read.resources}
    yield from (f"{name}: nobody asked for it" for name in sorted(files - wanted - _OURS - loaded))


class _There:
    """The files to which a link may lead."""

    def __init__(self, made: frozenset[str], elsewhere: Callable[[str], bool]) -> None:
        self._elsewhere = elsewhere
        self._known = dict.fromkeys(made, True)

    def __contains__(self, path: str) -> bool:
        """Whether the site has such a file; looked up once."""
        if path not in self._known:
            self._known[path] = self._elsewhere(path)
        return self._known[path]


def _faults(read: Reading, expected: Expected) -> Iterator[str]:
    """What is wrong with a page taken by itself."""
    if len(read.titles) != 1 or not read.titles[0].strip():
        yield f"has {len(read.titles)} titles; every page has one"
    if len(read.headings) != 1 or not read.headings[0].strip():
        yield f"has {len(read.headings)} first headings; every page has one"
    if expected.demo and RIBBON not in "".join(read.banner):
        yield "does not say that its town is invented"
    yield from read.risks
    for particular in particulars.found(_RECORD.sub("", read.text)):
        yield f"shows what looks like a private number ({particular.label})"


def _pointing(read: Reading, name: str, there: _There, url: str) -> Iterator[str]:
    """Addresses that leave the site, run something, or lead nowhere."""
    yield from (
        "names a foreign address as its own" for each in read.canonical if not _own(each, url)
    )
    for address in (*read.links, *read.resources):
        if address in read.links and _TELEPHONE.fullmatch(address):
            continue
        if reading.outside(address):
            yield "points outside the site or to a script"
        elif _target(address, name, url) not in there:
            yield "has a link that leads nowhere"


def _own(address: str, url: str) -> bool:
    return address.startswith(url.rstrip("/") + "/")


def _target(address: str, name: str, url: str) -> str:
    """The file behind an address on a page."""
    path = unquote(urlsplit(address).path)
    if not path:
        return name
    root = urlsplit(url).path.rstrip("/") + "/"
    if path.startswith("/"):
        path = path.removeprefix(root)
    else:
        path = posixpath.join(posixpath.dirname(name), path)
    folder = path.endswith(("/", "/.", "/..")) or path in {"", ".", ".."}
    file = posixpath.normpath(path) if path else ""
    return posixpath.join(file, "index.html").removeprefix("./") if folder else file
