"""One HTML page as a suspicious reader sees it: what it says, where it points, what could run.

Pages that are written as ours are, are read line by line, and the same line once: most lines of a
page stand on others too. Whatever is unusual in only one place is read from the beginning by a
parser that takes everything. Both say the same.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from html.parser import HTMLParser

from publisher import tags
from publisher.tags import Told

_VOID = frozenset(
    ["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_VERBATIM = frozenset(
    ["iframe", "noembed", "noframes", "noscript", "plaintext", "style", "textarea", "xmp"]
)
"""Elements inside which a tag is none, or not always."""

_MARKED = frozenset({"h1", "script", "title"})
_TAG = re.compile(r"(<[^<>]*>)")
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+)"""
_NAME = r"[a-zA-Z_:@][\w:.@-]*"
_OPENING = re.compile(
    rf"<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+{_NAME}(?:\s*=\s*{_VALUE})?)*)\s*/?>", re.ASCII
)
_CLOSING = re.compile(r"</([a-zA-Z][a-zA-Z0-9-]*)\s*>")
_ATTRIBUTE = re.compile(rf"({_NAME})(?:\s*=\s*({_VALUE}))?", re.ASCII)
_COMMENT = re.compile(r"<!--(?!-?>)((?:(?!--)[^<>])+)-->")
_DOCTYPE = "<!doctype html>"
_LONGEST = 16
"""Lines of a piece; on a page of ours none has as many."""


@dataclass(slots=True)
class Reading:
    """What was found in a page.

    lines: what it says, line by line; words: those of a line that has not ended; attributes: names
    and values of those that could tell something; scripts: what inline scripts hold; hazards: what
    else could run or load, in words.
    """

    titles: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    banner: list[str] = field(default_factory=list)
    robots: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    canonical: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    hazards: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that a person could read, lines apart, and what attributes say after it."""
        return "\n".join([*self.lines, *(value for _, value in self.attributes)])

    @property
    def risks(self) -> list[str]:
        """What could run or load, in words."""
        return [*self.hazards, *("holds an inline script" for _ in self.scripts)]

    def end(self) -> None:
        """Ends a line; one on which nothing stands is none."""
        if self.words:
            if line := "".join(self.words).strip():
                self.lines.append(line)
            self.words.clear()

    def hear(self, text: str) -> None:
        """Adds words; what only parts them is one blank or the end of a line."""
        first, *more = text.split("\n")
        self._say(first)
        for line in more:
            self.end()
            self._say(line)

    def _say(self, words: str) -> None:
        if words:
            self.words.append(" " if words.isspace() else words)

    def remark(self, text: str) -> None:
        """Adds a comment, which stands for itself."""
        self.end()
        self.hear(text)
        self.end()

    def add(self, told: Told) -> None:
        """Adds what a tag tells."""
        self.attributes += told.words
        self.robots += told.robots
        self.links += told.links
        self.resources += told.resources
        self.canonical += told.canonical
        self.hazards += told.risks


_REST = tuple(each.name for each in fields(Reading) if each.name not in {"lines", "words"})
"""What is found in a page besides its words."""


def read(html: str) -> Reading:
    """Reads a whole page."""
    return plainly(html) or suspiciously(html)


# As pages of ours are written


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag that every browser reads alike.

    told: what it tells, if anything; remark: a comment; marks: a title, a heading, the banner or a
    script begins here.
    """

    name: str
    opens: bool
    told: Told | None = None
    banner: bool = False
    breaks: bool = False
    remark: str = ""
    marks: bool = False


@lru_cache(maxsize=4096)
def _tag(written: str) -> _Tag | None:
    """A tag as it is written; none if there is anything unusual about it."""
    if match := _CLOSING.fullmatch(written):
        name = match[1].lower()
        return _Tag(name, False, breaks=tags.breaks(name))
    if match := _OPENING.fullmatch(written):
        name = match[1].lower()
        given = [(key.lower(), _value(value)) for key, value in _ATTRIBUTE.findall(match[2])]
        if name in _VERBATIM:
            return None
        told = tags.told(name, given)
        return _Tag(
            name,
            True,
            told=told if told.telling else None,
            banner=told.banner,
            breaks=told.breaks,
            marks=told.banner or name in _MARKED,
        )
    if match := _COMMENT.fullmatch(written):
        return _Tag("", False, remark=match[1])
    return _Tag("", False) if written.lower() == _DOCTYPE else None


def _value(written: str) -> str:
    return _shown(written[1:-1] if written[:1] in {'"', "'"} else written)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole lines of a page that end where no title, heading, banner or script is open, and so say
    the same on every page. rest: what else was found in them, by the name of its field."""

    lines: Sequence[str]
    rest: Sequence[tuple[str, Sequence[object]]]


def plainly(html: str) -> Reading | None:
    """Reads a page that is written as ours are; none for every other."""
    reading, held = Reading(), list[str]()
    for line in html.split("\n"):
        held.append(line)
        piece = _piece("\n".join(held) if held[1:] else line)
        if piece is not None:
            reading.lines += piece.lines
            for name, found in piece.rest:
                getattr(reading, name).extend(found)
            held.clear()
        elif len(held) > _LONGEST:
            return None
    return None if held else reading


@lru_cache(maxsize=4096)
def _piece(written: str) -> _Piece | None:
    """A piece of a page; none if it is none, or there is anything unusual in it."""
    read = _read(written)
    if read is None:
        return None
    rest = [(name, found) for name in _REST if (found := getattr(read, name))]
    return _Piece(read.lines, rest)


def _read(html: str) -> Reading | None:
    pieces = _TAG.split(html)
    if html.count("<") != len(pieces) // 2 or "\0" in html:
        return None
    reading, collecting = Reading(), _Collecting()
    reading.hear(_shown(pieces[0]))
    for written, text in zip(pieces[1::2], pieces[2::2], strict=True):
        tag = _tag(written)
        if tag is None:
            return None
        if (tag.marks or collecting.within) and not collecting.passed(tag, reading):
            return None
        if tag.breaks:
            reading.end()
        if tag.remark:
            reading.remark(tag.remark)
        if tag.told is not None:
            reading.add(tag.told)
        if collecting.within == "script":
            reading.scripts += [text] if text.strip() else []
        elif text:
            shown = _shown(text)
            reading.hear(shown)
            if collecting.within:
                collecting.hear(shown)
    reading.end()
    return None if collecting.within else reading


def _shown(text: str) -> str:
    return entities.unescape(text) if "&" in text else text


class _Collecting:
    """Where in a page one is: inside the title, a heading, the banner or a script."""

    def __init__(self) -> None:
        self.within = ""
        self.heard: list[str] = []
        self.kept: list[str] | None = None

    def hear(self, text: str) -> None:
        """Takes up what is said in there."""
        if self.kept is not None:
            self.heard.append(text)

    def passed(self, tag: _Tag, reading: Reading) -> bool:
        """Goes past a tag; not past one that makes it unclear where one is."""
        if self.within:
            return self._left(tag)
        if tag.banner:
            self._enter(tag.name, reading.banner)
        elif tag.opens and tag.name in _MARKED:
            kept = {"title": reading.titles, "h1": reading.headings}
            self._enter(tag.name, kept.get(tag.name))
        return True

    def _enter(self, name: str, kept: list[str] | None) -> None:
        self.within, self.heard, self.kept = name, [], kept

    def _left(self, tag: _Tag) -> bool:
        if tag.name != self.within:
            alone = self.within in {"title", "script"}
            return not alone and tag.name not in _MARKED and not tag.banner
        if self.kept is not None:
            self.kept.append("".join(self.heard))
        self.within, self.kept = "", None
        return not tag.opens


# Whatever else there is


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
        if tag not in _VOID:
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


def passages(read: Reading) -> Iterator[tuple[str, str]]:
    """Every text of a page, with the place where it stands."""
    yield from (("title", each) for each in read.titles)
    yield from (("heading", each) for each in read.headings)
    yield from ((f"attribute {name}", each) for name, each in read.attributes)
    yield "text", "\n".join(read.lines)
