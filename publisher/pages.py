"""The pages that have to be made, in pieces of a size that memory and MkDocs like.

A page whose Markdown and sheet are what they were is left out: its files would be the same, byte
for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Protocol

from publisher import attachments, build, collect, copies, homes, listings, render
from publisher.book import Book
from publisher.build import Site
from publisher.changes import Work
from publisher.copies import Copy
from publisher.homes import Choice
from publisher.listings import YearOf
from publisher.places import Place
from publisher.render import Page
from publisher.seal import proofs
from schema.base.digest import Digest
from schema.base.edition import EditionKey
from schema.cards import Card, Key

PIECE = 250
"""How many pages are made at once."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page that has to be made, with what lies beside it, by path on the site.

    area: whose it is, as its codes below the town; source: digest of what all of it is made of;
    files: the paths of the page and of all beside it; edition: the one that it shows, of a
    document's page; approved: attachments; copies: what has to be printed; written: the rest.
    """

    page: Page
    area: str
    source: str
    files: tuple[str, ...]
    edition: EditionKey | None = None
    approved: Mapping[str, Digest] = field(default_factory=dict)
    copies: Mapping[str, Copy] = field(default_factory=dict)
    written: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def proven(self) -> bool:
        """Whether a proof lies beside it."""
        return self.page.html.replace("index.html", proofs.NAME) in self.files

    @property
    def laid(self) -> Made:
        """The same once its files lie in their place: what it was made of may be forgotten."""
        return replace(self, page=replace(self.page, text="", sheet=None), copies={}, written={})


async def pieces(
    book: Book, work: Work, site: Site, known: Callable[[str, str], str | None]
) -> AsyncIterator[list[Made]]:
    """The pages of the work that are not as they were; known: source by area and page."""
    drafts = iter(_drafts(book, work, site))
    while some := list(islice(drafts, PIECE)):
        read = await collect.read(book, chain.from_iterable(each.reads(book) for each in some))
        read = await collect.proven(read, (card for each in some for card in each.proves(book)))
        made = [found for each in some if (found := each.made(read)) is not None]
        if new := [each for each in made if each.source != known(each.area, each.page.path)]:
            yield new
    if work.whole:
        yield [_made(page, "") for page in build.handwritten()]


class _Draft(Protocol):
    """A page before it is made."""

    def reads(self, book: Book) -> Iterable[Card]:
        """The editions that have to be read to make it."""

    def proves(self, book: Book) -> Iterable[Card]:
        """The editions that the log has to prove."""
        return ()

    def made(self, book: Book) -> Made | None:
        """The page with what lies beside it; none if there is nothing to show."""


@dataclass(frozen=True, slots=True)
class _Document(_Draft):
    """The page of a document."""

    key: Key
    site: Site

    def reads(self, book: Book) -> Iterable[Card]:
        """The editions that have to be read to make it: its own, and who answers for it."""
        card = book.shelf.subject(self.key)
        answering = homes.rosters(book, book.places[card.area]) if card else ()
        return chain(render.read_for(book, self.key), answering)

    def proves(self, book: Book) -> Iterable[Card]:
        """The edition that it shows."""
        card = book.shelf.subject(self.key)
        return (card,) if card and card.stands(book.shelf.moment) else ()

    def made(self, book: Book) -> Made | None:
        """The page, its attachments, posters, words and proof; none if nothing was ever there."""
        page, card = render.document(book, self.key), book.shelf.subject(self.key)
        if page is None or card is None:
            return None
        place = book.places[card.area]
        if page.sheet is None:
            return _made(page, place.folder)
        proof = book.evidence.get(card.edition)
        witness = proofs.witness(book.origin, proof.head) if proof else None
        sheet = page.sheet(copies.foot(self.site, page.path, book, place, witness))
        beside = {copies.TEXT: copies.text(sheet)}
        if proof:
            beside[proofs.NAME] = proofs.written(book.origin, proof)
        made = _made(
            page,
            place.folder,
            attachments.files(page.path, book.shelf.content(card)),
            copies.posters(sheet),
            beside,
        )
        return replace(made, edition=card.edition)


@dataclass(frozen=True, slots=True)
class _Home(_Draft):
    """The home page of a place. shown: what is on it."""

    place: Place
    shown: Choice

    def reads(self, book: Book) -> Iterable[Card]:
        """The editions that have to be read to make it."""
        return self.shown.told

    def made(self, book: Book) -> Made:
        """The page."""
        return _made(render.home(book, self.place, self.shown), self.place.folder)


@dataclass(frozen=True, slots=True)
class _Listing(_Draft):
    """The list of everything that an area made public, with the sheets of its latest months."""

    place: Place
    site: Site

    def reads(self, book: Book) -> Iterable[Card]:
        """The editions that have to be read to make it."""
        return chain(listings.going_on(book, self.place), homes.rosters(book, self.place))

    def made(self, book: Book) -> Made:
        """The page and the sheets."""
        page = render.listing(book, self.place)
        foot = copies.foot(self.site, page.path, book, self.place, None)
        sheets = listings.sheets(book, self.place, foot)
        printed = chain.from_iterable(map(copies.months, sheets))
        return _made(page, self.place.folder, copies=printed)


@dataclass(frozen=True, slots=True)
class _Year(_Draft):
    """The list of one sort and year of an area with many documents."""

    of: YearOf

    def reads(self, book: Book) -> Iterable[Card]:
        """The editions that have to be read to make it."""
        return listings.going_on(book, self.of.place)

    def made(self, book: Book) -> Made:
        """The page."""
        return _made(render.year(book, self.of), self.of.place.folder)


@dataclass(frozen=True, slots=True)
class _Figures(_Draft):
    """The figures of an area's meetings."""

    place: Place

    def reads(self, book: Book) -> Iterable[Card]:
        """The editions that have to be read to make it: every outcome, and those it corrects."""
        for card in listings.outcomes(book, self.place):
            yield card
            yield from book.shelf.earlier(card.key)

    def made(self, book: Book) -> Made | None:
        """The page with its charts; none where there was no meeting yet."""
        if not listings.outcomes(book, self.place):
            return None
        page, charts = render.figures(book, self.place)
        return _made(page, self.place.folder, written=charts)


def _drafts(book: Book, work: Work, site: Site) -> tuple[_Draft, ...]:
    years = chain.from_iterable(listings.years_of(book, place) for place in work.listings)
    return (
        *(_Document(key, site) for key in work.documents),
        *(_Listing(place, site) for place in work.listings),
        *map(_Year, years),
        *(_Figures(place) for place in work.listings if _met(work, place)),
        *(_Home(place, homes.choice(book, place)) for place in work.homes),
    )


def _met(work: Work, place: Place) -> bool:
    """Whether there is news of an area's meetings."""
    return work.whole or (place.path, homes.OUTCOME) in work.news


def _made(
    page: Page,
    area: str,
    approved: Mapping[str, Digest] | None = None,
    copies: Iterable[Copy] = (),
    written: Mapping[str, bytes] | None = None,
) -> Made:
    """The page with what lies beside it, by path on the site; `source` is the digest of it all."""
    folder = page.html.removesuffix("index.html")
    beside = {f"{folder}{name}": content for name, content in (written or {}).items()}
    printed = {f"{folder}{copy.name}": copy for copy in copies}
    told = [page.text.encode(), *(copy.key.encode() for copy in printed.values()), *beside.values()]
    files = (page.html, *(approved or ()), *printed, *beside)
    return Made(page, area, _digest(told), files, None, approved or {}, printed, beside)


def _digest(told: Iterable[bytes]) -> str:
    """The digest of pieces, each behind its length, so that none could end elsewhere."""
    digest = hashlib.sha256()
    for each in told:
        digest.update(b"%d:" % len(each))
        digest.update(each)
    return digest.hexdigest()
