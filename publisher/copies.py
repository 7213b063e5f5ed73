"""A document to hang up and to read aloud: the files beside its page.

Sheets cost more than pages, and the same sheet is the same bytes; so each is kept by the digest of
all that it depends on, and a tree holds it under another name. What no tree holds any more goes.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from publisher import homes, plaintext
from publisher.announce.board import address
from publisher.book import Book
from publisher.build import Site
from publisher.places import Place
from publisher.posters import months as names
from publisher.posters import offices, press
from publisher.posters.frames import Foot, Month, Paper
from publisher.render import Sheet
from publisher.seal.proofs import Witness
from schema.base.digest import Digest
from schema.base.durable import settle

STORE = "sheets"
"""The folder of the site in which they are kept."""

POSTERS: Mapping[Paper, str] = MappingProxyType(
    {paper: f"poster-{paper.value}.pdf" for paper in Paper}
)
"""What the poster of a document is called, beside its page."""

TEXT = "text.txt"
"""What the words for the loudspeaker are called, beside its page."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file beside a page that has to be printed. key: digest of all that it depends on.

    enlarged: whether it is another one on larger paper, and says the same by its making.
    """

    name: str
    key: Digest
    printed: Callable[[], bytes]
    enlarged: bool


def posters(sheet: Sheet) -> Iterator[Copy]:
    """The posters of a document."""
    for paper, name in POSTERS.items():
        key = press.key(sheet.content, sheet.frame, paper)
        yield Copy(name, key, _printing(sheet, paper), paper is not Paper.A4)


def months(month: Month) -> Iterator[Copy]:
    """The sheets of a month."""
    for paper in Paper:
        name = names.file(month.first, paper)
        key = press.month_key(month, paper)
        yield Copy(name, key, _listing(month, paper), paper is not Paper.A4)


def text(sheet: Sheet) -> bytes:
    """The words of a document for the loudspeaker and for groups on WeChat."""
    return plaintext.text(sheet.content, sheet.frame).encode()


def foot(site: Site, page: str, book: Book, place: Place, witness: Witness | None) -> Foot:
    """The foot of the sheets of a page."""
    where = address(site.url, f"{posixpath.dirname(page)}/")
    rosters = map(book.shelf.content, homes.rosters(book, place))
    answering = offices.answering(rosters, place.path)
    return Foot(where, answering, witness, site.demo, preview=bool(book.shelf.ahead))


def hang(store: str, fresh: str, copy: Copy, place: str) -> bool:
    """Puts a copy at its place, of which the folder is there; answers whether it had to be
    printed, as it was never before. Then it lies in the folder `fresh` until it is kept."""
    sheet = f"{store}/{copy.key}"
    if unknown := not os.path.exists(sheet):
        sheet = f"{fresh}/{copy.key}"
        Path(sheet).write_bytes(copy.printed())
    os.link(sheet, place)
    return unknown


def keep(store: str, fresh: str) -> None:
    """Keeps the sheets in the folder `fresh` for whoever comes after, once they are on the disk."""
    os.makedirs(store, exist_ok=True)
    if names := os.listdir(fresh):
        settle(Path(fresh))
        for name in names:
            os.rename(f"{fresh}/{name}", f"{store}/{name}")


def prune(store: Path) -> None:
    """Deletes the copies that no tree holds any more."""
    for kept in store.glob("*"):
        if kept.stat().st_nlink == 1:
            kept.unlink()


def _printing(sheet: Sheet, paper: Paper) -> Callable[[], bytes]:
    return lambda: press.poster(sheet.content, sheet.frame, paper)


def _listing(month: Month, paper: Paper) -> Callable[[], bytes]:
    return lambda: press.month(month, paper)
