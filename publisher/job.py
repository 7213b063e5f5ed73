"""The job: collect, render, build, verify, release. It says nothing itself; it returns or raises.

The database is open when it is called, and it only reads. MkDocs computes and waits for nobody,
so whoever has other things to do runs the job in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from publisher import (
    changes,
    collect,
    copies,
    disk,
    growing,
    guard,
    house,
    making,
    menu,
    offline,
    recall,
    release,
    standing,
    trees,
)
from publisher.book import Book
from publisher.build import Site
from publisher.collect import Moved
from publisher.gate import holding
from publisher.gate.finding import Finding
from publisher.gate.holding import Holding
from publisher.making import Plan, Progress, silent
from publisher.places import Place
from publisher.release import Manifest
from publisher.seal import checkpoint, files
from publisher.seal.note import Signer
from publisher.search import renewing
from schema.base.edition import EditionKey
from schema.base.garbage import undisturbed
from schema.base.scope import AreaPath
from schema.gate.held import Held as Stays
from schema.shelf import Cards, Shelf

_LOOKS = 5
"""How often the shelf is looked through again when something on it moves meanwhile."""


@dataclass(frozen=True, slots=True)
class Release:
    """A built and verified site that is live.

    folder: its pages; pages: how many; made: how many of them were made anew; held: what is public
    and yet stays behind, each with a reason.
    """

    id: str
    folder: Path
    pages: int
    made: int
    held: tuple[Stays, ...] = ()


class Held(Exception):
    """Nothing was released; the site stays as it was. reasons: every one that was found; by: those
    of them that the gate found, as officers are told of them."""

    def __init__(self, *reasons: str, by: tuple[Stays, ...] = ()) -> None:
        super().__init__("; ".join(reasons))
        self.reasons: tuple[str, ...] = reasons
        self.by: tuple[Stays, ...] = by


@dataclass(frozen=True, slots=True)
class Order:
    """What to publish, and where to. home: the data folder; demo: whether the town is invented.

    signers: what signs the public log; without any there is none. afresh: every page is to be made
    anew, whatever has changed; progress: told how many pages of how many are made; cards: those
    that whoever stays has read before.
    """

    home: Path
    town: AreaPath
    now: datetime
    demo: bool
    url: str
    afresh: bool = False
    signers: tuple[Signer, ...] = ()
    progress: Progress = silent
    cards: Cards = field(default_factory=Cards)

    @property
    def origin(self) -> str:
        """The name of the public log; none without one."""
        return checkpoint.origin(self.url) if self.signers else ""

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return release.of(self.home)


async def publish(order: Order) -> Release:
    """Releases everything that is public in the town; what is live stays if nothing has changed."""
    with _alone(order.site) as ended:
        if order.signers:
            await files.publish(order.home, order.town, order.signers)
        for _ in range(_LOOKS):
            try:
                shelf = await _collected(order)
                if not ended:
                    _purge(order.site, recall.lost(order.site, shelf))
                return await _release(order, shelf, shelf)
            except Moved:
                continue
        raise Held("what is public kept changing while it was read; try again")


async def renew(order: Order) -> tuple[Finding, ...]:
    """Makes the copies to take along anew, of what is live; answers what leaves one of them out."""
    with _alone(order.site):
        book = await collect.opened(await _collected(order), order.origin)
        mkdocs = site(order, book)
        kept = await guard.guard(order.town, book.today, mkdocs)
        return offline.renew(order.site, mkdocs, book, kept.house)


def tidy(order: Order) -> None:
    """Lets go the oldest releases beyond those that are kept. It is a step of its own, so that
    nothing that is to be live waits for it; what had to go went with the release."""
    with _alone(order.site):
        release.prune(order.site)


async def rollback(order: Order) -> Release:
    """Makes the release before the live one live again, without what had to go since.

    If all that it shows may still be read, and the names that must not stand on it are the same,
    it returns byte for byte; otherwise it is made anew from the editions that it showed and that
    are still readable.
    """
    with _alone(order.site):
        shelf = await _collected(order)
        before = _before(order.site)
        if await _may_return(order, before, shelf):
            renewing.retire(order.site, before, vanished=True)
            release.point(order.site, before.id)
            return _shown(order.site, before, 0)
        restored = recall.restored(order.site, before, shelf)
        return await _release(order, restored, shelf, before.id)


async def _may_return(order: Order, before: Manifest, shelf: Shelf) -> bool:
    """Whether the pages of a release are still there and may all be shown."""
    book = await collect.opened(shelf)
    kept = await guard.guard(order.town, book.today, site(order, book))
    same = release.whole(order.site, before) and before.lists == kept.lists
    return same and recall.harmless(order.site, before, book)


async def index(order: Order) -> tuple[str, ...]:
    """Makes what is live searchable; the reasons why something of it is not.

    It is a step of its own, so that nothing that has to go out, or away, waits for it.
    """
    with _alone(order.site):
        live = release.live(order.site)
        if live is None or not renewing.due(order.site, live):
            return ()
        book = await collect.opened(await _collected(order), order.origin)
        kept = await guard.guard(order.town, book.today, site(order, book))
        names = {place.folder.strip("/") or trees.TOWN: place.name for place in _villages(book)}
        return renewing.renew(order.site, live, names, kept.house)


async def _collected(order: Order) -> Shelf:
    return await collect.collect(order.town, order.now, order.cards)


def _villages(book: Book) -> Iterator[Place]:
    """The town and its villages."""
    return (place for place in book.places.values() if len(place.above) < 2)


@contextmanager
def _alone(site: Path) -> Iterator[bool]:
    """Answers whether the last one came to its end; what it left undone is swept."""
    try:
        with release.alone(site) as ended, undisturbed():
            yield ended
    except disk.Busy as busy:
        raise Held(str(busy)) from busy


def _before(site: Path) -> Manifest:
    """The release to go back to; one that restored another counts as that other."""
    kept, live = release.kept(site), release.current(site)
    standing = next((each.restores or each.id for each in kept if each.id == live), "")
    older = [each for each in kept if each.id < standing and each.restores is None]
    if not older:
        raise Held("there is no earlier release to go back to")
    return older[-1]


async def _release(
    order: Order, shelf: Shelf, public: Shelf, restores: str | None = None
) -> Release:
    """Makes the pages of a shelf live, without those that the gate holds, and those that the log
    has yet to take in; public: all that is."""
    held: dict[EditionKey, tuple[Finding, ...]] = {}
    early: frozenset[EditionKey] = frozenset()
    fresh = release.fresh_id(order.site, order.now)
    while True:
        plan = await _planned(order, recall.without(shelf, {*held, *early}))
        with disk.workshop(order.site, fresh) as workshop:
            crop = await making.made(order.home, plan, workshop, order.progress)
            if crop.unsealed:
                early |= crop.unsealed
                continue
            if crop.holding.unowned and not plan.work.whole:
                order = replace(order, afresh=True)  # it may come from a page that stays
                continue
            if crop.reasons or crop.holding.unowned:
                lines = (each.line for each in crop.holding.unowned)
                by = holding.noted(Holding({}, crop.holding.unowned))
                raise Held(*crop.reasons, *lines, by=by)
            if not crop.holding.documents:
                offline.ready(order.site, plan.site)
                branches = growing.grown(fresh, plan.book, plan.work.dirty, plan.standing, crop)
                break
            held |= crop.holding.documents
    if held:
        copies.prune(order.site / copies.STORE)  # their sheets were printed to be looked into
    noted = holding.noted(Holding(held, ()))
    before = plan.standing.before
    if before is not None and branches == before.branches and restores is None:
        return _shown(order.site, before, 0, noted)
    manifest = Manifest(
        release.FORMAT,
        fresh,
        order.town,
        order.now,
        restores,
        plan.made_of,
        plan.guard.lists,
        branches,
    )
    if plan.work.vanished:
        offline.drop(order.site, plan.site, branches)
    renewing.retire(order.site, manifest, vanished=plan.work.vanished)
    release.put(order.site, manifest)
    if plan.work.vanished:
        _purge(order.site, recall.lost(order.site, public, plan.work.dirty))
    return _shown(order.site, manifest, crop.count, noted)


async def _planned(order: Order, shelf: Shelf) -> Plan:
    book = await collect.opened(shelf, order.origin)
    mkdocs = site(order, book)
    kept = await guard.guard(order.town, book.today, mkdocs)
    made_of = house.digest(mkdocs, book.profile, kept.lists, order.origin)
    before = _usable(order, made_of)
    work = changes.work(book, before, order.site)
    stays = standing.standing(order.site, before, book, work)
    return Plan(book, mkdocs, kept, work, stays, made_of)


def _usable(order: Order, made_of: str) -> Manifest | None:
    """The release on which the new one can build; none where everything is to be made anew."""
    live = release.live(order.site)
    usable = live and live.house == made_of and live.town == order.town
    return live if usable and not order.afresh else None


def _purge(site: Path, lost: Iterable[str]) -> None:
    """Deletes old releases, what the lost ones show, and the sheets that only these hung up."""
    release.prune(site, lost)
    copies.prune(site / copies.STORE)


def _shown(site: Path, manifest: Manifest, made: int, held: tuple[Stays, ...] = ()) -> Release:
    folder = release.folder(site, manifest.id).resolve()
    return Release(manifest.id, folder, manifest.pages, made, held)


def site(order: Order, book: Book) -> Site:
    """What MkDocs is told of a town."""
    town = book.places[book.shelf.area]
    return Site(
        name=f"{town.name}组务公开",
        url=order.url,
        issuer=f"{town.name}各村民小组",
        demo=order.demo,
        menu=menu.menu(town, book.families),
    )
