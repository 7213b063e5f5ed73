"""What has to be done so that a bucket shows a release, in which order, and how files are told.

Readers follow links while files are put there one by one, so what is linked to comes before what
links to it, and goes after it. What had to go is first of all.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from publisher import places
from publisher.trees import Tree
from schema.sections import STANDING

LOG = "log/"
"""The folder of the public log, which lies beside the releases and only grows."""

CHECKPOINT = f"{LOG}checkpoint"
"""What vouches for everything else in the log."""

TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""What files are, by the ends of their names; not what this machine happens to think."""

ASK = "no-cache"
"""Whoever keeps a file asks each time whether it is still the one: it may be withdrawn."""

FOREVER = "public, max-age=31536000, immutable"
"""The name of such a file says what it holds."""

_DOCUMENT = re.compile(r"((?:\d+/)*[a-z-]+/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/).+")
_NAMED = re.compile(r"assets/.+\.[0-9a-f]{8}\.min\.\w+|log/tile/[x\d/a-z]+(?<!/)(\.p/\d+)?")

Rank = tuple[int, int]
"""What comes first has the smaller one."""

(
    _ENDED,
    _GONE,
    _BESIDE,
    _NEW,
    _NEW_WAYS,
    _CHANGED,
    _WAYS,
    _LEFT,
    _VOUCHED,
) = range(9)


@dataclass(frozen=True, slots=True)
class Step:
    """Files to be written and files to be deleted, in whatever order among themselves."""

    puts: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()


def told(path: str) -> tuple[str, str]:
    """What a file is, and how long whoever hands it on may keep it."""
    kind = TYPES.get(posixpath.splitext(path)[1], "application/octet-stream")
    if path == CHECKPOINT:
        kind = TYPES[".txt"]
    return kind, FOREVER if _NAMED.fullmatch(path) else ASK


def notices(area: str, tree: Tree) -> Iterator[str]:
    """The pages of an area that are the dated notice of an ending."""
    standing = {line.key for line in tree.lines if line.role == STANDING}
    for line in tree.lines:
        if not line.readable and line.key not in standing:
            yield f"{area}{places.own(line.key)}/index.html"


def steps(
    wanted: Mapping[str, str], there: Mapping[str, str | None], ended: frozenset[str]
) -> Iterator[Step]:
    """What to do, one step after the other; nothing if the bucket shows it all.

    wanted: digests of the files of the release; there: of what the bucket has, None where nobody
    knows; ended: the pages of the release that are dated notices.
    """
    work = {path for path, digest in wanted.items() if there.get(path) != digest}
    left = there.keys() - wanted.keys()
    ranks = {path: _rank(path, path not in there, ended) for path in work}
    ranks |= {path: (_going(path, wanted, ended), 0) for path in left}
    for rank in sorted(set(ranks.values())):
        now = [path for path in ranks if ranks[path] == rank]
        yield Step(_sorted(now, work), _sorted(now, left))


def _sorted(paths: Iterable[str], among: set[str]) -> tuple[str, ...]:
    return tuple(sorted(path for path in paths if path in among))


def _rank(path: str, fresh: bool, ended: frozenset[str]) -> Rank:
    """When a file is written. The menu of every page leads to every home page, so new ones come
    before pages that change; other ways are opened from the smallest areas upwards."""
    if path in ended:
        return _ENDED, 0
    if path == CHECKPOINT:
        return _VOUCHED, 0
    if path.startswith((LOG, "assets/")):
        return _BESIDE, 0
    page, document = path.endswith(".html"), _DOCUMENT.fullmatch(path)
    if document:
        return (_BESIDE if not page else _NEW if fresh else _CHANGED), 0
    if fresh:
        return (_NEW_WAYS, -path.count("/")) if page else (_BESIDE, 0)
    return _WAYS, -path.count("/")


def _going(path: str, wanted: Mapping[str, str], ended: frozenset[str]) -> int:
    """When a file is deleted: at once if its document has ended or is gone, else once no page
    leads to it any more."""
    document = _DOCUMENT.fullmatch(path)
    page = f"{document[1]}index.html" if document else ""
    return _GONE if document and (page in ended or page not in wanted) else _LEFT
