"""What the index of a village holds: the pages of its documents, and those of its groups."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from publisher import places, release, trees
from publisher.release import Manifest
from publisher.search import program
from schema.publications import DOCUMENTS

FORMAT = 2
"""Counts the changes of what an index makes of its pages; others are made anew."""


def villages(manifest: Manifest) -> Mapping[str, tuple[str, ...]]:
    """The areas of each village by its code, and those of the town itself."""
    found: dict[str, tuple[str, ...]] = {}
    for area in manifest.branches:
        code = area.partition("/")[0] or trees.TOWN
        found[code] = (*found.get(code, ()), area)
    return found


def made_of(manifest: Manifest, areas: tuple[str, ...]) -> str:
    """Digest of the trees in which the pages of some areas lie; the same trees, the same pages."""
    return _digest(sorted((area, manifest.branches[area].tree) for area in areas))


def pages(site: Path, manifest: Manifest, areas: Iterable[str]) -> Mapping[str, str]:
    """The pages of documents of some areas: SHA-256 by path on the site."""
    return {
        f"{area}{path}": digest
        for area in areas
        for path, digest in release.tree(site, manifest, area).files.items()
        if path.endswith("/index.html") and path.partition("/")[0] in _sorts()
    }


def name(code: str, pages: Mapping[str, str]) -> str:
    """What the folder of an index is called: the same pages, the same index."""
    return f"{code}-{_digest(sorted(pages.items()))}"


def _digest(told: object) -> str:
    return hashlib.sha256(repr((FORMAT, program.NAME, told)).encode()).hexdigest()[:16]


@cache
def _sorts() -> frozenset[str]:
    return frozenset(map(places.slug, DOCUMENTS))
