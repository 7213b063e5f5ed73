"""Why built files must not be released: the last look, at exactly the bytes that would be served.

Each file is looked into by the gate; here it is seen whether all that should be there is there,
and nothing else, and whether every link leads somewhere.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publisher import disk, reading
from publisher.gate import files as gate
from publisher.gate import pages
from publisher.gate.finding import WHOLE, Finding
from publisher.gate.house import House
from publisher.reading import Reading
from publisher.render import Page
from schema.base.digest import Digest
from schema.papers import store
from schema.rules.gating import Reason

_OURS = frozenset({"404.html"})
"""Files beside the pages and what they load."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What was to be made, and of whom.

    files: attachments beside the pages, each with the digest that was approved; beside: every file
    that was made and is no page; known: those that were looked into before; elsewhere: whether the
    site has a file that was not made now.
    """

    pages: tuple[Page, ...]
    house: House
    files: Mapping[str, Digest] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    elsewhere: Callable[[str], bool] = lambda path: False


def verify(expected: Expected, html: Path) -> Iterator[Finding]:
    """Every reason why `html` must not be released; none means that it may."""
    files = frozenset(disk.files(html)) if html.is_dir() else frozenset()
    wanted = {page.html for page in expected.pages} | expected.files.keys() | expected.beside
    yield from (_fault(name, "is missing") for name in sorted(wanted - files))
    yield from (
        _fault(name, "is not what was approved")
        for name, digest in sorted(expected.files.items())
        if name in files and store.measured(html / name)[0] != digest
    )
    shy = frozenset(page.html for page in expected.pages if page.noindex)
    loaded: set[str] = set()
    for name in sorted(files - expected.known):
        content = (html / name).read_bytes()
        if not name.endswith(".html"):
            yield from gate.examined(name, content, expected.house)
            continue
        read = reading.read(content.decode("utf-8"))
        yield from pages.examined(name, read, expected.house)
        loaded |= {_target(address, name, expected.house.url) for address in read.resources}
        if name in shy and "noindex" not in read.robots:
            yield _fault(name, "may name people and does not ask robots to stay away")
        if any(_leading_nowhere(name, read, files, expected)):
            yield Finding(name, "address", Reason.MISSHAPEN, "has a link that leads nowhere")
    yield from (_fault(n, "nobody asked for it") for n in sorted(files - wanted - _OURS - loaded))


def _fault(name: str, detail: str) -> Finding:
    return Finding(name, WHOLE, Reason.MISSHAPEN, detail)


def _leading_nowhere(
    name: str, read: Reading, files: frozenset[str], expected: Expected
) -> Iterator[bool]:
    """For each file on the site to which a page leads, whether there is none."""
    inside = (a for a in (*read.links, *read.resources) if not reading.outside(a))
    for path in {_target(address, name, expected.house.url) for address in inside}:
        yield path not in files and not expected.elsewhere(path)


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
