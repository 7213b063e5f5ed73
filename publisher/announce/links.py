"""The links of a page, replaced where a page moves; everything else stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

Led = Callable[[str, bool], str]
"""Where an address leads now, and whether it loads something. Empty: the address goes."""

_POINTING = frozenset({"href", "src", "poster", "data", "action"})
"""Attributes that hold one address."""


def rewritten(html: str, led: Led) -> str:
    """The page with every address as `led` tells."""
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
        led = [(name, self._led(tag, name, value)) for name, value in attrs]
        if led != attrs:
            line, column = self.getpos()
            old = self.get_starttag_text() or ""
            self.changes.append((self.lines[line - 1] + column, old, _tag(tag, led)))

    def _led(self, tag: str, name: str, value: str | None) -> str | None:
        if name not in _POINTING or value is None:
            return value
        address = value.strip()
        leads = self.led(address, tag == "link" or name in {"src", "poster", "data"})
        return value if leads == address else leads


def _tag(tag: str, attributes: list[tuple[str, str | None]]) -> str:
    given = (
        name if value is None else f'{name}="{escape(value)}"'
        for name, value in attributes
        if value != "" or name not in _POINTING
    )
    return f"<{' '.join([tag, *given])}>"
