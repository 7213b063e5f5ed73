"""Builders: shelves made by hand, with a document of any class, and the sites made of them."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

import village as v

from publisher import book as books
from publisher import build, changes, copies, homes, listings, menu, places, render, verify
from publisher.announce import calendars, packages, rss
from publisher.announce.board import Board
from publisher.book import Book, day_of
from publisher.gate.house import House, digests
from publisher.posters import months
from publisher.posters.frames import Paper
from publisher.render import Page
from schema.base import codec
from schema.base.about import About, DocumentName
from schema.base.document import Publication, PublishedArea, Standing
from schema.base.edition import State
from schema.base.profile import profiles
from schema.cards import Card
from schema.publications import DOCUMENTS, Ending
from schema.rules import masking
from schema.rules.profile import profile_on
from schema.sections import section
from schema.shelf import Sections, Shelf, Whereabouts

HOSTILE = "=1+1|<b onclick=x>]]>&amp;,;\\\"'\x00\x07\x1b\r\n第二行\u2028\t🏮𠮷"
"""What somebody might write to break out of a file: marks, control characters, line ends."""

SPACE = UUID("5d9ac383-64a6-47d1-997b-33004c8775c9")
URL = "https://zuwu.example/"


def value(target: Any, text: str) -> Any:
    """A value of a declared type in which every text is `text`."""
    if isinstance(target, NewType):
        return value(target.__supertype__, text)
    if get_origin(target) in (Union, types.UnionType):
        return value(next(arm for arm in get_args(target) if arm is not type(None)), text)
    if get_origin(target) in (list, tuple):
        return get_origin(target)([value(get_args(target)[0], text)])
    if dataclasses.is_dataclass(target):
        hints = get_type_hints(target)
        given = {name: value(hints[name], text) for name in codec.stored_fields(target)}
        return target(**given)
    if isinstance(target, type) and issubclass(target, Enum):
        return next(iter(target))
    id_ = uuid5(SPACE, "id")
    return {str: text, bool: True, int: 3, date: v.TODAY, datetime: v.NOW, UUID: id_}[target]


def document(name: str, text: str = "字", *, number: int = 1, **other: Any) -> Publication:
    """A document of a class, standing in the group, with `text` wherever it has one.

    It is about no other unless told.
    """
    shown: Publication = value(DOCUMENTS[name].shown, text)
    standing = Standing(
        record=uuid5(SPACE, other.pop("record", name)),
        number=number,
        change_note=masking.text(other.pop("note", f"更正{text}")) if number > 1 else None,
        area=area(other.pop("path", v.GROUP)),
        published_at=v.NOW + timedelta(hours=number),
        posted_until=v.NOW + timedelta(days=15),
    )
    return dataclasses.replace(
        shown, standing=standing, **{"about": None, "attachments": ()} | other
    )


def area(path: Any) -> PublishedArea:
    """An area of the invented village as documents carry it."""
    steps = [each for each in v.NAMES if path.startswith(f"{each}/")]
    above = tuple((step, masking.text(v.NAMES[step])) for step in steps)
    return PublishedArea(path=path, name=masking.text(v.NAMES[path]), above=above)


def card(publication: Publication, *, state: State = State.PUBLISHED) -> Card:
    """The card of a document that stands, or of an edition that another corrects."""
    standing, about = publication.standing, publication.about
    document = type(publication).__name__
    return Card(
        id=uuid5(SPACE, f"{document} {standing.record} {standing.number}"),
        document=document,
        record=standing.record,
        number=standing.number,
        area=standing.area.path,
        state=state,
        newest=state is State.PUBLISHED,
        title=publication.title,
        day=publication.day,
        published_at=standing.published_at,
        posted_until=standing.posted_until,
        ended_at=None,
        redacted_at=None,
        reason="",
        about_document=about.document if about else None,
        about_id=about.record if about else None,
    )


def ended(ending: Ending, title: str = "停水通知") -> Card:
    """The card of an open notice that gave way to a dated notice."""
    over = datetime(2026, 5, 18, 16, tzinfo=UTC)
    return card(document("OpenNotice", record=ending.name))._replace(
        title=title,
        state=State.PUBLISHED if ending is Ending.EXPIRED else State.WITHDRAWN,
        published_at=v.NOW,
        posted_until=v.NOW if ending is Ending.EXPIRED else None,
        ended_at=over,
        redacted_at=over if ending is Ending.REDACTED else None,
        reason="贴错了。" if ending is Ending.WITHDRAWN else "",
    )


def shelf(
    *publications: Publication, earlier: Sequence[Publication] = (), ended: Sequence[Card] = ()
) -> Shelf:
    """A shelf of the invented town, all of it read."""
    past = [card(each, state=State.SUPERSEDED) for each in earlier]
    readable = [*map(card, publications), *past]
    said = zip(readable, (*publications, *earlier), strict=True)
    cards = sorted((*readable, *ended), key=lambda each: (each.area, each.place))
    by_area = {path: tuple(some) for path, some in groupby(cards, key=lambda each: each.area)}
    sections = {path: section(some, v.NOW) for path, some in by_area.items()}
    whereabouts = Whereabouts()
    whereabouts.note(cards)
    contents = {each.id: publication for each, publication in said}
    return Shelf(v.TOWN, v.NOW, Sections(sections), whereabouts, contents)


def book(of: Shelf) -> Book:
    """The book of a shelf."""
    return books.book(of, profile_on(profiles(), day_of(of.moment)), "")


def rendered(of: Shelf) -> Iterator[Page]:
    """Every page that the site makes of a shelf."""
    told = book(of)
    work = changes.work(told, None, Path())
    for key in work.documents:
        page = render.document(told, key)
        assert page is not None
        yield page
    for place in work.listings:
        yield render.listing(told, place)
        yield from (render.year(told, each) for each in listings.years_of(told, place))
        if listings.outcomes(told, place):
            yield render.figures(told, place)[0]
    yield from (render.home(told, place, homes.choice(told, place)) for place in work.homes)


def pages(of: Shelf) -> dict[str, str]:
    """The Markdown of every page by its path."""
    return {page.path: page.text for page in rendered(of)}


def the(found: dict[str, str], part: str) -> str:
    """The only page with `part` in its path."""
    (text,) = [text for path, text in found.items() if part in path]
    return text


def site(of: Shelf, demo: bool = True) -> build.Site:
    """What MkDocs is told."""
    known, families = places.places(of)
    entries = menu.menu(known[of.area], families)
    return build.Site("清溪镇组务公开", URL, "清溪镇各村民小组", demo, entries)


def built(of: Shelf, folder: Path, demo: bool = True) -> tuple[Path, tuple[str, ...]]:
    """The HTML of a shelf, and every reason against it; of copies to print only the names."""
    made = (*rendered(of), *build.handwritten())
    html = folder / "html"
    broken = build.build(made, html, site(of, demo), furniture=True)
    beside = frozenset(_beside(of))
    for path in beside:
        (html / path).parent.mkdir(parents=True, exist_ok=True)
        (html / path).write_text("x")
    gate = House(URL, demo, own=digests([build.THEME, build.ROOT / "site" / "theme"]))
    known = frozenset(path for path in beside if not path.endswith(".txt"))
    expected = verify.Expected(made, gate, beside=beside, known=known)
    return html, (*broken, *(each.line for each in verify.verify(expected, html).findings))


def _beside(of: Shelf) -> Iterator[str]:
    """What lies beside the pages."""
    told = book(of)
    yield homes.COPIES
    for page in rendered(of):
        names = (*copies.POSTERS.values(), copies.TEXT) if page.sheet else ()
        yield from (page.html.replace("index.html", name) for name in names)
    for place in told.places.values():
        data = [f"{packages.FOLDER}{packages.PACKAGE}"] if told.own(place) else []
        for name in (rss.FEED, calendars.CALENDAR, *data):
            yield f"{place.folder}{name}"
        folder = places.listing(place).removesuffix("index.md")
        for first in listings.months_of(told, place):
            yield from (f"{folder}{months.file(first, paper)}" for paper in Paper)
        if listings.outcomes(told, place):
            folder = places.figures(place).removesuffix("index.md")
            yield from (f"{folder}{name}" for name in render.figures(told, place)[1])


def itself(of: Publication) -> About:
    """How others speak of a document."""
    return About(DocumentName(type(of).__name__), of.standing.record)


def board(*publications: Publication, path: Any = v.GROUP, **other: Any) -> Board:
    """The board of a place of the invented town."""
    of = shelf(*publications, **other)
    among, _ = places.places(of)
    return Board(among[path], tuple(of.standing), of.contents, among, URL)
