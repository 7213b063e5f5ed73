"""Words from records, made into Markdown that shows exactly these words and nothing else.

Every ASCII mark becomes a numeric character reference, so that no text can begin a heading, a
list, a table cell, a link, a tag or a template tag, whatever stands around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from markupsafe import Markup

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What no page can carry: control characters, lone surrogates, characters that are none."""

_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t\n]+")
_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]|[^\S \n]")
_OFFICE_TELEPHONE = re.compile(r"(?<![\d-])0\d{2,3}-\d{7,8}(?![\d-])")
_WIDE = str.maketrans("<>&\"'", "＜＞＆＂＇")


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way to a page; url: from the root of the site."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the theme is told about a page, and the only keys that it can be told.

    kind: what the village calls a document of this sort; found_by: of a document, by what the
    search of the site finds it: its `text` or its `title` alone.
    """

    title: str
    template_name: str
    description: str
    noindex: bool
    crumbs: tuple[Crumb, ...] = ()
    issuer: str | None = None
    published: date | None = None
    posted_until: date | None = None
    edition: int | None = None
    feed: str | None = None
    kind: str | None = None
    found_by: str | None = None


_TOLD = tuple(each.name for each in fields(FrontMatter))
"""The keys, in their order."""


def front_matter(told: FrontMatter) -> str:
    """The head of a Markdown file, each value as JSON on one line."""
    given = ((name, getattr(told, name)) for name in _TOLD)
    lines = (f"{name}: {_json(value)}" for name, value in given if value is not None)
    return "\n".join(["---", *lines, "---", "", ""])


def parted(source: str) -> tuple[dict[str, Any], str] | None:
    """What the head of a Markdown file tells, and its body; none if it is no head of ours."""
    head, end, body = source.partition("\n---\n")
    first, *lines = head.split("\n")
    pairs = [line.partition(": ") for line in lines]
    if first != "---" or not end or not all(mark and key.isidentifier() for key, mark, _ in pairs):
        return None
    try:
        return {key: orjson.loads(value) for key, _, value in pairs}, body.lstrip("\n")
    except orjson.JSONDecodeError:
        return None


def _json(value: object) -> str:
    return orjson.dumps(_plain(value)).decode()


def _plain(value: object) -> object:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Crumb):
        return {"title": plain(value.title), "url": plain(value.url)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


@lru_cache(maxsize=1024)  # names of areas and sorts stand on many pages
def plain(text: str) -> str:
    """The text on one line with `< > & " '` in their full-width forms: for titles and labels."""
    return one_line(text).translate(_WIDE)


def inline(text: str) -> Markup:
    """The text on one line, for a heading, a cell, a list or a link."""
    return _literal(one_line(text))


def paragraphs(text: str) -> Markup:
    """The text with its paragraphs and line breaks, to stand between blank lines."""
    shown = visible(text)
    blocks = [[line for line in block if line.strip()] for block in _blocks(shown)]
    return Markup("\n\n").join(Markup("  \n").join(map(_line, block)) for block in blocks if block)


def telephones(text: str) -> Markup:
    """The text on one line; a telephone number of an office, such as 0731-00000000, can be tapped.

    Only digits and one hyphen reach the link, so it can be nothing but a number.
    """
    shown, pieces, end = one_line(text), [], 0
    for match in _OFFICE_TELEPHONE.finditer(shown):
        pieces += [_literal(shown[end : match.start()]), Markup(f"[{match[0]}](tel:{match[0]})")]
        end = match.end()
    return Markup("").join([*pieces, _literal(shown[end:])])


def visible(text: str) -> str:
    """The text without what no page can carry, each line ended in the one way."""
    if text.isprintable():
        return text
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """The same on one line, blanks together."""
    return _BLANKS.sub(" ", visible(text)).strip(" ")


def _blocks(text: str) -> list[list[str]]:
    return [block.split("\n") for block in re.split(r"\n\s*\n", text)]


def _line(line: str) -> Markup:
    """One line; blanks at its beginning stay visible and begin no code block."""
    bare = line.lstrip(" \t")
    indent = "\u00a0" * (len(line) - len(bare))
    return _literal(indent + _BLANKS.sub(" ", bare).rstrip(" "))


def _literal(text: str) -> Markup:
    return Markup(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text))
