"""The menu of the site: town, villages, groups and the hand-written pages; never a record.

It is as MkDocs' `nav` has it: each entry a title with a page, or with what lies in it, and its own
page first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from publisher.markdown import plain
from publisher.places import OBJECTING, Families, Place, home

Menu = list[Any]

_HANDWRITTEN = (
    {"搜索": "search.md"},
    {"怎样提出异议": OBJECTING},
    {"隐私告知": "privacy.md"},
    {"关于本站": "about.md"},
)


def menu(town: Place, families: Families) -> Menu:
    """The menu of a town."""
    below = families.get(town.path, ())
    return [{"首页": home(town)}, *(_branch(each, families) for each in below), *_HANDWRITTEN]


def _branch(place: Place, families: Families) -> dict[str, Any]:
    below = families.get(place.path, ())
    own = home(place)
    return {plain(place.name): [own, *(_branch(e, families) for e in below)] if below else own}


def titles(entries: Menu) -> Iterator[tuple[str, str]]:
    """Path and title of every page in it that has a title there."""
    for entry in entries:
        for title, within in entry.items() if isinstance(entry, dict) else ():
            yield from [(within, title)] if isinstance(within, str) else titles(within)


def unfolded(entries: Menu, made: Collection[str]) -> Menu:
    """The menu in which a branch is unfolded if one of these pages lies in it: all others show it
    folded."""
    return [_unfolded(entry, made) for entry in entries]


def _unfolded(entry: dict[str, Any], made: Collection[str]) -> dict[str, Any]:
    [(title, within)] = entry.items()
    if isinstance(within, str):
        return entry
    own, *below = within
    there = any(path.startswith(own.removesuffix("index.md")) for path in made)
    return {title: [own, *(unfolded(below, made) if there else ())]}
