"""What search engines are told: which pages there are, and where they should not look.

Source: the Sitemap protocol (https://www.sitemaps.org/protocol.html), RFC 9309 (robots.txt).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from publisher.announce import offline, packages
from publisher.announce.board import address

LIMIT = 50_000
"""How many addresses a sitemap may hold."""

SITEMAP = "sitemap.xml"

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page. path: its HTML file; changed: the day on which what it says last changed."""

    path: str
    changed: date
    noindex: bool


def sitemaps(pages: Iterable[Listed], url: str, limit: int = LIMIT) -> Mapping[str, bytes]:
    """The sitemap of a site, without the pages that ask robots to stay away.

    Where there are more pages than one may hold, it lists others that hold them.
    """
    shown = sorted((each for each in pages if not each.noindex), key=lambda each: each.path)
    if len(shown) <= limit:
        return {SITEMAP: _written("urlset", "url", _pages(shown, url))}
    parts = {
        f"sitemap-{number}.xml": part for number, part in enumerate(_parts(shown, limit), start=1)
    }
    changed = (
        (address(url, name), max(each.changed for each in part)) for name, part in parts.items()
    )
    made = {name: _written("urlset", "url", _pages(part, url)) for name, part in parts.items()}
    return {SITEMAP: _written("sitemapindex", "sitemap", changed), **made}


def robots(url: str) -> Mapping[str, bytes]:
    """Whom the site lets in: everyone, but not into data and copies.

    These hold, as a whole, what pages with names ask robots not to list. The pages themselves stay
    open, else a robot could not read that they ask for it. It counts at the root of a host only.
    """
    root = urlsplit(url).path.rstrip("/")
    lines = [
        "User-agent: *",
        f"Disallow: {root}/{packages.FOLDER}",
        f"Disallow: {root}/*/{packages.FOLDER}",
        f"Disallow: {root}/*{offline.SUFFIX}$",
        "",
        f"Sitemap: {address(url, SITEMAP)}",
        "",
    ]
    return {"robots.txt": "\n".join(lines).encode()}


def _parts(pages: Iterable[Listed], limit: int) -> Iterator[Sequence[Listed]]:
    left = iter(pages)
    while part := tuple(islice(left, limit)):
        yield part


def _pages(pages: Iterable[Listed], url: str) -> Iterator[tuple[str, date]]:
    """The address of each page, which is that of its folder, and its day."""
    for each in pages:
        folder, name = posixpath.split(each.path)
        path = f"{folder}/".lstrip("/") if name == "index.html" else each.path
        yield address(url, path), each.changed


def _written(root: str, each: str, listed: Iterable[tuple[str, date]]) -> bytes:
    top = Element(root, xmlns=_NAMESPACE)
    for where, changed in listed:
        within = SubElement(top, each)
        SubElement(within, "loc").text = where
        SubElement(within, "lastmod").text = changed.isoformat()
    indent(top)
    written: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
