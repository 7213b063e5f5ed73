"""The trees of a new release: those with changes are made, the others are the ones that were."""

from __future__ import annotations

from collections.abc import Mapping

from publisher import trees
from publisher.book import Book
from publisher.making import Crop
from publisher.places import Place
from publisher.release import Branch
from publisher.standing import Standing
from publisher.trees import Grown, Tree
from schema.sections import Section


def grown(name: str, book: Book, standing: Standing, crop: Crop) -> Mapping[str, Branch]:
    """The branch of every area, the trees with changes called `name`; from below upwards, for a
    tree holds the way to those below it."""
    branches: dict[str, Branch] = {}
    for place in reversed(list(book.places.values())):
        below = {child.folder: branches[child.folder].tree for child in book.children(place)}
        branches[place.folder] = _branch(name, place, book.section(place), standing, crop, below)
    return branches


def _branch(
    name: str,
    place: Place,
    section: Section,
    standing: Standing,
    crop: Crop,
    below: Mapping[str, str],
) -> Branch:
    area, old = place.folder, standing.before and standing.before.branches.get(place.folder)
    fresh, gone = crop.leaves.get(area, {}), standing.gone.get(area, frozenset())
    same = not fresh and not gone and name not in below.values()
    if old and same and old.lines == section.digest:
        return old
    stay = {page: leaf for page, leaf in standing.tree(area).leaves.items() if page not in gone}
    tree = Tree(section.lines, stay | fresh)
    paths = {path for leaf in fresh.values() for path in leaf.files}
    grown = Grown(tree, paths, crop.html / area)
    trees.put(standing.site, area, name, grown, old.tree if old else None, below)
    return Branch(name, section.digest, sum(name.endswith(".md") for name in tree.leaves))
