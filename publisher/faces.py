"""What stands on the page of a document, and on the notice at the address of one that ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from markupsafe import Markup

from publisher import attachments, homes, places, templates
from publisher.attachments import Hanging
from publisher.book import Book, day_of, last_day
from publisher.homes import Entry
from publisher.places import Place
from publisher.posters.frames import Foot, Frame
from schema.base.document import Publication
from schema.cards import Card
from schema.rules.profile import Item


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

    state: where its matter stands today; about: what it speaks of; responses: what speaks of it;
    proven: whether the public log proves it.
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
    proven: bool
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


def face(book: Book, card: Card, publication: Publication, item: Item) -> Face:
    """What stands on the page of a document that stands."""
    standing, place = publication.standing, book.places[card.area]
    path = places.page(place, card.key)
    corrected = (book.shelf.content(each) for each in book.shelf.earlier(card.key))
    earlier = tuple(_past(each, content(each)) for each in corrected)
    said = content(publication)
    responses = book.shelf.responses(card.key)
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
        content=said,
        proven=card.edition in book.evidence,
        attachments=tuple(attachments.hanging(path, publication)),
        earlier=earlier,
        history=(_past(publication, said), *earlier),
    )


def notice(book: Book, card: Card, item: Item) -> Notice:
    """What stands at the address of a document that ended."""
    place, gone = book.places[card.area], card.unpublishing()
    return Notice(
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
        objection=places.link(places.page(place, card.key), places.OBJECTING),
    )


def frame(card: Card, place: Place, face: Face, foot: Foot) -> Frame:
    """What stands around a document that is hung up."""
    return Frame(
        issuer=place.full_name,
        title=card.title,
        label=templates.called(card.document),
        item=f"{face.code} {face.item}",
        published_at=card.published_at,
        last_day=face.last_day,
        number=face.number,
        change_note=face.change_note,
        subject=face.about.title if face.about else None,
        foot=foot,
    )


def content(publication: Publication) -> Markup:
    """What a document itself says, as the Markdown that its template makes of it."""
    return templates.render(f"{type(publication).__name__}.md", it=publication)


def _past(publication: Publication, said: Markup) -> Past:
    standing = publication.standing
    return Past(
        number=standing.number,
        title=publication.title,
        published=day_of(standing.published_at),
        change_note=standing.change_note,
        content=templates.demoted(said),
    )


def _subject(book: Book, card: Card, start: str) -> Subject | None:
    """What it speaks of, or the dated notice in its place; none if the site never showed it."""
    spoken_of = book.shelf.subject(card.about) if card.about else None
    if spoken_of is None:
        return None
    stands = spoken_of.stands(book.shelf.moment)
    return Subject(
        label=templates.called(spoken_of.document),
        title=spoken_of.title if stands else spoken_of.unpublishing().title,
        link=places.link(start, places.page(book.places[spoken_of.area], spoken_of.key)),
    )
