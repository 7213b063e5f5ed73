"""Where a site is read from when it is checked: a folder, or whatever else can be asked by path."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from publisher import disk


class Site(Protocol):
    """A published site as a stranger finds it."""

    def read(self, path: str) -> bytes | None:
        """The file at a path; none if there is none."""

    def pages(self) -> Iterable[str]:
        """The folders of its pages, each with a slash at its end but the first, which is empty."""


class Folder:
    """A site in a folder, such as the live release or a copy that somebody made."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def read(self, path: str) -> bytes | None:
        """The file at a path; none if there is none."""
        file = self.top / path
        return file.read_bytes() if file.is_file() else None

    def pages(self) -> Iterable[str]:
        """The folders of its pages."""
        for path in disk.files(self.top):
            folder, _, name = path.rpartition("/")
            if name == "index.html":
                yield f"{folder}/" if folder else ""
