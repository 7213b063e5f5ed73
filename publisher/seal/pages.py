"""Whether a page is what the log says was published, as the proof beside it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from publisher import markdown, places, reading, templates
from publisher.seal import proofs
from publisher.seal.proofs import NAME, Proof
from publisher.seal.sites import Site
from schema.cards import Key

_CHINESE = re.compile("[一-鿿]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its folder, with the proof beside it."""

    folder: str
    proof: Proof

    @property
    def file(self) -> str:
        """The proof's file."""
        return self.folder + NAME


def faults(page: Page, origin: str, site: Site) -> Iterator[str]:
    """Every reason why a page is not what its proof says; the log itself is not looked at."""
    proof = page.proof
    if proof.origin != origin:
        yield f"{page.file}: is of another log"
    if not (proof.entry.opens and proof.holds):
        yield f"{page.file}: its entry commits to another snapshot"
    own = places.own(Key(proof.entry.document, proof.entry.record))
    if not f"/{page.folder}".endswith(f"/{own}/"):
        yield f"{page.file}: is the proof of another page"
    for reason in _unlike(proof, site.read(f"{page.folder}index.html")):
        yield f"{page.folder}index.html: {reason}"


def proof(site: Site, folder: str) -> Proof | None:
    """The proof beside a page, if there is one; ValueError if what is there is none."""
    content = site.read(folder + NAME)
    return None if content is None else proofs.parsed(content)


def _unlike(proof: Proof, html: bytes | None) -> Iterator[str]:
    """What a page does not show of the snapshot."""
    if html is None:
        yield "is missing"
        return
    shown = _bare(reading.read(html.decode(errors="replace")).text)
    try:
        snapshot: dict[str, Any] = orjson.loads(proof.snapshot)
        same = [snapshot["document"], snapshot["record"], snapshot["number"]]
        texts = list(_texts(snapshot["content"]))
    except (ValueError, KeyError, TypeError):
        yield "its snapshot cannot be read"
        return
    entry = proof.entry
    if same != [entry.document, str(entry.record), entry.number]:
        yield "its snapshot is of another edition than its entry"
    for field, text in texts:
        if _bare(text) not in shown:
            yield f"does not show what was published as {field}"
    if _bare(templates.day(entry.moment)) not in shown:
        yield "does not show the day on which it was published"


def _texts(content: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a snapshot in which there is Chinese, with the field that it stands in; the
    rest is dates, numbers and names of choices, which a page writes in words."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _texts(value, f"{field}.{name}".lstrip("."))
    elif isinstance(content, list):
        for place, value in enumerate(content, 1):
            yield from _texts(value, f"{field}[{place}]")
    elif isinstance(content, str) and _CHINESE.search(content):
        yield field, content


def _bare(text: str) -> str:
    """The text as a page shows it, without blanks."""
    return "".join(markdown.plain(text).split())
