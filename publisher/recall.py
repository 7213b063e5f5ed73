"""Going back to an earlier release without bringing back what had to go.

A release knows which editions it shows. What has since been withdrawn, redacted or has expired is
not readable any more, in whatever release it once stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from publisher import places, release
from publisher.book import Book
from publisher.release import Manifest
from schema.base.edition import EditionKey, State
from schema.base.scope import AreaPath
from schema.cards import Card
from schema.publications import Ending
from schema.sections import STANDING, Line, Section
from schema.shelf import Shelf


def harmless(site: Path, manifest: Manifest, book: Book) -> bool:
    """Whether all that a release shows may still be read, and nothing has ended that it does not
    say, so that it can return as it is."""
    shelf = book.shelf
    areas = {*manifest.branches, *(places.below(path, shelf.area) for path in shelf.sections)}
    return all(
        _harmless(_shown(site, manifest, area), _section(shelf, area), shelf.moment)
        for area in areas
    )


def _harmless(shown: Collection[Line], section: Section, moment: datetime) -> bool:
    readable, now = _readable(section), {*section.lines}
    standing = {edition for edition, card in readable.items() if not card.ended_by(moment)}

    def may_stay(line: Line) -> bool:
        if not line.readable:
            return line in now
        return line.edition in (standing if line.role == STANDING else readable)

    notices = {line for line in now if not line.readable}
    return notices.issubset(shown) and all(map(may_stay, shown))


def restored(site: Path, manifest: Manifest, shelf: Shelf) -> Shelf:
    """What of a release may still be read: its editions, or their dated notices.

    An edition that may not return gives way to the one that is public now. What has been made
    public since is left out, except that no notice of an ending ever is.
    """
    return shelf.with_sections(
        {
            area: _restored(
                _shown(site, manifest, places.below(area, shelf.area)), section, shelf.moment
            )
            for area, section in shelf.sections.items()
        }
    )


def _restored(shown: Iterable[Line], section: Section, moment: datetime) -> Section:
    may = {key: card for key, card in _readable(section).items() if not card.ended_by(moment)}
    now = {card.key: card for card in section.standing}
    then = (line for line in shown if line.role == STANDING)
    found = (may.get(line.edition) or now.get(line.key) for line in then)
    return section.showing(_as_it_stood(card) for card in found if card is not None)


def without(shelf: Shelf, held: Collection[EditionKey]) -> Shelf:
    """The shelf on which, in the place of editions that are held back, those before them stand."""
    if not held:
        return shelf
    areas = {shelf.whereabouts.areas[record] for _, record, _ in held}
    return shelf.with_sections(
        {area: _without(shelf.section(area), held, shelf.moment) for area in areas}
    )


def _without(section: Section, held: Collection[EditionKey], moment: datetime) -> Section:
    def shown() -> Iterator[Card]:
        for card in section.standing:
            before = (card, *section.earlier.get(card.key, ()))
            found = next((each for each in before if each.edition not in held), None)
            if found is card:
                yield card
            elif found is not None and not found.ended_by(moment):
                yield _as_it_stood(found)

    return section.showing(shown())


def lost(site: Path, shelf: Shelf, areas: Collection[str] | None = None) -> tuple[str, ...]:
    """The releases that hold content, if not only that of some areas, which was withdrawn or
    redacted.

    It must not stay on disk.
    What has expired may stay there; it is not brought back, that is all.
    """
    return tuple(
        each.id
        for each in release.kept(site)
        if any(
            _holds(_shown(site, each, area), _section(shelf, area))
            for area in (each.branches if areas is None else areas)
        )
    )


def _holds(shown: Iterable[Line], section: Section) -> bool:
    """Whether any of it was taken down."""
    may = _readable(section)
    ended = (card for card in section.ended if card.unpublishing().ending is Ending.EXPIRED)
    quiet = {card.key for card in ended}
    gone = (line for line in shown if line.readable and line.edition not in may)
    return any(line.key not in quiet for line in gone)


def _shown(site: Path, manifest: Manifest, area: str) -> tuple[Line, ...]:
    """What a release shows of the editions of an area, by the codes of that below the town."""
    return release.tree(site, manifest, area).lines


def _section(shelf: Shelf, codes: str) -> Section:
    return shelf.section(AreaPath(f"{shelf.area}/{codes}".rstrip("/")))


def _readable(section: Section) -> dict[str, Card]:
    """What is public, and what that corrects, by the id of the edition."""
    return {str(card.id): card for card in section.readable}


def _as_it_stood(card: Card) -> Card:
    """The edition as what stands, though another may have corrected it since."""
    return card._replace(state=State.PUBLISHED, newest=True, ended_at=None)
