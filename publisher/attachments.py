"""Pictures and papers beside the pages of the documents that they were approved with."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from markupsafe import Markup

from publisher import places
from schema.base.attached import PublishedAttachment
from schema.base.digest import Digest
from schema.base.document import Publication
from schema.papers import store


@dataclass(frozen=True, slots=True)
class Hanging:
    """An attachment on a page; words: what a picture shows; weight: its size, ready to print."""

    title: str
    link: Markup
    sort: Enum
    weight: str
    picture: bool
    words: str


def hanging(page: str, publication: Publication) -> Iterator[Hanging]:
    """The attachments of a document, as its page shows them."""
    for each in publication.attachments:
        yield Hanging(
            title=each.title,
            link=places.link(page, _file(page, each)),
            sort=each.media_type,
            weight=f"{max(each.size // 1000, 1)} KB",
            picture=each.media_type.picture,
            words=each.alternative_text or "",
        )


def files(page: str, publication: Publication) -> Mapping[str, Digest]:
    """The files beside the page of a document, each with the digest that it must have."""
    return {_file(page, each): each.digest for each in publication.attachments}


def copy(wanted: Mapping[str, Digest], home: Path, html: Path) -> None:
    """Puts the files beside the pages; one that is not in the data folder is missed by `verify`."""
    for path, digest in wanted.items():
        content, file = store.place(home, digest), html / path
        if content.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content, file)


def _file(page: str, attached: PublishedAttachment) -> str:
    return f"{posixpath.dirname(page)}/{attached.digest}{attached.media_type.suffix}"
