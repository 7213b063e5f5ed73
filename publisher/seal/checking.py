"""Whether a published site is what its log says, with the public key alone.

A finding names the file and the reason. What is on the site is read by people anyway, so nothing
here is kept from anybody; but nothing of a page's text is repeated either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from publisher.seal import checkpoint, files, note, pages
from publisher.seal.checkpoint import FOLDER
from publisher.seal.note import NoteForged, Verifier
from publisher.seal.pages import Page
from publisher.seal.proofs import NAME
from publisher.seal.sites import Site
from publisher.seal.tree import TileMissing, Tree
from schema.base.sealing import SealEvent
from schema.rules.merkle import Head
from schema.seals import leaves
from schema.seals.leaves import Leaf

Document = tuple[str, UUID]
"""A document by its name and its record."""


class LogMissing(Exception):
    """There is no log that could be checked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to check. keys: of the log, as they were learnt elsewhere; since: an earlier checkpoint
    that somebody kept; document: the folder of the only page that is looked at."""

    keys: tuple[Verifier, ...]
    since: bytes | None = None
    document: str | None = None


@dataclass(slots=True)
class Report:
    """What was looked at: how many pages, and how many of them a proof shows to be as published.

    No proof lies beside home pages, listings and dated notices.
    """

    head: Head
    pages: int = 0
    proven: int = 0


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
        found += _one(site, tree, asked.keys, asked.document, report)
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


def _one(
    site: Site, tree: Tree, keys: Sequence[Verifier], folder: str, report: Report
) -> Iterator[str]:
    """What is wrong with one page, by a few tiles only."""
    report.pages = 1
    page, reasons = _page(site, folder)
    yield from reasons
    if page is None:
        yield from [] if reasons else [f"{folder}{NAME}: is missing"]
        return
    yield from pages.faults(page, keys[0].name, site)
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
    latest = _latest(said)
    for folder in site.pages():
        page, reasons = _page(site, folder)
        reasons += [] if page is None else pages.faults(page, asked.keys[0].name, site)
        reasons += [] if page is None else _against(page, entries, latest)
        yield from reasons
        report.pages += 1
        report.proven += page is not None and not reasons


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


def _latest(said: Sequence[Leaf]) -> Mapping[Document, Leaf]:
    """What became of each document last."""
    return {(leaf.document, leaf.record): leaf for leaf in said}


def _against(
    page: Page, entries: Sequence[bytes], latest: Mapping[Document, Leaf]
) -> Iterator[str]:
    """What the entries say against a page."""
    proof, entry = page.proof, page.proof.entry
    if entries[proof.index : proof.index + 1] != [proof.leaf.encode()]:
        yield f"{page.file}: names an entry that is not in the log"
        return
    last = latest.get((entry.document, entry.record), entry)
    if last != entry:
        yield f"{page.folder}index.html: shows an edition that was {_ENDED[last.event]} since"


_ENDED = {
    SealEvent.PUBLISHED: "published anew",
    SealEvent.CORRECTED: "corrected",
    SealEvent.WITHDRAWN: "withdrawn",
    SealEvent.REDACTED: "redacted",
}
