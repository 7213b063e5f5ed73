"""Why built files must not be released: the last look, at exactly the bytes that would be served.

Each file is looked into by the gate; here it is seen whether all that should be there is there,
and nothing else, and whether every link leads somewhere.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publisher import disk, reading, tags
from publisher.gate import files as gate
from publisher.gate import pages
from publisher.gate.finding import WHOLE, Finding
from publisher.gate.house import House
from publisher.passages import Reading
from publisher.render import Page
from schema.base.digest import Digest
from schema.rules.gating import Reason

_OURS = frozenset({"404.html"})
"""Files beside the pages and what they load."""

_PAGE = ".html"

_SIMPLE = re.compile(r"[\w./-]+", re.ASCII)
"""An address that is a path and nothing else."""


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


@dataclass(slots=True)
class Seen:
    """What was seen in a folder. findings: every reason why it must not be released; none means
    that it may; digests: SHA-256 of every file, of the same bytes that were looked into."""

    findings: list[Finding] = field(default_factory=list)
    digests: dict[str, Digest] = field(default_factory=dict)


def verify(expected: Expected, html: Path) -> Seen:
    """Looks at every file in the folder `html`, once."""
    seen = Seen()
    files = frozenset(disk.files(html)) if html.is_dir() else frozenset()
    seen.findings += _pages_and_files(expected, html, files, seen.digests)
    approved = ((name, digest) for name, digest in expected.files.items() if name in files)
    for name, digest in sorted(approved):
        if seen.digests[name] != digest:
            seen.findings.append(_fault(name, "is not what was approved"))
    return seen


def _pages_and_files(
    expected: Expected, html: Path, files: frozenset[str], digests: dict[str, Digest]
) -> Iterator[Finding]:
    """What is missing, what is wrong, and what is too much."""
    wanted = {page.html for page in expected.pages} | expected.files.keys() | expected.beside
    yield from (_fault(name, "is missing") for name in sorted(wanted - files))
    shy = frozenset(page.html for page in expected.pages if page.noindex)
    loaded: set[str] = set()
    for some in gate.lots(sorted(files)):
        new = [*_new(some, html, expected.known, digests)]
        others = [each for each in new if not each[0].endswith(_PAGE)]
        yield from gate.examined(others, expected.house)
        read = [(n, reading.read(content.decode())) for n, content in new if n.endswith(_PAGE)]
        yield from pages.examined(read, expected.house)
        for name, page in read:
            loaded |= _targets(name, page.resources, expected.house.url)
            if name in shy and "noindex" not in page.robots:
                yield _fault(name, "may name people and does not ask robots to stay away")
            if any(_leading_nowhere(name, page, files, expected)):
                yield Finding(name, "address", Reason.MISSHAPEN, "has a link that leads nowhere")
    yield from (_fault(n, "nobody asked for it") for n in sorted(files - wanted - _OURS - loaded))


def _new(
    files: Iterable[str], html: Path, known: Set[str], digests: dict[str, Digest]
) -> Iterator[tuple[str, bytes]]:
    """What files hold that are not known; takes down the digest of each."""
    for name in files:
        with open(f"{html}/{name}", "rb", buffering=0) as opened:
            content = opened.read()
        digests[name] = Digest(hashlib.sha256(content).hexdigest())
        if name not in known:
            yield name, content


def _fault(name: str, detail: str) -> Finding:
    return Finding(name, WHOLE, Reason.MISSHAPEN, detail)


def _leading_nowhere(
    name: str, read: Reading, files: frozenset[str], expected: Expected
) -> Iterator[bool]:
    """For each file on the site to which a page leads, whether there is none."""
    inside = (a for a in (*read.links, *read.resources) if not tags.outside(a))
    for path in _targets(name, inside, expected.house.url):
        yield path not in files and not expected.elsewhere(path)


def _targets(name: str, addresses: Iterable[str], url: str) -> set[str]:
    """The files behind the addresses on a page."""
    root, folder = urlsplit(url).path.rstrip("/") + "/", posixpath.dirname(name)
    above = posixpath.dirname(folder)  # from there, what pages beside each other lead to is one
    return {
        _target(f".{address[2:]}", above, root)
        if folder and address.startswith("../")
        else _target(address, folder, root) or name
        for address in set(addresses)
    }


@lru_cache(maxsize=4096)  # pages that lie in one folder lead to much the same
def _target(address: str, folder: str, root: str) -> str:
    """The file behind an address on a page in a folder; none for the page itself."""
    path = address if _SIMPLE.fullmatch(address) else unquote(urlsplit(address).path)
    if not path:
        return ""
    path = path.removeprefix(root) if path.startswith("/") else posixpath.join(folder, path)
    leads_to_folder = path.endswith(("/", "/.", "/..")) or path in {"", ".", ".."}
    file = posixpath.normpath(path) if path else ""
    return posixpath.join(file, "index.html").removeprefix("./") if leads_to_folder else file
