"""A submitted document as it would be on the site, looked at before anybody approves it.

The page is made by what makes pages, printed by what prints posters, and looked into by the same
gate; only what would change elsewhere on the site is left out. It lies outside the site, below
`previews`, by the digest of all that it is made of: asked for again, it is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from uuid import UUID

import orjson

from publisher import collect, disk, framing, guard, house, job, making, pages
from publisher.book import Book
from publisher.build import Site
from publisher.changes import Work
from publisher.gate.finding import WHOLE, Finding
from publisher.guard import Guard
from publisher.job import Order
from publisher.making import Crop, Plan, silent
from publisher.pages import Made
from publisher.standing import Standing
from schema.base.scope import line
from schema.rules.gating import Reason
from schema.shelf import Cards, Foreseen

FOLDER = "previews"
"""Its name in the data folder; nothing below it is ever served without a token."""

FINDINGS = "findings.json"
"""What the gate found, and which files there are; it lies beside the page."""

_PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which edition a preview is wanted, as of when, in which data folder, for which site.

    cards: those that whoever stays has read before.
    """

    edition: UUID
    home: Path
    now: datetime
    demo: bool
    url: str
    cards: Cards = field(default_factory=Cards)


class _Trusting(Standing):
    """A site that has all to which a page leads: its listings are made when it is published."""

    def has(self, path: str) -> bool:
        """Yes."""
        return True


async def preview(wanted: Wanted) -> Path | None:
    """The folder of the preview; none if the edition does not wait for approval (any more).

    Its moment is told to the hour: posters bear it, and would else never be the same twice.
    """
    now = wanted.now.replace(minute=0, second=0, microsecond=0)
    edition = await collect.submitted(wanted.edition, now)
    if edition is None:
        return None
    plan = await _planned(wanted, edition, now)
    folder = wanted.home / FOLDER / str(wanted.edition) / plan.key
    if not folder.is_dir():
        await _make(wanted, plan, folder)
    return folder


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a preview is made of. made: its page before MkDocs has it."""

    edition: Foreseen
    book: Book
    site: Site
    guard: Guard
    work: Work
    made: Made

    @property
    def key(self) -> str:
        """Digest of all of it, and of what the gate looks for."""
        known = self.guard.house
        sought = [sorted(known.restricted.names), sorted(known.offices), self.guard.overruled]
        pages_of = house.digest(self.site, self.book.profile, self.guard.lists, self.book.origin)
        told = (self.edition.digest, self.made.source, pages_of, sought)
        return hashlib.sha256(repr(told).encode()).hexdigest()


async def _planned(wanted: Wanted, edition: Foreseen, now: datetime) -> _Plan:
    *_, town = line(edition.card.area)[:2]
    shelf = await collect.foreseen(town, now, wanted.cards, edition)
    book = await collect.opened(shelf)
    site = job.site(Order(wanted.home, town, now, wanted.demo, wanted.url), book)
    kept = await guard.guard(town, book.today, site)
    work = Work((edition.card.key,), (), (), frozenset(), frozenset(), moved=False)
    [[made]] = [piece async for piece in pages.pieces(book, work, site, lambda *_: None)]
    return _Plan(edition, book, site, kept, work, made)


async def _make(wanted: Wanted, plan: _Plan, folder: Path) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, suffix=disk.ASIDE) as name:
        workshop = Path(name)
        whole = Plan(
            book=plan.book,
            site=plan.site,
            guard=plan.guard,
            work=plan.work,
            standing=_Trusting(workshop, None),
            made_of="",
        )
        crop = await making.made(wanted.home, whole, workshop, silent)
        fresh = crop.html / Path(plan.made.page.html).parent
        fresh.mkdir(parents=True, exist_ok=True)
        _tell(plan, crop, fresh)
        for before in folder.parent.iterdir():
            if before.suffix != disk.ASIDE:
                shutil.rmtree(before)
        os.rename(fresh, folder)


def _tell(plan: _Plan, crop: Crop, fresh: Path) -> None:
    """Lets the page stand by itself, and writes down beside it what was found."""
    names, page = sorted(disk.files(fresh)), fresh / _PAGE
    if page.is_file():
        address = f"{plan.site.url.rstrip('/')}/{PurePosixPath(plan.made.page.html).parent}/"
        framed = framing.framed(page.read_text(encoding="utf-8"), address, fresh)
        page.write_text(framed, encoding="utf-8")
    found = [
        {"file": each.file, "field": each.field, "reason": each.reason.name, "detail": each.detail}
        for each in sorted(set(_findings(crop)), key=lambda each: each.line)
    ]
    told = {"digest": plan.edition.digest, "findings": found, "files": names}
    (fresh / FINDINGS).write_bytes(orjson.dumps(told))


def _findings(crop: Crop) -> Iterator[Finding]:
    yield from chain.from_iterable(crop.holding.documents.values())
    yield from crop.holding.unowned
    yield from (Finding(_PAGE, WHOLE, Reason.MISSHAPEN, reason) for reason in crop.reasons)
