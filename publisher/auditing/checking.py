"""Whether a published site is what its log says, with the public key alone.

A finding names the file and the reason. What is on the site is read by people anyway, so nothing
here is kept from anybody; but nothing of a page's text is repeated either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from publisher.auditing import pages, unproven
from publisher.auditing.pages import Page
from publisher.book import day_of
from publisher.seal import checkpoint, files, note
from publisher.seal.checkpoint import FOLDER
from publisher.seal.note import NoteForged, Verifier
from publisher.seal.proofs import NAME
from publisher.seal.sites import Site
from publisher.seal.tree import TileMissing, Tree
from schema.base.sealing import SealEvent
from schema.rules.merkle import Head
from schema.seals import leaves
from schema.seals.leaves import Leaf


class LogMissing(Exception):
    """There is no log that could be checked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to check. keys: of the log, as they were learnt elsewhere; now: when it is checked;
    since: an earlier checkpoint that somebody kept; document: the folder of the only page that is
    looked at."""

    keys: tuple[Verifier, ...]
    now: datetime
    since: bytes | None = None
    document: str | None = None


@dataclass(slots=True)
class Report:
    """What was looked at: how many pages, and how many of them a proof shows to be as published.

    No proof lies beside home pages, listings and dated notices. over: how many notices say that a
    posting is over, of which the log holds no entry.
    """

    head: Head
    pages: int = 0
    proven: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True)
class _Log:
    """The entries, and of those of each document the one that counts, by the folder of its page
    below that of its area. today: no earlier than any of them, whatever the clock says."""

    entries: Sequence[bytes]
    latest: Mapping[str, Leaf]
    today: date


def keys(site: Site) -> tuple[Verifier, ...]:
    """The public keys that the site itself names; `LogMissing` if it names none."""
    content = site.read(f"{FOLDER}/{files.KEY}")
    try:
        found = [note.verifier(line) for line in (content or b"").decode().splitlines()]
    except ValueError as fault:
        raise LogMissing(f"{FOLDER}/{files.KEY} holds no public key") from fault
    if not found:
        raise LogMissing(f"there is no {FOLDER}/{files.KEY}")
    return tuple(found)


def check(site: Site, asked: Asked) -> tuple[Report | None, list[str]]:
    """What was looked at, and everything that is wrong with it."""
    try:
        head = _signed(site, asked.keys)
    except NoteForged as fault:
        return None, [f"{FOLDER}/{files.CHECKPOINT}: {fault}"]
    report, tree = Report(head), Tree(site, head)
    found = list(_remembered(tree, asked))
    if asked.document is None:
        found += _everything(site, tree, asked, report)
    else:
        found += _one(site, tree, asked, asked.document, report)
    return report, found


def _signed(site: Site, keys: Sequence[Verifier]) -> Head:
    content = site.read(f"{FOLDER}/{files.CHECKPOINT}")
    if content is None:
        raise LogMissing(f"there is no {FOLDER}/{files.CHECKPOINT}")
    return checkpoint.opened(content, keys)


def _remembered(tree: Tree, asked: Asked) -> Iterator[str]:
    """Whether the log goes on where the remembered checkpoint ended."""
    if asked.since is None:
        return
    name = f"{FOLDER}/{files.CHECKPOINT}"
    try:
        earlier = checkpoint.opened(asked.since, asked.keys)
    except NoteForged as fault:
        yield f"the remembered checkpoint: {fault}"
        return
    if earlier.size > tree.head.size:
        yield f"{name}: has {tree.head.size} entries, and had {earlier.size} before"
        return
    try:
        continues = tree.continues(earlier)
    except TileMissing as missing:
        yield f"{missing}: is missing or too short"
        return
    if not continues:
        yield f"{name}: is not how the log went on after {earlier.size} entries"


def _one(site: Site, tree: Tree, asked: Asked, folder: str, report: Report) -> Iterator[str]:
    """What is wrong with one page, by a few tiles only."""
    report.pages = 1
    page, reasons = _page(site, folder)
    yield from reasons
    if page is None:
        yield from [] if reasons else [f"{folder}{NAME}: is missing"]
        return
    yield from pages.faults(page, asked.keys[0].name, site, day_of(asked.now))
    try:
        proven = tree.proves(page.proof.index, page.proof.leaf.encode())
    except TileMissing as missing:
        yield f"{missing}: is missing or too short"
        return
    if not proven:
        yield f"{page.file}: names an entry that is not in the log"
    report.proven += proven


def _everything(site: Site, tree: Tree, asked: Asked, report: Report) -> Iterator[str]:
    """What is wrong with tiles, entries and all pages."""
    try:
        entries = tree.entries()
    except TileMissing as missing:
        yield f"{missing}: is missing or too short"
        return
    yield from tree.faults(entries)
    said, faults = _said(entries)
    yield from faults
    log = _log(entries, said, asked.now)
    folders = list(site.pages())
    unseen = log.latest.keys() - {unproven.own(each) for each in folders}
    shared = [each for each in folders if unproven.own(each) not in log.latest]
    folders += sorted(unproven.linked(site, shared, unseen)) if unseen else []
    for folder in folders:
        yield from _looked_at(site, folder, asked.keys[0].name, log, report)
    gone = unseen - {unproven.own(each) for each in folders}
    for each in sorted(gone):
        if log.latest[each].opens:
            yield f"{each}/index.html: is missing, and the log says that it is public"


def _log(entries: Sequence[bytes], said: Sequence[Leaf], now: datetime) -> _Log:
    latest = {unproven.place(leaf): leaf for leaf in _latest(said)}
    return _Log(entries, latest, day_of(max((now, *(leaf.moment for leaf in said)))))


def _looked_at(site: Site, folder: str, origin: str, log: _Log, report: Report) -> list[str]:
    """What is wrong with a page, and with what it says of the log."""
    report.pages += 1
    page, reasons = _page(site, folder)
    if page is not None:
        reasons += pages.faults(page, origin, site, log.today)
        reasons += _against(page, log)
        report.proven += not reasons
    elif not reasons and (last := log.latest.get(unproven.own(folder))):
        reasons += unproven.faults(site, folder, last, log.today)
        report.over += last.opens and not reasons
    return reasons


def _page(site: Site, folder: str) -> tuple[Page | None, list[str]]:
    """The page with its proof, if it has one."""
    try:
        proof = pages.proof(site, folder)
    except ValueError as fault:
        return None, [f"{folder}{NAME}: {fault}"]
    return None if proof is None else Page(folder, proof), []


def _said(entries: Sequence[bytes]) -> tuple[list[Leaf], list[str]]:
    """What the entries say, and which of them cannot be."""
    said: list[Leaf] = []
    faults = []
    for place, entry in enumerate(entries):
        try:
            said.append(leaves.parsed(entry))
        except ValueError as fault:
            faults.append(f"{FOLDER}: entry {place}: {fault}")
    redacted = {_edition(leaf) for leaf in said if leaf.event is SealEvent.REDACTED}
    faults += [
        f"{FOLDER}: {leaf.document} {leaf.record} was published without a commitment"
        for leaf in said
        if leaf.opens and leaf.commitment is None and _edition(leaf) not in redacted
    ]
    return said, faults


def _edition(leaf: Leaf) -> tuple[str, UUID, int]:
    return leaf.document, leaf.record, leaf.number


def _latest(said: Sequence[Leaf]) -> Iterable[Leaf]:
    """What became last of the last edition of each document."""
    numbered = sorted(said, key=attrgetter("number"))
    return {(leaf.document, leaf.record): leaf for leaf in numbered}.values()


def _against(page: Page, log: _Log) -> Iterator[str]:
    """What the entries say against a page."""
    proof, entry = page.proof, page.proof.entry
    if log.entries[proof.index : proof.index + 1] != [proof.leaf.encode()]:
        yield f"{page.file}: names an entry that is not in the log"
        return
    last = log.latest.get(unproven.place(entry), entry)
    if last != entry:
        yield f"{page.folder}index.html: shows an edition that was {_ENDED[last.event]} since"


_ENDED = {
    SealEvent.PUBLISHED: "published anew",
    SealEvent.CORRECTED: "corrected",
    SealEvent.WITHDRAWN: "withdrawn",
    SealEvent.REDACTED: "redacted",
}
