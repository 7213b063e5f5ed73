"""Pictures and papers beside the pages of the documents that they were approved with."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from publisher import places
from publisher.places import Place
from schema.base.attached import PublishedAttachment
from schema.base.digest import Digest
from schema.base.document import Publication
from schema.papers import store
from schema.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Hanging:
    """An attachment on a page; words: what a picture shows; weight: its size, ready to print."""

    title: str
    link: Markup
    sort: Enum
    weight: str
    picture: bool
    words: str


def hanging(place: Place, publication: Publication) -> Iterator[Hanging]:
    """The attachments of a document, as its page shows them."""
    page = _page(place, publication)
    for each in publication.attachments:
        yield Hanging(
            title=each.title,
            link=places.link(page, _file(page, each)),
            sort=each.media_type,
            weight=f"{max(each.size // 1000, 1)} KB",
            picture=each.media_type.picture,
            words=each.alternative_text or "",
        )


def files(shelf: Shelf) -> Mapping[str, Digest]:
    """The files beside the pages of everything that stands, each with the digest it must have."""
    among = places.places(shelf)
    found = {
        _file(_page(among[each.standing.area.path], each), attached): attached.digest
        for each in shelf.publications
        for attached in each.attachments
    }
    return MappingProxyType(found)


def copy(wanted: Mapping[str, Digest], home: Path, docs: Path) -> tuple[str, ...]:
    """Puts the files beside the pages; the reasons where one is not in the data folder."""
    missing = []
    for path, digest in wanted.items():
        content, file = store.place(home, digest), docs / path
        if content.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content, file)
        else:
            missing.append(f"{path}: its content is not in the data folder; restore the backup")
    return tuple(missing)


def _page(place: Place, publication: Publication) -> str:
    return places.page(place, type(publication).__name__, publication.standing.record)


def _file(page: str, attached: PublishedAttachment) -> str:
    return f"{posixpath.dirname(page)}/{attached.digest}{attached.media_type.suffix}"
