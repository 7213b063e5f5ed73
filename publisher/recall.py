"""Going back to an earlier release without bringing back what had to go.

A release knows which editions it shows. What has since been withdrawn, redacted or has expired is
not readable any more, in whatever release it once stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from publisher import changes, release
from publisher.book import Book
from publisher.changes import EARLIER, STANDING
from publisher.release import Manifest
from publisher.trees import Line
from schema.base.edition import EditionKey, State
from schema.publications import Ending
from schema.shelf import Card, Key, Shelf


def shown(site: Path, manifest: Manifest, areas: Iterable[str] | None = None) -> frozenset[Line]:
    """Everything that a release shows of editions, if not only those of some areas."""
    found = manifest.branches if areas is None else areas
    return frozenset(chain.from_iterable(release.tree(site, manifest, a).lines for a in found))


def harmless(site: Path, manifest: Manifest, book: Book) -> bool:
    """Whether all that a release shows may still be read, so that it can return as it is."""
    standing, readable = _standing(book.shelf), _readable(book.shelf)
    now = frozenset(chain.from_iterable(map(changes.lines, changes.told(book).values())))
    for line in shown(site, manifest):
        edition, role = line[3], line[4]
        if role not in {STANDING, EARLIER}:
            may_stay = line in now
        else:
            may_stay = edition in (standing if role == STANDING else readable)
        if not may_stay:
            return False
    return True


def restored(site: Path, manifest: Manifest, shelf: Shelf) -> Shelf:
    """What of a release may still be read: its editions, or their dated notices.

    An edition that may not return gives way to the one that is public now. What has been made
    public since is left out, except that no notice of an ending ever is.
    """
    may = _standing(shelf)
    now = {card.key: card for card in shelf.standing}
    then = (line for line in shown(site, manifest) if line[4] == STANDING)
    found = (may.get(str(line[3])) or now.get(changes.key(line)) for line in then)
    standing = {card.key: _as_it_stood(card) for card in found if card is not None}
    kept = tuple(sorted(standing.values(), key=lambda card: card.place))
    earlier = {key: _before(past, standing) for key, past in shelf.earlier.items()}
    return replace(shelf, standing=kept, earlier=earlier)


def without(shelf: Shelf, held: Collection[EditionKey]) -> Shelf:
    """The shelf on which, in the place of editions that are held back, those before them stand."""
    standing: dict[Key, Card] = {}
    for card in shelf.standing:
        before = (card, *shelf.earlier.get(card.key, ()))
        found = next((each for each in before if each.edition not in held), None)
        if found is card:
            standing[card.key] = card
        elif found is not None and not found.ended_by(shelf.moment):
            standing[card.key] = _as_it_stood(found)
    earlier = {key: _before(past, standing) for key, past in shelf.earlier.items()}
    return replace(shelf, standing=tuple(standing.values()), earlier=earlier)


def lost(site: Path, shelf: Shelf, areas: Collection[str] | None = None) -> tuple[str, ...]:
    """The releases that hold content, if not only that of some areas, which was withdrawn or
    redacted.

    It must not stay on disk.
    What has expired may stay there; it is not brought back, that is all.
    """
    may = _readable(shelf)
    quiet = {each.key for each in shelf.ended if each.unpublishing().ending is Ending.EXPIRED}

    def holds(line: Line) -> bool:
        gone = line[4] in {STANDING, EARLIER} and str(line[3]) not in may
        return gone and changes.key(line) not in quiet

    kept = release.kept(site)
    return tuple(each.id for each in kept if any(map(holds, shown(site, each, areas))))


def _as_it_stood(card: Card) -> Card:
    """The edition as what stands, though another may have corrected it since."""
    return card._replace(state=State.PUBLISHED, newest=True, ended_at=None)


def _readable(shelf: Shelf) -> dict[str, Card]:
    """What is public, and what that corrects, by the id of the edition."""
    past = chain.from_iterable(shelf.earlier.values())
    return {str(card.id): card for card in (*shelf.standing, *past)}


def _standing(shelf: Shelf) -> dict[str, Card]:
    """What is readable and whose own posting period has not ended."""
    readable = _readable(shelf).items()
    return {key: card for key, card in readable if not card.ended_by(shelf.moment)}


def _before(past: tuple[Card, ...], standing: Mapping[Key, Card]) -> tuple[Card, ...]:
    """Of the editions of one document, those older than the one that is shown."""
    shown = standing.get(past[0].key)
    return tuple(card for card in past if shown and card.number < shown.number)
