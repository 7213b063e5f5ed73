"""Proves that what the town announces is read by those whom it is meant for: every feed, calendar,
data package and sheet of the site of the demonstration, by readers that are not ours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import feedparser
from frictionless import Package
from icalendar import Calendar
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdfium2 import PdfDocument, PdfiumError


def _feed(file: Path) -> Iterator[str]:
    read = feedparser.parse(file.read_bytes())
    if read.bozo or read.version != "rss20":
        yield f"is no RSS 2.0: {read.get('bozo_exception')}"
    told = [entry.get("id") for entry in read.entries]
    if len(set(told)) < len(told) or not all(told):
        yield "names entries twice, or not at all"
    if not all(entry.get("title") and entry.get("link") for entry in read.entries):
        yield "has entries without a title or an address"


def _calendar(file: Path) -> Iterator[str]:
    read = Calendar.from_ical(file.read_bytes())
    faults = [*read.errors, *(fault for event in read.events for fault in event.errors)]
    yield from (f"has a fault: {fault}" for fault in faults)
    named = [event.get("UID") for event in read.events]
    if len(set(named)) < len(named) or not all(named):
        yield "names events twice, or not at all"
    if not all("DTSTAMP" in event and "DTSTART" in event for event in read.events):
        yield "has events without a moment"


def _package(file: Path) -> Iterator[str]:
    report = Package(str(file)).validate()
    yield from map(str, report.flatten(["name", "type", "note"]))


def _sheet(file: Path) -> Iterator[str]:
    try:
        reader, drawn = PdfReader(file, strict=True), PdfDocument(file)
        if len(reader.pages) != len(drawn) or not reader.pages:
            yield "has not the same pages for everyone"
        if not all(page.extract_text().strip() for page in reader.pages):
            yield "has a page without words"
        drawn.close()
    except (PyPdfError, PdfiumError) as fault:
        yield f"is no PDF: {fault}"


READERS: Mapping[str, Callable[[Path], Iterator[str]]] = MappingProxyType(
    {"feed.xml": _feed, "*.ics": _calendar, "datapackage.json": _package, "*.pdf": _sheet}
)
"""Who reads a file, by its name."""


def run(site: Path) -> int:
    """Reads all files; 0 if each is what it should be, and there is one of each sort."""
    there = sorted(
        Path(folder, name)
        for folder, _, names in os.walk(site, followlinks=True)  # a release is made of links
        for name in names
    )
    failed = False
    for name, read in READERS.items():
        files = [file for file in there if file.match(name)]
        findings = [
            f"    {file.relative_to(site)}: {said}" for file in files for said in read(file)
        ]
        failed |= bool(findings) or not files
        print(f"{name:<17}{len(files)} read, {len(findings)} findings", *findings, sep="\n")
    return int(failed)


if __name__ == "__main__":
    home = Path(os.environ["ZUWU_TOKENS"]).parent
    sys.exit(run((home / "site" / "current").resolve()))
