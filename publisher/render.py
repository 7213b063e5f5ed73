"""Pages as Markdown: one per document, its dated notice when it has ended, homes, listings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from publisher import faces, homes, listings, markdown, places, templates
from publisher import figures as charting
from publisher.announce import rss
from publisher.book import Book, goes_on
from publisher.charts import svg
from publisher.homes import Choice
from publisher.listings import YearOf
from publisher.markdown import FrontMatter
from publisher.places import Place
from publisher.posters.frames import Foot, Frame
from schema.base.document import Publication
from schema.cards import Card, Key
from schema.publications import DOCUMENTS
from schema.rules.profile import Item, PersonalData


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document as it is hung up and read aloud: its Markdown, and what stands around it."""

    content: Markup
    frame: Frame


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file: where it lies, what it says, whether robots stay away.

    sheet: of a document that stands.
    """

    path: str
    text: str
    noindex: bool
    sheet: Callable[[Foot], Sheet] | None = None

    @property
    def html(self) -> str:
        """The file that MkDocs makes of it."""
        return html(self.path)


def html(path: str) -> str:
    """The file that MkDocs makes of a Markdown file."""
    stem = path.removesuffix(".md").removesuffix("index").rstrip("/")
    return f"{stem}/index.html".lstrip("/")


def document(book: Book, key: Key) -> Page | None:
    """The page at the address of a document: what it says, or the notice that it has ended.

    None if nothing was ever public there.
    """
    card = book.shelf.subject(key)
    if card is None:
        return None
    item = book.profile.item(DOCUMENTS[key.document].shown.CODE)
    if card.stands(book.shelf.moment):
        return _document(book, card, book.shelf.content(card), item)
    return _ended(book, card, item)


def read_for(book: Book, key: Key) -> Iterator[Card]:
    """The editions that have to be read to make the page of a document."""
    card = book.shelf.subject(key)
    if card is not None and card.stands(book.shelf.moment):
        yield card
        yield from book.shelf.earlier(key)
        yield from (each for each in book.shelf.responses(key) if goes_on(each.document))


def home(book: Book, place: Place, choice: Choice) -> Page:
    """The home page of a place."""
    shown = homes.home(book, place, choice)
    template = homes.TEMPLATES[min(len(place.above), 2)]
    told = _welcome(place, template, shown.names_people)
    return _page(places.home(place), told, templates.render(f"{template}.md", home=shown))


def listing(book: Book, place: Place) -> Page:
    """The list of everything that an area made public."""
    body = templates.render("listing.md", listing=listings.listing(book, place))
    return _page(places.listing(place), _listed(place), body)


def year(book: Book, of: YearOf) -> Page:
    """The list of one sort and year of an area."""
    sort = listings.year(book, of)
    told = replace(
        _listed(of.place),
        title=f"{of.place.full_name} {sort.label}（{of.year}年）",
        description=f"{of.place.full_name}{of.year}年公开的{sort.label}。",
    )
    path = places.year(of.place, of.document, of.year)
    return _page(path, told, templates.render("year.md", sort=sort, year=of.year))


def figures(book: Book, place: Place) -> tuple[Page, Mapping[str, bytes]]:
    """The figures of an area's meetings, and the pictures beside them."""
    outcomes = [book.shelf.content(card) for card in listings.outcomes(book, place)]
    past = {
        card.key: tuple(map(book.shelf.content, book.shelf.earlier(card.key)))
        for card in listings.outcomes(book, place)
    }
    shown = charting.charts(charting.sittings(outcomes, past))
    told = replace(
        _listed(place),
        template_name="figures",
        title=f"{place.full_name} 开会的数字",
        description=f"{place.full_name}的会议：到会多少，通过多少，多久公开。",
    )
    body = templates.render("figures.md", charts=shown, name=place.full_name)
    pictures = {str(chart.file): svg(chart).encode() for chart in shown}
    return _page(places.figures(place), told, body), pictures


def _page(path: str, told: FrontMatter, body: Markup) -> Page:
    return Page(path, f"{markdown.front_matter(told)}{body}\n", told.noindex)


def _document(book: Book, card: Card, publication: Publication, item: Item) -> Page:
    place, face = book.places[card.area], faces.face(book, card, publication, item)
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
        feed=_feed(place),
        kind=templates.called(card.document),
        found_by="title" if item.personal is PersonalData.RESIDENTS else "text",
    )
    made = _page(places.page(place, card.key), told, templates.render("_page.md", page=face))
    return replace(
        made, sheet=lambda foot: Sheet(face.content, faces.frame(card, place, face, foot))
    )


def _titled(place: Place, title: str) -> str:
    """The title behind the names of its areas, so that a page says by itself whose it is."""
    for name in (place.full_name, place.name):
        title = title.removeprefix(name)
    return f"{place.full_name} {title}".strip()


def _ended(book: Book, card: Card, item: Item) -> Page:
    place, notice = book.places[card.area], faces.notice(book, card, item)
    told = FrontMatter(
        title=f"{place.full_name} {notice.label}：{templates.label(notice.ending)}",
        template_name="Ending",
        description=f"这里原来公开的{notice.label}已经不再公开。",
        noindex=True,
        crumbs=place.way,
    )
    body = templates.render("Ending.md", ending=notice)
    return _page(places.page(place, card.key), told, body)


def _welcome(place: Place, template: str, noindex: bool) -> FrontMatter:
    return FrontMatter(
        title=place.full_name if place.above else f"{place.name}组务公开",
        template_name=template,
        description=f"{place.full_name}公开的会议、通知和组织成员，怎样提出异议。",
        noindex=noindex,
        crumbs=place.crumbs,
        feed=_feed(place),
    )


def _listed(place: Place) -> FrontMatter:
    return FrontMatter(
        title=f"{place.full_name} 全部公开",
        template_name="listing",
        description=f"{place.full_name}公开的全部内容。",
        noindex=False,
        crumbs=place.way,
        feed=_feed(place),
    )


def _feed(place: Place) -> str:
    return f"{place.folder}{rss.FEED}"
