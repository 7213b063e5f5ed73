"""What files of text say: JSON, CSV, calendars, feeds, plain text, pieces of a search index."""

from __future__ import annotations

import gzip
import html
import json
import re
import zlib
from collections.abc import Iterator
from itertools import chain

from publisher import reading
from publisher.gate.finding import Passage, Said, Unreadable, said
from publisher.gate.searching import lines

MOST = 64 * 2**20
"""Bytes that a compressed file may have in all."""

_FOLD = re.compile(r"\r?\n[ \t]")
_MARK = re.compile(r"<!\[CDATA\[(.*?)\]\]>|<!--(.*?)-->|<\?[^>]*\?>|<![^>]*>|<([^>]*)>", re.DOTALL)
_HTML = re.compile("[<&]")
_BARE = re.compile(r"</?[\w:.-]+>")
"""A tag that says nothing but its name."""

_QUOTED = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_DIGITS = re.compile(rb"[^0-9]+")
HEAD = b"pagefind_dcd"
"""How every file of a search index begins, once it is unpacked."""


def plain(content: bytes) -> Said:
    """Plain text and CSV, line by line."""
    return lines(decoded(content))


def calendar(content: bytes) -> Said:
    """A calendar: its long lines are folded, and unfolded here. Source: RFC 5545, 3.1."""
    return lines(_FOLD.sub("", decoded(content)).replace("\\n", "\n"))


def structured(content: bytes) -> Said:
    """JSON: every key, text and whole number, with the way to it; fractions are coordinates."""
    value = _value(content)
    return Said("\n".join(_texts(value)), lambda: _told(value, ""))


def feed(content: bytes) -> Said:
    """XML such as a feed: texts and attributes; what is HTML inside is read as HTML."""
    written = decoded(content)
    if "<!" not in written:  # inside of what begins so, a tag may be none
        written = _BARE.sub("\n", written)
    words = html.unescape(_MARK.sub(_marked, written))
    inside = reading.suspiciously(words).text if _HTML.search(words) else words
    if inside == words:
        return lines(words)
    return said((*lines(words).passages(), Passage("HTML", inside)))


def fragment(content: bytes) -> Said:
    """What a page says, as the search keeps it."""
    return structured(unpacked(content).removeprefix(HEAD))


def index(content: bytes) -> Said:
    """The words that can be searched for; only digits tell anything without their page."""
    numbers = _DIGITS.sub(b"\n", unpacked(content)).decode("ascii")
    return said([Passage("words", numbers)])


def unpacked(content: bytes) -> bytes:
    """What a gzip file holds, up to a bound."""
    try:
        reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        found = reader.decompress(content, MOST)
    except (zlib.error, gzip.BadGzipFile) as fault:
        raise Unreadable("is no gzip file that can be read") from fault
    if reader.unconsumed_tail or reader.unused_data or not reader.eof:
        raise Unreadable("holds more than can be looked through, or less than it should")
    return found


def decoded(content: bytes) -> str:
    """A text in UTF-8, which is what we write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable("is no text in UTF-8") from fault


def _value(content: bytes) -> object:
    try:
        return json.loads(decoded(content), parse_int=str)
    except (ValueError, RecursionError) as fault:
        raise Unreadable("is no JSON that can be read") from fault


def _texts(value: object) -> list[str]:
    """The texts of `_told`, in the same order."""
    found: list[str] = []
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, dict):
            left += reversed([*chain.from_iterable(each.items())])
        elif isinstance(each, list):
            left += reversed(each)
    return found


def _told(value: object, way: str) -> Iterator[Passage]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield Passage(f"a key of {way or '/'}", key)
            yield from _told(each, f"{way}/{_named(key)}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _told(each, f"{way}/{place}")
    elif isinstance(value, str):
        yield Passage(way or "/", value)


def _named(key: str) -> str:
    """A key in the way to a value; one that is not a word of ours could be private itself."""
    return key if re.fullmatch(r"[A-Za-z_$@][\w:.-]{0,40}", key, re.ASCII) else "…"


def _marked(match: re.Match[str]) -> str:
    """What a piece of markup says; a tag ends a line."""
    inside, remark, tag = match[1], match[2], match[3]
    if tag is not None:
        return "\n".join(["", *(first or second for first, second in _QUOTED.findall(tag)), ""])
    return inside or remark or "\n"
