"""The release on which a new one builds: what of it stays, and what goes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from publisher import build, homes, listings, places, release, trees
from publisher.book import Book
from publisher.changes import Work
from publisher.places import Place
from publisher.release import Branch, Manifest
from publisher.trees import Tree


@dataclass
class Standing:
    """What of the live release stays. before: that release; none where everything is made anew.

    gone: by area, the pages that no document, listing or home page is behind any more, and what is
    not announced any more.
    """

    site: Path
    before: Manifest | None
    gone: dict[str, frozenset[str]] = field(default_factory=dict)
    _trees: dict[str, Tree] = field(default_factory=dict)
    _had: dict[str, bool] = field(default_factory=dict)

    def tree(self, area: str) -> Tree:
        """What it has of an area; read once."""
        if self.before is None:
            return trees.EMPTY
        if area not in self._trees:
            self._trees[area] = release.tree(self.site, self.before, area)
        return self._trees[area]

    def branch(self, area: str) -> Branch | None:
        """The tree of an area in it."""
        return self.before.branches.get(area) if self.before else None

    def source(self, area: str, page: str) -> str | None:
        """Digest of the Markdown that a page was made of."""
        leaf = self.tree(area).leaves.get(page)
        return leaf.source if leaf else None

    def content(self, path: str) -> bytes | None:
        """What a file of it says; none if there is none."""
        if self._shown is None:
            return None
        file = Path(f"{self._shown}/{path}")
        return file.read_bytes() if file.is_file() else None

    def drop(self, area: str, where: str, stay: Set[str]) -> None:
        """Lets go what is announced in a folder of an area, or a file, but for those that stay."""
        left = {name for name in self.tree(area).leaves if name.startswith(where)} - stay
        self.gone[area] = self.gone.get(area, frozenset()) | left

    def has(self, path: str) -> bool:
        """Whether a file of it stays on the site; one beside the releases is always there."""
        if path not in self._had:
            self._had[path] = path == homes.COPIES or (
                self._shown is not None
                and path not in self._gone
                and os.path.isfile(f"{self._shown}/{path}")
            )
        return self._had[path]

    @cached_property
    def _shown(self) -> str | None:
        """Where its pages lie."""
        return str(release.folder(self.site, self.before.id)) if self.before else None

    @cached_property
    def _gone(self) -> frozenset[str]:
        """The files of the pages that go, by their paths on the site."""
        return frozenset(
            f"{area}{path}"
            for area, left in self.gone.items()
            for page in left
            for path in self.tree(area).leaves[page].files
        )


def standing(site: Path, before: Manifest | None, book: Book, work: Work) -> Standing:
    """What stays of a release when this work is done."""
    found = Standing(site, before)
    by_folder = {place.folder: place for place in book.places.values()}
    if before is not None:
        found.gone = {
            area: frozenset(_made(found.tree(area))) - _pages(book, by_folder[area])
            for area in work.dirty
        }
    return found


def _made(tree: Tree) -> Iterator[str]:
    """The pages of a tree; what is announced stays until it is announced anew."""
    return (name for name in tree.leaves if name.endswith(".md"))


def _pages(book: Book, place: Place) -> set[str]:
    """Every page that an area has now, by its Markdown."""
    found = {places.page(place, key) for key in book.section(place).subjects}
    found.add(places.home(place))
    if homes.listed(book, place):
        found.add(places.listing(place))
    if listings.outcomes(book, place):
        found.add(places.figures(place))
    years = listings.years_of(book, place)
    found |= {places.year(place, each.document, each.year) for each in years}
    return found if place.above else found | {page.path for page in build.handwritten()}
