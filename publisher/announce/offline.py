"""A village's site in one file, for a USB stick: it opens without a network and without a server.

In a copy a link names the file that it leads to, for a folder opened from a disk shows its list of
files. What is not in the copy is linked at the site's address.
"""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote, urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from publisher.announce.board import address
from publisher.announce.links import rewritten
from publisher.places import Place, way

SUFFIX = ".zip"

_ASSETS = "assets"
"""The folder of what all pages load."""

_SEARCH = "search"
"""The folder of the page that searches."""

START = "index.html"
"""The first page of a copy."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest day that the format knows: the day of a copy stands on its pages."""

_PACKED = frozenset({".jpg", ".png", ".webp", ".pdf", ".docx", ".xlsx", ".woff2"})
"""Files that do not become smaller."""


@dataclass(slots=True)
class _Copy:
    """A copy in the making. html: the built site; folder: the village's; url: the site's address.

    beside: folders outside of the village with the pages that its own pages link to; there: which
    files there are, of those that were asked for.
    """

    html: Path
    folder: str
    url: str
    beside: set[str] = field(default_factory=set)
    there: dict[str, bool] = field(default_factory=dict)

    def has(self, file: str) -> bool:
        """Whether the site has a file."""
        if file not in self.there:
            self.there[file] = (self.html / file).is_file()
        return self.there[file]

    def holds(self, file: str) -> bool:
        """Whether a file goes with the copy; copies do not lie in copies."""
        inside = file.startswith((self.folder, f"{_ASSETS}/"))
        asked = inside or posixpath.dirname(file) in self.beside
        return asked and not file.endswith(SUFFIX) and self.has(file)

    def ask(self, file: str) -> None:
        """Takes a page of the town along, but not its home page, none of another village, and not
        the one that searches, for it needs the network."""
        first, _, rest = file.partition("/")
        page = rest.endswith(".html") and not first.isdecimal() and first != _SEARCH
        if page and self.has(file):
            self.beside.add(posixpath.dirname(file))


def write(html: Path, village: Place, url: str, into: IO[bytes]) -> None:
    """Writes the copy of a village from the built site, file by file.

    The same files give the same bytes. It holds the pages of the village and its groups, what
    they load, the pages of the town that they link to, and a first page that leads to its home.
    """
    copy = _Copy(html, village.folder, url)
    with ZipFile(into, "w") as archive:
        _add(archive, START, _first_page(village).encode())
        for file in _files(html, village.folder):
            _put(archive, copy, file, asks=True)
        for file in _files(html, _ASSETS):
            _put(archive, copy, file)
        for folder in sorted(copy.beside):
            for file in _beside(html, folder):
                _put(archive, copy, file)


def pack(html: Path, files: Iterable[str], into: IO[bytes]) -> None:
    """Writes files of the built site as they are into one."""
    with ZipFile(into, "w") as archive:
        for file in files:
            _pack(archive, html, file)


def _first_page(village: Place) -> str:
    home = f"{quote(village.folder)}{START}"
    name = escape(village.full_name)
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="0; url={home}"><title>{name}</title>'
        f'<p><a href="{home}">{name}</a></p></html>\n'
    )


def _files(html: Path, folder: str) -> Iterator[str]:
    """The files in a folder and below it, by path; linked folders too, and copies left out."""
    for inner, folders, names in os.walk(html / folder, followlinks=True):
        folders.sort()
        yield from _named(html, Path(inner), names)


def _beside(html: Path, folder: str) -> Iterator[str]:
    """The files in a folder, not below it."""
    return _named(html, html / folder, (each.name for each in (html / folder).iterdir()))


def _named(html: Path, folder: Path, names: Iterable[str]) -> Iterator[str]:
    found = (folder / name for name in sorted(names) if not name.endswith(SUFFIX))
    return (file.relative_to(html).as_posix() for file in found if file.is_file())


def _put(archive: ZipFile, copy: _Copy, file: str, *, asks: bool = False) -> None:
    """Adds a file; a page that `asks` brings along the pages of the town that it links to."""
    path = copy.html / file
    if path.suffix != ".html":
        _pack(archive, copy.html, file)
        return
    led = partial(_led, copy, file, asks)
    _add(archive, file, rewritten(path.read_text(encoding="utf-8"), led).encode())


def _pack(archive: ZipFile, html: Path, file: str) -> None:
    with (html / file).open("rb") as content, archive.open(_told(file), "w") as entry:
        shutil.copyfileobj(content, entry)


def _led(copy: _Copy, page: str, asks: bool, link: str, loads: bool) -> str:
    """Where a link of a page leads in the copy; nothing is loaded from outside of it."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path:
        return link
    file = _target(page, parts.path, copy.url)
    if asks and not loads:
        copy.ask(file)
    after = f"#{parts.fragment}" if parts.fragment else ""
    if copy.holds(file):
        return quote(way(posixpath.dirname(page), file)) + after
    return "" if loads else address(copy.url, file.removesuffix(START)) + after


def _target(page: str, path: str, url: str) -> str:
    """The file of the site behind a path on a page."""
    root = urlsplit(url).path.rstrip("/") + "/"
    path = unquote(path)
    below = path.removeprefix(root) if path.startswith("/") else None
    whole = posixpath.join(posixpath.dirname(page), path) if below is None else below
    folder = path.endswith(("/", "/.", "/..")) or path in {".", ".."}
    file = posixpath.normpath(f"/{whole}").lstrip("/")
    return posixpath.join(file, START) if folder or not file else file


def _add(archive: ZipFile, file: str, content: bytes) -> None:
    archive.writestr(_told(file), content)


def _told(file: str) -> ZipInfo:
    """What the copy says of a file: no day, no owner, readable for all."""
    info = ZipInfo(file, _EPOCH)
    packed = Path(file).suffix in _PACKED
    info.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info
