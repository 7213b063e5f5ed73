"""Pages as Markdown: one per document, its dated notice when it has ended, homes, listings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from markupsafe import Markup

from publisher import attachments, homes, markdown, places, templates
from publisher.attachments import Hanging
from publisher.book import Book, day_of, goes_on
from publisher.homes import Entry
from publisher.markdown import FrontMatter
from publisher.places import Place
from schema.base.document import Publication
from schema.publications import DOCUMENTS
from schema.rules.profile import Item
from schema.shelf import Card, Key

OBJECTION = "how-to-object.md"


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file: where it lies, what it says, whether robots stay away."""

    path: str
    text: str
    noindex: bool

    @property
    def html(self) -> str:
        """The file that MkDocs makes of it."""
        stem = self.path.removesuffix(".md").removesuffix("index").rstrip("/")
        return f"{stem}/index.html".lstrip("/")


@dataclass(frozen=True, slots=True)
class Past:
    """An edition in the history of a page."""

    number: int
    title: str
    published: date
    change_note: str | None
    content: Markup


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document speaks of; title: none where that had to go."""

    label: str
    title: str | None
    link: Markup


@dataclass(frozen=True, slots=True)
class Face:
    """Everything about a document's page that is not the document itself.

    state: where its matter stands today; about: what it speaks of; responses: what speaks of it.
    """

    number: int
    published: date
    last_day: date | None
    change_note: str | None
    code: str
    item: str
    state: Enum | None
    about: Subject | None
    responses: tuple[Entry, ...]
    content: Markup
    attachments: tuple[Hanging, ...]
    earlier: tuple[Past, ...]
    history: tuple[Past, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """The dated notice that stands at the address of what has ended."""

    ending: Enum
    title: str | None
    label: str
    explanation: str | None
    published: date
    ended: date
    last_day: date
    issuer: str
    code: str
    item: str
    objection: Markup


def document(book: Book, key: Key) -> Page | None:
    """The page at the address of a document: what it says, or the notice that it has ended.

    None if nothing was ever public there.
    """
    card = book.threads.subjects.get(key)
    if card is None:
        return None
    item = book.profile.item(DOCUMENTS[key.document].shown.CODE)
    if card.stands(book.shelf.moment):
        return _document(book, card, book.shelf.content(card), item)
    return _ended(book, card, item)


def read_for(book: Book, key: Key) -> Iterator[Card]:
    """The editions that have to be read to make the page of a document."""
    card = book.threads.subjects.get(key)
    if card is not None and card.stands(book.shelf.moment):
        yield card
        yield from book.shelf.earlier.get(key, ())
        yield from (each for each in book.threads.responses.get(key, ()) if goes_on(each.document))


def home(book: Book, place: Place) -> Page:
    """The home page of a place."""
    shown = homes.home(book, place)
    template = homes.TEMPLATES[min(len(place.above), 2)]
    told = _welcome(place, template, shown.names_people)
    return _page(places.home(place), told, templates.render(f"{template}.md", home=shown))


def listing(book: Book, place: Place) -> Page:
    """The list of everything that an area made public."""
    body = templates.render("listing.md", listing=homes.listing(book, place))
    return _page(places.listing(place), _listed(place), body)


def last_day(posted_until: datetime | None) -> date | None:
    """The last day of a posting period that ends at a moment; none while it has no end."""
    return None if posted_until is None else day_of(posted_until - timedelta(microseconds=1))


def _page(path: str, told: FrontMatter, body: Markup) -> Page:
    return Page(path, f"{markdown.front_matter(told)}{body}\n", told.noindex)


def _content(publication: Publication) -> Markup:
    return templates.render(f"{type(publication).__name__}.md", it=publication)


def _past(publication: Publication) -> Past:
    standing = publication.standing
    return Past(
        number=standing.number,
        title=publication.title,
        published=day_of(standing.published_at),
        change_note=standing.change_note,
        content=templates.demoted(_content(publication)),
    )


def _face(book: Book, card: Card, publication: Publication, item: Item) -> Face:
    standing, place = publication.standing, book.places[card.area]
    path = places.page(place, card.key)
    corrected = (book.shelf.content(each) for each in book.shelf.earlier.get(card.key, ()))
    earlier = tuple(map(_past, corrected))
    responses = book.threads.responses.get(card.key, ())
    return Face(
        number=standing.number,
        published=day_of(standing.published_at),
        last_day=last_day(standing.posted_until),
        change_note=standing.change_note,
        code=item.code,
        item=item.title,
        state=book.state(card),
        about=_subject(book, card, path),
        responses=homes.entries(book, responses, place, path),
        content=_content(publication),
        attachments=tuple(attachments.hanging(path, publication)),
        earlier=earlier,
        history=(_past(publication), *earlier),
    )


def _subject(book: Book, card: Card, start: str) -> Subject | None:
    """What it speaks of, or the dated notice in its place; none if the site never showed it."""
    spoken_of = book.threads.subjects.get(card.about) if card.about else None
    if spoken_of is None:
        return None
    stands = spoken_of.stands(book.shelf.moment)
    return Subject(
        label=templates.called(spoken_of.document),
        title=spoken_of.title if stands else spoken_of.unpublishing().title,
        link=places.link(start, places.page(book.places[spoken_of.area], spoken_of.key)),
    )


def _document(book: Book, card: Card, publication: Publication, item: Item) -> Page:
    place, face = book.places[card.area], _face(book, card, publication, item)
    title = _titled(place, publication.title)
    told = FrontMatter(
        title=title,
        template_name=card.document,
        description=f"{templates.called(card.document)}：{title}。",
        noindex=book.personal[card.document],
        crumbs=place.way,
        issuer=place.full_name,
        published=face.published,
        posted_until=face.last_day,
        edition=face.number,
    )
    return _page(places.page(place, card.key), told, templates.render("_page.md", page=face))


def _titled(place: Place, title: str) -> str:
    """The title behind the names of its areas, so that a page says by itself whose it is."""
    for name in (place.full_name, place.name):
        title = title.removeprefix(name)
    return f"{place.full_name} {title}".strip()


def _ended(book: Book, card: Card, item: Item) -> Page:
    place, gone = book.places[card.area], card.unpublishing()
    path = places.page(place, card.key)
    notice = Notice(
        ending=gone.ending,
        title=gone.title,
        label=templates.called(card.document),
        explanation=gone.explanation,
        published=day_of(gone.published_at),
        ended=day_of(gone.ended_at),
        last_day=day_of(gone.ended_at - timedelta(microseconds=1)),
        issuer=place.full_name,
        code=item.code,
        item=item.title,
        objection=places.link(path, OBJECTION),
    )
    told = FrontMatter(
        title=f"{place.full_name} {notice.label}：{templates.label(gone.ending)}",
        template_name="Ending",
        description=f"这里原来公开的{notice.label}已经不再公开。",
        noindex=True,
        crumbs=place.way,
    )
    return _page(path, told, templates.render("Ending.md", ending=notice))


def _welcome(place: Place, template: str, noindex: bool) -> FrontMatter:
    return FrontMatter(
        title=place.full_name if place.above else f"{place.name}组务公开",
        template_name=template,
        description=f"{place.full_name}公开的会议、通知和组织成员，怎样提出异议。",
        noindex=noindex,
        crumbs=place.crumbs,
    )


def _listed(place: Place) -> FrontMatter:
    return FrontMatter(
        title=f"{place.full_name} 全部公开",
        template_name="listing",
        description=f"{place.full_name}公开的全部内容。",
        noindex=False,
        crumbs=place.way,
    )
