"""Pages made by MkDocs, with what lies beside them, and looked at before anybody sees them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher import announcing, attachments, build, collect, copies, pages, verify
from publisher.book import Book
from publisher.build import Site
from publisher.changes import Work
from publisher.gate.holding import Holding
from publisher.guard import Guard
from publisher.pages import Made
from publisher.standing import Standing
from publisher.trees import Leaf
from schema.base import garbage
from schema.base.digest import Digest
from schema.base.edition import EditionKey

FURNITURE = ""
"""The leaf of what is no page: styles, scripts, icons, 404.html. It is the town's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made of a shelf. made_of: digest of everything but its records."""

    book: Book
    site: Site
    guard: Guard
    work: Work
    standing: Standing
    made_of: str


Progress = Callable[[int, int], None]
"""Told how many pages of how many are made."""


def silent(done: int, of: int) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Crop:
    """What was made: files below `html` by their path on the site.

    leaves: by area, and by page or, of what stands for itself, by file; reasons: what speaks
    against releasing anything of it; holding: which documents have to stay behind; unsealed: those
    that are so new that the log does not hold them, for which the crop was given up.
    """

    html: Path
    leaves: dict[str, dict[str, Leaf]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    holding: Holding[EditionKey] = field(default_factory=lambda: Holding({}, ()))
    unsealed: frozenset[EditionKey] = frozenset()

    @property
    def count(self) -> int:
        """How many pages."""
        return sum(name.endswith(".md") for own in self.leaves.values() for name in own)

    def add(self, area: str, name: str, source: str, files: Mapping[str, str]) -> None:
        """Takes note of what belongs together; files: digests by path on the site."""
        within = {path.removeprefix(area): digest for path, digest in files.items()}
        self.leaves.setdefault(area, {})[name] = Leaf(source, within)


async def made(home: Path, plan: Plan, workshop: Path, progress: Progress) -> Crop:
    """The pages of a plan that are not as they were, and what is announced of them."""
    book, work, site, standing = plan.book, plan.work, plan.site, plan.standing
    crop = Crop(workshop / "html")
    crop.html.mkdir()
    store, fresh = f"{standing.site}/{copies.STORE}", f"{workshop}/fresh"
    os.mkdir(fresh)
    done: list[Made] = []
    known: set[str] = set()
    async for piece in pages.pieces(book, work, site, standing.source):
        furniture = work.whole and not done
        crop.reasons += build.build([m.page for m in piece], crop.html, site, furniture=furniture)
        attachments.copy(_approved(piece), home, crop.html)
        for each in piece:
            known |= {*_lay_beside(each, store, fresh, str(crop.html), work.whole)}
        copies.keep(store, fresh)
        done += (each.laid for each in piece)
        progress(len(done), max(work.count, len(done)))
        garbage.sweep()  # a page and its file, in MkDocs, hold each other
    crop.unsealed = await collect.unsealed(book, (each.edition for each in done if not each.proven))
    if crop.unsealed:
        return crop
    announced = {path async for path in _announce(crop, book, work, site, standing)}
    expected = verify.Expected(
        tuple(each.page for each in done),
        plan.guard.house,
        _approved(done),
        frozenset({path for each in done for path in each.files} | announced),
        frozenset(known),
        standing.has,
    )
    seen = verify.verify(expected, crop.html)
    crop.holding = plan.guard.holding(seen.findings, done, announced, book.shelf)
    if not (crop.reasons or crop.holding.documents):
        _sort(crop, done, {p: seen.digests[p] for p in seen.digests.keys() - announced})
    return crop


async def _announce(
    crop: Crop, book: Book, work: Work, site: Site, standing: Standing
) -> AsyncIterator[str]:
    """Writes what is announced anew; answers the paths of those files that are not as they were."""
    async for each in announcing.announced(book, work, site, standing):
        area = each.place.folder
        for where in each.over:
            standing.drop(area, where, each.files.keys() | each.stay)
        for path, content in each.files.items():
            source = hashlib.sha256(content).hexdigest()
            if source != standing.source(area, path):
                os.makedirs(os.path.dirname(f"{crop.html}/{path}"), exist_ok=True)
                _write(f"{crop.html}/{path}", content)
                crop.add(area, path, source, {path: source})
                yield path


def _approved(piece: Iterable[Made]) -> Mapping[str, Digest]:
    return {path: digest for each in piece for path, digest in each.approved.items()}


def _lay_beside(page: Made, store: str, fresh: str, html: str, again: bool) -> Iterator[str]:
    """Puts what goes with a page beside it; answers the copies that need no look of their own.

    These are what another one is on larger paper and, if everything is made `again`, what was
    printed before.
    """
    os.makedirs(os.path.dirname(f"{html}/{page.page.html}"), exist_ok=True)
    for path, content in page.written.items():
        _write(f"{html}/{path}", content)
    for path, copy in page.copies.items():
        printed = copies.hang(store, fresh, copy, f"{html}/{path}")
        if copy.enlarged or (again and not printed):
            yield path


def _write(place: str, content: bytes) -> None:
    with open(place, "wb") as file:
        file.write(content)


def _sort(crop: Crop, done: Iterable[Made], files: dict[str, Digest]) -> None:
    """Tells of each file to which page it belongs; files: digests of all that are no news."""
    for each in done:
        own = {path: files.pop(path) for path in each.files}
        crop.add(each.area, each.page.path, each.source, own)
    if files:
        crop.add("", FURNITURE, "", files)
