"""What speaks of what: a document, and those that were made public about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schema.base.about import About, DocumentName
from schema.base.document import Publication
from schema.publications import Unpublishing
from schema.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Threads:
    """subjects: all that can be spoken of, what has ended too; responses: what speaks of it."""

    subjects: Mapping[About, Publication | Unpublishing]
    responses: Mapping[About, tuple[Publication, ...]]


def threads(shelf: Shelf) -> Threads:
    """The threads of a shelf; in each, what was made public first stands first."""
    subjects: dict[About, Publication | Unpublishing] = {
        About(DocumentName(str(each.document.value)), each.id): each for each in shelf.unpublishings
    }
    responses: dict[About, tuple[Publication, ...]] = {}
    for each in sorted(shelf.publications, key=lambda shown: shown.standing.published_at):
        subjects[itself(each)] = each
        if each.about is not None:
            responses[each.about] = (*responses.get(each.about, ()), each)
    return Threads(MappingProxyType(subjects), MappingProxyType(responses))


def itself(publication: Publication) -> About:
    """How others speak of a publication."""
    return About(DocumentName(type(publication).__name__), publication.standing.record)
