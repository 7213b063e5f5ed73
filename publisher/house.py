"""Everything but the records that pages are made of: when it changes, all are made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from publisher import build
from publisher.build import Site
from schema.rules.profile import Profile

_MAKERS = (
    "jinja2",
    "markdown",
    "mkdocs",
    "mkdocs-material",
    "pylopdf-fonts-zh-cn",
    "segno",
    "typst",
)
"""The packages that have a hand in what a page is."""

_SOURCES = ("mkdocs.yml", "site/**/*", "publisher/**/*.py", "schema/**/*.py", "schema/**/*.toml")
"""Our own part: words, looks, and the programs that lay them out."""


def digest(site: Site, profile: Profile, lists: str, origin: str) -> str:
    """The same for as long as the same records make the same pages, and the same pass the gate."""
    return hashlib.sha256(repr((_standing(), site, profile, lists, origin)).encode()).hexdigest()


@cache
def _standing() -> str:
    """What cannot change while the program runs."""
    told = hashlib.sha256(repr([*_versions()]).encode())
    for pattern in _SOURCES:
        for path in sorted(build.ROOT.glob(pattern)):
            told.update(path.relative_to(build.ROOT).as_posix().encode())
            told.update(_content(path))
    return told.hexdigest()


def _versions() -> Iterator[str]:
    return (f"{each} {metadata.version(each)}" for each in _MAKERS)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
