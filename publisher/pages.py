"""The pages that have to be made, in pieces of a size that memory and MkDocs like.

A page whose Markdown is what it was is left out: its HTML would be the same, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice

from publisher import attachments, build, collect, homes, render
from publisher.book import Book
from publisher.changes import Work
from publisher.places import Place
from publisher.render import Page
from schema.base.digest import Digest
from schema.shelf import Card, Key

PIECE = 1000
"""How many pages are made at once."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page that has to be made. area: whose it is, as its codes below the town; source: digest
    of its Markdown; files: what lies beside it, each with the digest that it must have."""

    page: Page
    area: str
    source: str
    files: Mapping[str, Digest] = field(default_factory=dict)


async def pieces(
    book: Book, work: Work, known: Callable[[str, str], str | None]
) -> AsyncIterator[list[Made]]:
    """The pages of the work that are not as they were; known: source by area and page."""
    drafts = iter(_drafts(work))
    while some := list(islice(drafts, PIECE)):
        read = await collect.read(book, chain.from_iterable(each.reads(book) for each in some))
        made = [found for each in some if (found := each.made(read)) is not None]
        if new := [each for each in made if each.source != known(each.area, each.page.path)]:
            yield new
    if work.whole:
        yield [_made(page, "") for page in build.handwritten()]


@dataclass(frozen=True, slots=True)
class _Document:
    """The page of a document."""

    key: Key

    def reads(self, book: Book) -> list[Card]:
        """The editions that have to be read to make it."""
        return list(render.read_for(book, self.key))

    def made(self, book: Book) -> Made | None:
        """The page with its attachments; none if there is nothing to show at its address."""
        page, card = render.document(book, self.key), book.threads.subjects.get(self.key)
        if page is None or card is None:
            return None
        said = book.shelf.contents.get(card.id)
        beside = attachments.files(page.path, said) if said else {}
        return _made(page, book.places[card.area].folder, beside)


@dataclass(frozen=True, slots=True)
class _Home:
    """The home page of a place."""

    place: Place

    def reads(self, book: Book) -> list[Card]:
        """The editions that have to be read to make it."""
        return list(homes.choice(book, self.place).told)

    def made(self, book: Book) -> Made:
        """The page."""
        return _made(render.home(book, self.place), self.place.folder)


@dataclass(frozen=True, slots=True)
class _Listing:
    """The list of everything that an area made public."""

    place: Place

    def reads(self, book: Book) -> list[Card]:
        """The editions that have to be read to make it."""
        return homes.going_on(book, self.place)

    def made(self, book: Book) -> Made:
        """The page."""
        return _made(render.listing(book, self.place), self.place.folder)


def _drafts(work: Work) -> tuple[_Document | _Listing | _Home, ...]:
    return (
        *map(_Document, work.documents),
        *map(_Listing, work.listings),
        *map(_Home, work.homes),
    )


def _made(page: Page, area: str, files: Mapping[str, Digest] | None = None) -> Made:
    source = hashlib.sha256(page.text.encode()).hexdigest()
    return Made(page, area, source, files or {})
