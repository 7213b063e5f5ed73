"""Going back to an earlier release without bringing back what had to go.

A release knows which editions it shows. What has since been withdrawn, redacted or has expired is
not readable any more, in whatever release it once stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from publisher.release import Manifest, ShownEdition, ShownEnding
from schema.base.document import Publication
from schema.publications import Ending
from schema.shelf import Shelf

Edition = tuple[str, UUID, int]
"""Document, record and number."""


def editions(shelf: Shelf) -> tuple[ShownEdition, ...]:
    """Every edition whose content the site of this shelf shows."""
    standing = [_shown(each, False) for each in shelf.publications]
    earlier = [_shown(each, True) for past in shelf.earlier.values() for each in past]
    return (*standing, *earlier)


def endings(shelf: Shelf) -> tuple[ShownEnding, ...]:
    """Every dated notice that the site of this shelf shows."""
    return tuple(
        ShownEnding(str(each.document.value), each.id, each.ending.name)
        for each in shelf.unpublishings
    )


def harmless(release: Manifest, shelf: Shelf) -> bool:
    """Whether everything that a release shows may still be read, so that it can return as it is."""
    readable, standing = _readable(shelf), _standing(shelf)
    shown = all(_key(e) in (readable if e.earlier else standing) for e in release.editions)
    return shown and set(release.endings) <= set(endings(shelf))


def restored(release: Manifest, shelf: Shelf) -> Shelf:
    """What of a release may still be read: its editions, or their dated notices.

    An edition that may not return gives way to the one that is public now. What has been made
    public since is left out, except that no notice of an ending ever is.
    """
    may = _standing(shelf)
    now = {_key(_shown(each, False))[:2]: each for each in shelf.publications}
    standing = [each for each in release.editions if not each.earlier]
    found = [may.get(_key(each)) or now.get(_key(each)[:2]) for each in standing]
    publications = [each for each in found if each is not None]
    earlier = {key: _before(past, publications) for key, past in shelf.earlier.items()}
    return replace(shelf, publications=tuple(publications), earlier=earlier)


def lost(releases: Iterable[Manifest], shelf: Shelf) -> tuple[str, ...]:
    """The releases that hold content which was redacted: their pages must not stay even on disk.

    What was withdrawn or has expired may stay there; it is not brought back, that is all.
    """
    quiet = {
        (str(each.document.value), each.id)
        for each in shelf.unpublishings
        if each.ending is not Ending.REDACTED
    }
    may = _readable(shelf)
    return tuple(
        each.id
        for each in releases
        if any(_key(e) not in may and _key(e)[:2] not in quiet for e in each.editions)
    )


def _readable(shelf: Shelf) -> dict[Edition, Publication]:
    """What is public, and what that corrects."""
    past = (each for editions in shelf.earlier.values() for each in editions)
    return {_key(_shown(each, False)): each for each in (*shelf.publications, *past)}


def _standing(shelf: Shelf) -> dict[Edition, Publication]:
    """What is readable and whose own posting period has not ended."""
    return {
        key: each
        for key, each in _readable(shelf).items()
        if each.standing.posted_until is None or each.standing.posted_until > shelf.moment
    }


def _before(past: Sequence[Publication], shown: Sequence[Publication]) -> tuple[Publication, ...]:
    """Of the editions of one document, those older than the one that is shown."""
    record = past[0].standing.record
    document = type(past[0])
    number = max(
        (e.standing.number for e in shown if type(e) is document and e.standing.record == record),
        default=0,
    )
    return tuple(each for each in past if each.standing.number < number)


def _shown(publication: Publication, earlier: bool) -> ShownEdition:
    standing = publication.standing
    return ShownEdition(type(publication).__name__, standing.record, standing.number, earlier)


def _key(edition: ShownEdition) -> Edition:
    return (edition.document, edition.record, edition.number)
