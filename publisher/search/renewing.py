"""Indexes follow the releases: what is new may be found a little later, what has gone never.

Before a release goes live, the indexes are taken out of which a page is not in it any more, or not
as it was; so a removal waits for nothing and depends on no other program. The page that searches
says meanwhile that the village is being worked on. Afterwards they are made anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from publisher import disk, release
from publisher.gate import files as gate
from publisher.gate.house import House
from publisher.release import Manifest
from publisher.search import holdings, indexes, program
from publisher.search.indexes import Index
from publisher.search.program import Failed
from schema.base.durable import settle, sync


def retire(site: Path, manifest: Manifest, *, vanished: bool) -> None:
    """Takes out the indexes that hold what a release, which is to go live, does not show.

    vanished: whether that may be what must not be read any more; then their files go at once, and
    those of every index that was taken out before.
    """
    known, live = indexes.read(site), release.live(site)
    areas = holdings.villages(manifest)
    stale = {
        code
        for code, index in known.items()
        if index.folder and not _stays(site, index, live, manifest, areas.get(code, ()))
    }
    left = indexes.without(known, stale)
    if vanished and known:
        indexes.put(site, left)
    elif stale:
        indexes.show(site, left)


def _stays(
    site: Path, index: Index, live: Manifest | None, then: Manifest, areas: tuple[str, ...]
) -> bool:
    """Whether every page that an index holds is in a release, byte for byte."""
    if index.made_of == holdings.made_of(then, areas):
        return True
    before = holdings.villages(live).get(index.code, ()) if live else ()
    if live is None or index.made_of != holdings.made_of(live, before):
        return False  # it is of an older release, and nobody knows what it holds
    changed = [area for area in before if then.branches.get(area) != live.branches[area]]
    left = [area for area in changed if area in then.branches]
    held = holdings.pages(site, live, changed)
    return held.items() <= holdings.pages(site, then, left).items()


def due(site: Path, live: Manifest) -> bool:
    """Whether an index has to be made."""
    known = indexes.read(site)
    villages = holdings.villages(live).items()
    now = {code: holdings.made_of(live, areas) for code, areas in villages}
    then = {code: each.made_of for code, each in known.items() if each.folder is not None}
    return now != then or not indexes.lies(site, program.NAME)


def renew(site: Path, live: Manifest, names: Mapping[str, str], house: House) -> tuple[str, ...]:
    """Makes the indexes that the live release lacks; the reasons why something is not in one.

    names: of the villages, by code.
    """
    villages, reasons = holdings.villages(live), list[str]()
    known = {code: each for code, each in indexes.read(site).items() if code in villages}
    try:
        _program(site)
    except Failed as fault:
        return (str(fault),)
    for code, areas in villages.items():
        of = Index(code, names[code], None, holdings.made_of(live, areas))
        old = known.get(code)
        if old is None or old.folder is None or old.made_of != of.made_of:
            known[code], said = _renewed(site, live, of, areas, house)
            reasons += (f"the search of {of.name}: {each}" for each in said)
            indexes.show(site, known.values())
    indexes.put(site, known.values())
    return tuple(reasons)


def _program(site: Path) -> None:
    if not indexes.lies(site, program.NAME):
        with disk.workshop(site, "search") as workshop:
            program.program(workshop, workshop / "made")
            _lay(workshop / "made", indexes.place(site, program.NAME))


def _renewed(
    site: Path, live: Manifest, of: Index, areas: tuple[str, ...], house: House
) -> tuple[Index, tuple[str, ...]]:
    """The index of a village as the live release has it, and what of it cannot be found. One of
    the same pages may still lie there, whether it was told of or not."""
    pages = holdings.pages(site, live, areas)
    folder = holdings.name(of.code, pages)
    if indexes.lies(site, folder):
        return replace(of, folder=folder), ()
    with disk.workshop(site, "search") as workshop:
        try:
            left_out = _make(workshop, release.folder(site, live.id), pages, house)
        except Failed as fault:
            return of, (str(fault),)
        if not (made := workshop / "made").is_dir():
            return replace(of, folder=""), left_out
        _lay(made, indexes.place(site, folder))
        return replace(of, folder=folder), left_out


def _make(workshop: Path, html: Path, pages: Iterable[str], house: House) -> tuple[str, ...]:
    """Makes an index without the pages of which the gate will not let every word go out; answers
    what it found."""
    chosen, made = workshop / "pages", workshop / "made"
    there = _chosen(html, pages, chosen)
    left_out: list[str] = []
    while there:
        program.index(chosen, made)
        found = dict(_findings(made, house))
        if not found:
            break
        if not found.keys() <= there:
            raise Failed(f"the gate holds all of it: {'; '.join(found.values())}")
        left_out += found.values()
        for path in found:
            (chosen / program.file(path)).unlink()
        there -= found.keys()
        shutil.rmtree(made)
    return tuple(left_out)


def _chosen(html: Path, pages: Iterable[str], chosen: Path) -> set[str]:
    """The pages in which there is something to find, copied into a folder of their own."""
    there = set()
    for path in pages:
        page = (html / path).read_bytes()
        if program.MARK in page:
            place = chosen / program.file(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(program.spaced(page.decode()), encoding="utf-8")
            there.add(path)
    return there


def _findings(made: Path, house: House) -> Iterator[tuple[str, str]]:
    """What the gate finds in an index, in words, by the page; by the file where there is none."""
    apart = replace(house)  # no page of the site says what an index does: there is nothing to learn
    for some in gate.lots(disk.files(made)):
        files = {path: (made / path).read_bytes() for path in some}
        for finding in gate.examined([*files.items()], apart):
            fragment = finding.file in files and finding.file.endswith(program.FRAGMENT)
            yield program.page(files[finding.file]) if fragment else finding.file, finding.line


def _lay(made: Path, folder: Path) -> None:
    """Gives an index its name, once all of it is on the disk."""
    settle(made)
    os.rename(made, folder)
    sync(folder.parent)
