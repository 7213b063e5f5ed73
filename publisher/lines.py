"""Pages that are written as ours are, read line by line, and the same line once.

Most lines of a page stand on others too. Whatever is unusual in a page is not read here.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from publisher import tags
from publisher.passages import Reading
from publisher.tags import Told

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

_REST = tuple(each.name for each in fields(Reading) if each.name not in {"lines", "words"})
"""What is found in a page besides its words."""


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
    reading, held = Reading(), ""
    for line in html.split("\n"):
        piece = _piece(held + line)
        if piece is None:
            held = f"{held}{line}\n"
            if held.count("\n") > _LONGEST:
                return None
            continue
        held = ""
        if piece.lines:
            reading.lines += piece.lines
        for name, found in piece.rest:
            getattr(reading, name).extend(found)
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
    if pieces[0]:
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
