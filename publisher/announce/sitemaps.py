"""What search engines are told: which pages there are, and where they should not look.

Source: the Sitemap protocol (https://www.sitemaps.org/protocol.html), RFC 9309 (robots.txt).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import urlsplit

from publisher.announce import offline, packages
from publisher.announce.board import address

SITEMAP = "sitemap.xml"
"""The sitemap of an area, in its folder; that of the town leads to all."""

TOWN = "sitemap-town.xml"
"""The sitemap of the town's own pages."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page. path: its HTML file; changed: the day on which what it says last changed."""

    path: str
    changed: date
    noindex: bool


def sitemap(pages: Iterable[Listed], url: str) -> bytes:
    """The sitemap of some pages, without those that ask robots to stay away."""
    shown = sorted((each for each in pages if not each.noindex), key=lambda each: each.path)
    return _written("urlset", "url", _pages(shown, url))


def index(sitemaps: Iterable[tuple[str, date]], url: str) -> bytes:
    """Where the sitemaps of a site lie, each with the day on which it last changed."""
    return _written("sitemapindex", "sitemap", ((address(url, p), day) for p, day in sitemaps))


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


def _pages(pages: Iterable[Listed], url: str) -> Iterator[tuple[str, date]]:
    """The address of each page, which is that of its folder, and its day."""
    for each in pages:
        folder, name = posixpath.split(each.path)
        path = f"{folder}/".lstrip("/") if name == "index.html" else each.path
        yield address(url, path), each.changed


def _written(root: str, each: str, listed: Iterable[tuple[str, date]]) -> bytes:
    lines = (
        f"  <{each}>\n    <loc>{escape(where)}</loc>\n    <lastmod>{day}</lastmod>\n  </{each}>\n"
        for where, day in listed
    )
    head = f"<?xml version='1.0' encoding='utf-8'?>\n<{root} xmlns=\"{_NAMESPACE}\">\n"
    return "".join((head, *lines, f"</{root}>\n")).encode()
