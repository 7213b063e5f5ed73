"""A shelf as Markdown files: one page per document, its dated notice when it has ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from types import MappingProxyType

from markupsafe import Markup

from publisher import attachments, homes, markdown, places, templates
from publisher.attachments import Hanging
from publisher.homes import Book, Entry, day_of
from publisher.markdown import FrontMatter
from publisher.places import Place
from publisher.threads import itself, threads
from schema.base.document import Publication
from schema.publications import DOCUMENTS, Unpublishing
from schema.rules.profile import Item, PersonalData, Profile
from schema.shelf import Shelf

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


def render(shelf: Shelf, profile: Profile) -> tuple[Page, ...]:
    """Every page that the site makes of the shelf, in the order of their paths."""
    book = Book(shelf, places.places(shelf), threads(shelf), named_for_robots(profile))
    pages = [
        *(_document(book, each, profile) for each in shelf.publications),
        *(_ended(book, each, profile) for each in shelf.unpublishings),
        *_overviews(book),
    ]
    return tuple(sorted(pages, key=lambda page: page.path))


def named_for_robots(profile: Profile) -> Mapping[str, bool]:
    """Which sorts of document may show names of people, and so ask robots to stay away."""
    personal = {
        name: profile.item(document.shown.CODE).personal is not PersonalData.NONE
        for name, document in DOCUMENTS.items()
    }
    return MappingProxyType(personal)


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


def _face(book: Book, publication: Publication, item: Item) -> Face:
    standing, document = publication.standing, type(publication).__name__
    place = book.places[standing.area.path]
    path = places.page(place, document, standing.record)
    earlier = tuple(map(_past, book.shelf.earlier.get((document, standing.record), ())))
    responses = book.threads.responses.get(itself(publication), ())
    return Face(
        number=standing.number,
        published=day_of(standing.published_at),
        last_day=last_day(standing.posted_until),
        change_note=standing.change_note,
        code=item.code,
        item=item.title,
        state=publication.state_on(book.today),
        about=_subject(book, publication, path),
        responses=homes.entries(book, responses, place, path),
        content=_content(publication),
        attachments=tuple(attachments.hanging(place, publication)),
        earlier=earlier,
        history=(_past(publication), *earlier),
    )


def _subject(book: Book, publication: Publication, start: str) -> Subject | None:
    """What it speaks of, or the dated notice in its place; none if the site never showed it."""
    about = publication.about
    spoken_of = book.threads.subjects.get(about) if about else None
    if about is None or spoken_of is None:
        return None
    if isinstance(spoken_of, Unpublishing):
        place = book.places[spoken_of.path]
    else:
        place = book.places[spoken_of.standing.area.path]
    return Subject(
        label=templates.called(about.document),
        title=spoken_of.title,
        link=places.link(start, places.page(place, about.document, about.record)),
    )


def _document(book: Book, publication: Publication, profile: Profile) -> Page:
    document, standing = type(publication).__name__, publication.standing
    place = book.places[standing.area.path]
    face = _face(book, publication, profile.item(publication.CODE))
    title = _titled(place, publication.title)
    told = FrontMatter(
        title=title,
        template_name=document,
        description=f"{templates.called(document)}：{title}。",
        noindex=book.personal[document],
        crumbs=place.way,
        issuer=place.full_name,
        published=face.published,
        posted_until=face.last_day,
        edition=face.number,
    )
    path = places.page(place, document, standing.record)
    return _page(path, told, templates.render("_page.md", page=face))


def _titled(place: Place, title: str) -> str:
    """The title behind the names of its areas, so that a page says by itself whose it is."""
    for name in (place.full_name, place.name):
        title = title.removeprefix(name)
    return f"{place.full_name} {title}".strip()


def _ended(book: Book, gone: Unpublishing, profile: Profile) -> Page:
    document, place = str(gone.document.value), book.places[gone.path]
    path = places.page(place, document, gone.id)
    item = profile.item(DOCUMENTS[document].shown.CODE)
    notice = Notice(
        ending=gone.ending,
        title=gone.title,
        label=templates.called(document),
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


def _overviews(book: Book) -> Iterator[Page]:
    """The home page of every place, and its listing where there is something to list."""
    for place in book.places.values():
        home = homes.home(book, place)
        template = homes.TEMPLATES[min(len(place.above), 2)]
        body = templates.render(f"{template}.md", home=home)
        yield _page(places.home(place), _welcome(place, template, home.names_people), body)
        if homes.listed(book, place):
            body = templates.render("listing.md", listing=homes.listing(book, place))
            yield _page(places.listing(place), _listed(place), body)


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
