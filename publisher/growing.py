"""The trees of a new release: those with changes are made, the others are the ones that were."""

from __future__ import annotations

from collections.abc import Mapping, Set

from publisher import trees
from publisher.book import Book
from publisher.making import Crop
from publisher.release import Branch
from publisher.standing import Standing
from publisher.trees import Grown, Tree
from schema.sections import Section


def grown(
    name: str, book: Book, dirty: Set[str], standing: Standing, crop: Crop
) -> Mapping[str, Branch]:
    """The branch of every area, the trees with changes called `name`; from below upwards, for a
    tree holds the way to those below it. dirty: the areas of which other editions are shown."""
    gone = {area for area, pages in standing.gone.items() if pages}
    touched = dirty | crop.leaves.keys() | gone
    lines = ((*place.above, place) for place in book.places.values() if place.folder in touched)
    changed = {place.folder for line in lines for place in line}
    branches: dict[str, Branch] = {}
    for place in reversed(tuple(book.places.values())):
        old = standing.branch(place.folder)
        if old and place.folder not in changed:
            branches[place.folder] = old
        else:
            below = {child.folder: branches[child.folder].tree for child in book.children(place)}
            own = book.section(place)
            branches[place.folder] = _branch(name, place.folder, own, standing, crop, below)
    return branches


def _branch(
    name: str,
    area: str,
    section: Section,
    standing: Standing,
    crop: Crop,
    below: Mapping[str, str],
) -> Branch:
    old = standing.branch(area)
    fresh, gone = crop.leaves.get(area, {}), standing.gone.get(area, frozenset())
    stay = {page: leaf for page, leaf in standing.tree(area).leaves.items() if page not in gone}
    tree = Tree(section.lines, stay | fresh)
    paths = {path for leaf in fresh.values() for path in leaf.files}
    grown = Grown(tree, paths, crop.html / area)
    trees.put(standing.site, area, name, grown, old.tree if old else None, below)
    return Branch(name, section.digest, sum(name.endswith(".md") for name in tree.leaves))
