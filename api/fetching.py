"""A published site as it is fetched by whoever wants to check it; it needs no installation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote
from urllib.request import Request, urlopen

PATIENCE = 20.0
"""Seconds in which the site must answer."""

LONGEST = 50_000_000
"""Bytes of the longest file that is fetched."""


class SiteSilent(Exception):
    """The site does not answer as a site does."""


class Web:
    """A site at an address of the web, which ends with a slash."""

    def __init__(self, address: str) -> None:
        self.address = address

    def read(self, path: str) -> bytes | None:
        """The file at a path; none if there is none; `SiteSilent` if that cannot be found out."""
        asked = Request(self.address + quote(path), headers={"Cache-Control": "no-cache"})
        try:
            with urlopen(asked, timeout=PATIENCE) as answer:
                content: bytes = answer.read(LONGEST + 1)
        except HTTPError as refused:
            if refused.code in {404, 410}:
                return None
            raise SiteSilent(f"{self.address} answers {refused.code}") from refused
        except (URLError, OSError) as fault:
            raise SiteSilent(f"{self.address} does not answer") from fault
        if len(content) > LONGEST:
            raise SiteSilent(f"{self.address}{path} is longer than {LONGEST} bytes")
        return content

    def pages(self) -> Iterable[str]:
        """The folders of its pages, as its sitemap and those that it leads to name them."""
        unread, read = ["sitemap.xml"], set[str]()
        while unread:
            sitemap = unread.pop()
            read.add(sitemap)
            for path in self._listed(sitemap):
                if path.endswith(".xml") and path not in read:
                    unread.append(path)
                elif path.endswith("/") or not path:
                    yield path

    def _listed(self, sitemap: str) -> Iterator[str]:
        """The paths that a sitemap lists, of this site only."""
        written = (self.read(sitemap) or b"").decode(errors="replace")
        for found in re.findall(r"<loc>\s*([^<]+?)\s*</loc>", written):
            address = unquote(unescape(found))
            if address.startswith(self.address):
                yield address.removeprefix(self.address)
