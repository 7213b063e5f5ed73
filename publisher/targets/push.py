"""The live release in a bucket: only what has changed is sent, and a push that stopped goes on.

The bucket has a manifest of its own, which says what lies there. Before anything is touched it is
written down that nobody knows what is there in its place; so the push after one that died puts
right everything which that one may have changed, and forgets no page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import orjson

from publisher import disk, release
from publisher.release import Manifest
from publisher.targets import cargo, logs
from publisher.targets.store import Store, Unreachable
from publisher.trees import BESIDE
from schema.rules.buckets import Bucket

MANIFEST = ".zuwu/manifest.json"
"""What lies in the bucket, for whoever publishes next; readers have no use for it."""

FORMAT = 1
"""Counts the changes of that file."""

AT_ONCE = 8
"""How many files are on their way at the same time."""


class Unpushed(Exception):
    """The bucket does not show the live release; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """How many files were written to a bucket, and how many deleted there."""

    written: int
    deleted: int


def push(site: Path, bucket: Bucket) -> Pushed:
    """Lets a bucket show the live release, and the public log up to its checkpoint."""
    try:
        with release.alone(site):
            live = release.live(site)
            if live is None:
                raise Unpushed("there is no live release")
            return _Push(site, Store(bucket), live).run()
    except (disk.Busy, Unreachable) as fault:
        raise Unpushed(str(fault)) from fault


class _Push:
    """One push of a release. there: what the bucket has, by path."""

    def __init__(self, site: Path, store: Store, live: Manifest) -> None:
        self.site, self.store, self.live = site, store, live
        self.pages = release.folder(site, live.id)
        self.there = _there(store, live)

    def run(self) -> Pushed:
        """All its steps, one after the other."""
        self._examine()
        wanted = self._wanted()
        steps = tuple(cargo.steps(wanted, self.there, self._ended()))
        if not steps:
            return Pushed(0, 0)
        touched = {path: None for step in steps for path in (*step.puts, *step.drops)}
        self._note({**self.there, **touched})
        with ThreadPoolExecutor(AT_ONCE) as hands:
            for step in steps:
                list(hands.map(lambda path: self._put(path, wanted[path]), step.puts))
                list(hands.map(self.store.delete, step.drops))
        self._note(wanted)
        return Pushed(sum(len(each.puts) for each in steps), sum(len(each.drops) for each in steps))

    def _examine(self) -> None:
        """Refuses a log that is not how the one in the bucket went on."""
        for reason in logs.faults(self.site, self.store):
            mend = f"remove {self.site / cargo.LOG} and publish again, which fetches the one there"
            raise Unpushed(f"{reason}; {mend}")

    def _wanted(self) -> Mapping[str, str]:
        return {**release.digests(self.site, self.live), **self._beside()}

    def _beside(self) -> Mapping[str, str]:
        """Digests of what lies beside the releases, such as the public log. What a tile holds never
        changes, so those are read once."""
        tops = {name: self.pages / name for name in BESIDE}
        found = (f"{name}/{each}" for name, top in tops.items() for each in disk.files(top))
        paths = (path for path in found if not path.endswith(disk.ASIDE))
        return {
            path: (cargo.told(path)[1] == cargo.FOREVER and self.there.get(path))
            or disk.digest(self.pages / path)
            for path in paths
        }

    def _ended(self) -> frozenset[str]:
        branches = self.live.branches
        trees = {area: release.tree(self.site, self.live, area) for area in branches}
        return frozenset(path for each in trees.items() for path in cargo.notices(*each))

    def _put(self, path: str, digest: str) -> None:
        """Writes a file, unless it is not what it was when it was made."""
        content = (self.pages / path).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise Unpushed(f"{path} of the live release is not as it was published")
        self.store.put(path, content, *cargo.told(path))

    def _note(self, files: Mapping[str, str | None]) -> None:
        told = {"format": FORMAT, "town": self.live.town, "files": files}
        content = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
        self.store.put(MANIFEST, content, *cargo.told(MANIFEST))


def _there(store: Store, live: Manifest) -> Mapping[str, str | None]:
    """What the bucket says that it has; one with anything else in it is not written to."""
    written = store.read(MANIFEST)
    if written is None:
        if store.holds_any():
            raise Unpushed("there are other files where it should lie; name an empty prefix")
        return {}
    told = orjson.loads(written)
    if told["format"] != FORMAT or told["town"] != live.town:
        raise Unpushed("the site of another town or version lies there; name another prefix")
    files: dict[str, str | None] = told["files"]
    return files
