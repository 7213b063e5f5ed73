"""One HTML page as a suspicious reader sees it.

Pages that are written as ours are, are read line by line (`publisher/lines.py`). Whatever is
unusual in only one place is read from the beginning by a parser that takes everything. Both say the
same.
"""

from __future__ import annotations

from html.parser import HTMLParser

from publisher import tags
from publisher.lines import plainly
from publisher.passages import Reading


def read(html: str) -> Reading:
    """Reads a whole page."""
    return plainly(html) or suspiciously(html)


def suspiciously(html: str) -> Reading:
    """Reads any page at all."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.reading.end()
    return reader.reading


class _Reader(HTMLParser):
    """Walks through the tags of a page once."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self.open: list[str] = []
        self.banner_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at one tag with its attributes."""
        told = tags.told(tag, [(name, value or "") for name, value in attrs])
        self._break(tag)
        if tag not in tags.VOID:
            self.open.append(tag)
        if tag == "title":
            self.reading.titles.append("")
        if tag == "h1":
            self.reading.headings.append("")
        if told.banner:
            self.banner_depth = len(self.open)
            self.reading.banner.append("")
        self.reading.add(told)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A stroke before the end of a tag means nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Closes what is open."""
        self._break(tag)
        while tag in self.open:
            if self.open.pop() == tag:
                break
        if len(self.open) < self.banner_depth:
            self.banner_depth = 0

    def handle_data(self, data: str) -> None:
        """Words, or the inside of a script."""
        inside = self.open[-1] if self.open else ""
        if inside == "script":
            if data.strip():
                self.reading.scripts.append(data)
            return
        if "title" in self.open:
            self.reading.titles[-1] += data
        if "h1" in self.open:
            self.reading.headings[-1] += data
        if self.banner_depth:
            self.reading.banner[-1] += data
        self.reading.hear(data)

    def handle_comment(self, data: str) -> None:
        """What nobody sees and everybody can read."""
        self.reading.remark(data)

    def _break(self, tag: str) -> None:
        if tags.breaks(tag):
            self.reading.end()
