"""Pages made by MkDocs, with what lies beside them, and looked at before anybody sees them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from publisher import attachments, build, disk, pages, verify
from publisher.book import Book
from publisher.build import Site
from publisher.changes import Work
from publisher.pages import Made
from publisher.standing import Standing
from publisher.trees import Leaf
from schema.base.digest import Digest

FURNITURE = ""
"""The leaf of what is no page: styles, scripts, icons, 404.html. It is the town's."""


@dataclass(slots=True)
class Crop:
    """What was made: files below `html` by their path on the site.

    leaves: by area and page; reasons: all that speaks against releasing it.
    """

    html: Path
    leaves: dict[str, dict[str, Leaf]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many pages."""
        return sum(page != FURNITURE for own in self.leaves.values() for page in own)


async def made(
    home: Path, book: Book, work: Work, site: Site, standing: Standing, workshop: Path
) -> Crop:
    """The pages of the work that are not as they were."""
    crop = Crop(workshop / "html")
    crop.html.mkdir()
    done: list[Made] = []
    async for piece in pages.pieces(book, work, standing.source):
        crop.reasons += build.build(
            [each.page for each in piece],
            workshop / "piece",
            site,
            furniture=work.whole and not done,
        )
        _gather(workshop / "piece", crop.html)
        crop.reasons += attachments.copy(_beside(piece), home, crop.html)
        done += (replace(each, page=replace(each.page, text="")) for each in piece)
    expected = verify.Expected(
        tuple(each.page for each in done), site.url, site.demo, _beside(done), standing.has
    )
    crop.reasons += verify.verify(expected, crop.html)
    if not crop.reasons:
        _sort(crop, done)
    return crop


def _beside(piece: list[Made]) -> Mapping[str, Digest]:
    return {path: digest for each in piece for path, digest in each.files.items()}


def _gather(piece: Path, html: Path) -> None:
    """Puts what MkDocs made of a piece beside what it made of those before."""
    for path in list(disk.files(piece)) if piece.is_dir() else ():
        place = html / path
        place.parent.mkdir(parents=True, exist_ok=True)
        os.rename(piece / path, place)


def _sort(crop: Crop, done: list[Made]) -> None:
    """Tells of each file to which page it belongs, and what it is."""
    files = {path: disk.digest(crop.html / path) for path in disk.files(crop.html)}
    for each in done:
        own = [each.page.html, *each.files]
        leaf = Leaf(each.source, {p.removeprefix(each.area): files.pop(p) for p in own})
        crop.leaves.setdefault(each.area, {})[each.page.path] = leaf
    if files:
        crop.leaves.setdefault("", {})[FURNITURE] = Leaf("", files)
