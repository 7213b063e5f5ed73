"""The job: collect, render, build, verify, release. It says nothing itself; it returns or raises.

The database is open when it is called. MkDocs takes seconds and waits for nobody, so it runs in a
thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher import (
    attachments,
    build,
    collect,
    places,
    recall,
    release,
    render,
    templates,
    verify,
)
from publisher.release import Manifest
from schema.base.scope import AreaPath
from schema.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Release:
    """One built and verified site that is live. folder: its pages; pages: how many."""

    id: str
    folder: Path
    pages: int


class Held(Exception):
    """Nothing was released; the site stays as it was. reasons: every one that was found."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons: tuple[str, ...] = reasons


@dataclass(frozen=True, slots=True)
class _Order:
    """Where to release to, and what the site says of itself."""

    home: Path
    demo: bool
    url: str


async def publish(
    home: Path, town: AreaPath, now: datetime, *, demo: bool, site_url: str
) -> Release:
    """Releases everything that is public in a town at `now`."""
    with _alone(home):
        shelf = await collect.collect(town, now)
        made = await asyncio.to_thread(_release, _Order(home, demo, site_url), shelf)
        _tidy(home, shelf)
        return made


async def rollback(
    home: Path, town: AreaPath, now: datetime, *, demo: bool, site_url: str
) -> Release:
    """Makes the release before the live one live again, without what had to go since.

    If all that it shows may still be read, it returns byte for byte; otherwise it is made anew
    from the editions that it showed and that are still readable.
    """
    with _alone(home):
        shelf = await collect.collect(town, now)
        before = _before(home)
        if recall.harmless(before, shelf) and release.folder(home, before.id).exists():
            release.point(home, before.id)
            return Release(before.id, release.folder(home, before.id), before.pages)
        restored = recall.restored(before, shelf)
        order = _Order(home, demo, site_url)
        made = await asyncio.to_thread(_release, order, restored, before.id)
        _tidy(home, shelf)
        return made


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    try:
        with release.alone(home):
            yield
    except release.Busy as busy:
        raise Held(str(busy)) from busy


def _before(home: Path) -> Manifest:
    """The release to go back to; one that restored another counts as that other."""
    kept, live = release.kept(home), release.current(home)
    standing = next((each.restores or each.id for each in kept if each.id == live), "")
    older = [each for each in kept if each.id < standing and each.restores is None]
    if not older:
        raise Held("there is no earlier release to go back to")
    return older[-1]


def _release(order: _Order, shelf: Shelf, restores: str | None = None) -> Release:
    """Makes the pages of a shelf live, if nothing speaks against it."""
    fresh = release.fresh_id(order.home, shelf.moment)
    pages = (*render.render(shelf, collect.profile(shelf)), *build.handwritten())
    with release.workshop(order.home, fresh) as work:
        html = work / "html"
        expected = verify.Expected(pages, order.url, order.demo, attachments.files(shelf))
        reasons = _built(work / "docs", html, expected, order.home, _site(order, shelf, fresh))
        if reasons:
            raise Held(*reasons)
        manifest = Manifest(
            id=fresh,
            town=shelf.area,
            moment=shelf.moment,
            restores=restores,
            pages=len(pages),
            editions=recall.editions(shelf),
            endings=recall.endings(shelf),
            files=release.digests(html),
        )
        release.put(order.home, html, manifest)
    return Release(fresh, release.folder(order.home, fresh), len(pages))


def _built(
    docs: Path, html: Path, expected: verify.Expected, home: Path, site: build.Site
) -> tuple[str, ...]:
    """The reasons against what MkDocs makes of the pages."""
    build.write(expected.pages, docs)
    missing = attachments.copy(expected.files, home, docs)
    broken = missing or build.build(docs, html, site)
    return broken or tuple(verify.verify(expected, html))


def _tidy(home: Path, shelf: Shelf) -> None:
    """Deletes the releases that are too old or hold what must not stay."""
    release.prune(home, recall.lost(release.kept(home), shelf))


def _site(order: _Order, shelf: Shelf, fresh: str) -> build.Site:
    among = places.places(shelf)
    town = among[shelf.area]
    return build.Site(
        name=f"{town.name}组务公开",
        url=order.url,
        issuer=f"{town.name}各村民小组",
        released=f"{templates.day(shelf.moment)}，第 {int(fresh.partition('-')[0])} 号",
        demo=order.demo,
        menu=places.navigation(among),
    )
