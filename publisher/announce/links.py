"""The links of a page, replaced where a page moves; everything else stays byte for byte.

In pages that are written as ours are, only tags that could hold a link are looked at, and the same
tag once; all others are gone through by a parser that takes everything. Both replace the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

from publisher import lines

Led = Callable[[str, bool], str]
"""Where an address leads now, and whether it loads something. Empty: the address goes."""

_POINTING = frozenset({"href", "src", "poster", "data", "action"})
"""Attributes that hold one address."""

_COULD = re.compile(rf"<[a-z][^<>]*\s(?:{'|'.join(sorted(_POINTING))})\s*=[^<>]*>", re.IGNORECASE)
"""A tag that could hold one."""


def rewritten(html: str, led: Led) -> str:
    """The page with every address as `led` tells."""
    if lines.plainly(html) is None:
        return carefully(html, led)
    return _COULD.sub(lambda written: _moved(written[0], led), html)


def _moved(written: str, led: Led) -> str:
    tag, attributes = _parted(written)
    leading = [(name, _led(led, tag, name, value)) for name, value in attributes]
    return written if leading == attributes else _tag(tag, leading)


@lru_cache(maxsize=2048)
def _parted(written: str) -> tuple[str, list[tuple[str, str | None]]]:
    """The name and the attributes of a tag."""
    reader = _Tag()
    reader.feed(written)
    return reader.found


class _Tag(HTMLParser):
    """Reads one tag."""

    found: tuple[str, list[tuple[str, str | None]]] = ("", [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps it."""
        self.found = tag, attrs


def carefully(html: str, led: Led) -> str:
    """The same of any page at all."""
    reader = _Reader(html, led)
    reader.feed(html)
    reader.close()
    pieces, end = [], 0
    for start, old, new in reader.changes:
        pieces += [html[end:start], new]
        end = start + len(old)
    return "".join([*pieces, html[end:]])


class _Reader(HTMLParser):
    """Finds the tags that change. changes: where each stands, what it was, what it becomes."""

    def __init__(self, html: str, led: Led) -> None:
        super().__init__(convert_charrefs=False)
        self.led = led
        self.lines = (0, *accumulate(len(line) + 1 for line in html.split("\n")))
        self.changes: list[tuple[int, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at one tag; a tag that closes itself comes here too."""
        led = [(name, _led(self.led, tag, name, value)) for name, value in attrs]
        if led != attrs:
            line, column = self.getpos()
            old = self.get_starttag_text() or ""
            self.changes.append((self.lines[line - 1] + column, old, _tag(tag, led)))


def _led(led: Led, tag: str, name: str, value: str | None) -> str | None:
    if name not in _POINTING or value is None:
        return value
    address = value.strip()
    leads = led(address, tag == "link" or name in {"src", "poster", "data"})
    return value if leads == address else leads


def _tag(tag: str, attributes: list[tuple[str, str | None]]) -> str:
    given = (
        name if value is None else f'{name}="{escape(value)}"'
        for name, value in attributes
        if value != "" or name not in _POINTING
    )
    return f"<{' '.join([tag, *given])}>"
