"""The Markdown that our templates write, made HTML in one pass over its lines.

Every other page, such as one that somebody wrote by hand, is left to the library that takes all of
Markdown. Both make the same bytes of a page, and the library costs ten times as much. So this is
stricter than `publisher.blocks`, which reads the same pages for paper and the ear: there a blank
line between two items or the way of a link makes no difference, here it is another page.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from urllib.parse import quote

from markdown.extensions.toc import slugify_unicode, unique

from publisher.blocks import INDENT, cells
from publisher.places import way

_LETTER = r"[^\x00-\x1f\x7f-\x9f&<>*_\\`\[\]!|~{}]"
_LETTERS = rf"{_LETTER}+(?!{_LETTER})|&#[1-9]\d{{1,6}};"
"""A whole run of letters, so that what does not fit is found in one pass, or a reference.
Possessive quantifiers would say the same, and are read wrongly by Python before 3.11.5."""

_LINK = rf"!?\[(?:{_LETTERS})*\]\([^\s()<>\"'\\&*_`\[\]?]+\)"
_WORDS = re.compile(rf"(?:{_LETTERS}|{_LINK}|\*\*(?:{_LETTERS}|{_LINK})+\*\*(?!\*))*")
"""What a line may hold: letters, references of marks, links, pictures, bold words."""

_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_LEADS = re.compile(r"(!?)\[([^\]]*)\]\(([^)]*)\)")
_HEADING = re.compile(r"(#{2,4}) +(.*[^# ])")
_BOX = re.compile(r'!!! ([a-z]+) "([^"]+)"')
_RULE = re.compile(r"\|(?: -{3,}:? \|)+")
_ROW = re.compile(r"\| .* \|")
_BEGINNING = re.compile(r"[ \t#>|`~=+<:-]|!!!|\d+\.|\[[^\]]*\]:")
"""How a line begins that is no mere words."""

_TELEPHONE = re.compile(r"tel:[\d-]+")
_BESIDE = re.compile(r"[a-z0-9-]+\.(?!html|md)[a-z0-9]+")
"""A file that lies beside a page, if the page is that of its folder: the link stays as it is."""

_BELOW = re.compile(r"[^/:%][^:%]*", re.ASCII)
"""The path of a file of the site, as it is linked to."""

_TAG = re.compile(r"<[^>]*>")
_EMPTY = re.compile(r"^[ \t]+$", re.MULTILINE)


class _Unknown(Exception):
    """Something stands in a page that is not looked for here."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page. name: its words as HTML; anchor: unique on the page."""

    level: int
    anchor: str
    name: str


@dataclass(slots=True)
class Hypertext:
    """A page in the making. file: its Markdown's path; headings: those so far.

    marked: of each link to an anchor the Markdown file with it, the anchor, and what is written.
    """

    file: str
    headings: list[Heading] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    marked: list[tuple[str, str, str]] = field(default_factory=list)
    html: str = ""

    @property
    def of_folder(self) -> bool:
        """Whether it is the page of the folder in which its Markdown lies."""
        return posixpath.basename(self.file) == "index.md"


def written(markdown: str, file: str) -> Hypertext | None:
    """A page that is written as the templates write; none for every other. file: its path."""
    page = Hypertext(file)
    try:
        page.html = "\n".join(_blocks(page, _parts(markdown)))
    except _Unknown:
        return None
    return page


@lru_cache(maxsize=512)  # a page asks for its own with each link, and links to few others
def address(file: str) -> str:
    """Where a file lies on the site, from its root: a page is its folder."""
    folder, name = posixpath.split(file)
    if name.endswith(".md"):
        stem = name.removesuffix(".md")
        name = "" if stem == "index" else f"{stem}/"
    elif name == "index.html":
        name = ""
    return quote(posixpath.join(folder, name))


def _parts(markdown: str) -> Iterator[list[str]]:
    """Lines that stand together, between blank ones; a heading stands alone."""
    for part in _EMPTY.sub("", markdown).split("\n\n"):
        lines = [line for line in part.split("\n") if line]
        for heading, some in groupby(lines, _is_heading):
            together = list(some)
            yield from ([line] for line in together) if heading else [together]


def _is_heading(line: str) -> bool:
    return line.startswith("#")


def _blocks(page: Hypertext, parts: Iterator[list[str]]) -> Iterator[str]:
    """Each part as HTML; the inside of a box goes on for as long as parts are indented."""
    box: list[str] = []
    listed = False
    for lines in parts:
        if lines[0].startswith(INDENT) and box:
            box.append(_paragraph(page, _inside(lines)))
            continue
        yield from _boxed(box)
        items = lines[0].startswith("- ")
        if listed and items:
            raise _Unknown  # with a blank line between them, items are paragraphs
        listed = items
        if head := _BOX.fullmatch(lines[0]):
            title = f'<p class="admonition-title">{_inline(page, head[2])}</p>'
            box = [f'<div class="admonition {head[1]}">', title]
            box += [_paragraph(page, _inside(lines[1:]))] if lines[1:] else []
        else:
            yield _block(page, lines)
    yield from _boxed(box)


def _boxed(box: list[str]) -> Iterator[str]:
    """A box that has come to its end, if one is open."""
    if box:
        yield "\n".join([*box, "</div>"])
        box.clear()


def _inside(lines: list[str]) -> list[str]:
    if not all(line.startswith(INDENT) for line in lines):
        raise _Unknown
    return [line.removeprefix(INDENT) for line in lines]


def _block(page: Hypertext, lines: list[str]) -> str:
    """A part as HTML."""
    if lines[0].startswith("#"):
        return _heading(page, lines[0])
    if lines[0].startswith("- "):
        return "\n".join(["<ul>", *_items(page, lines), "</ul>"])
    if lines[0].startswith("|"):
        return "\n".join(_table(page, lines))
    return _paragraph(page, lines)


def _heading(page: Hypertext, line: str) -> str:
    match = _HEADING.fullmatch(line)
    if match is None:
        raise _Unknown
    level, shown = len(match[1]), _inline(page, match[2])
    name = " ".join(_TAG.sub("", shown).split())
    anchor = unique(slugify_unicode(html.unescape(name), "-"), page.anchors)
    page.headings.append(Heading(level, anchor, name))
    return f'<h{level} id="{anchor}">{shown}</h{level}>'


def _paragraph(page: Hypertext, lines: list[str]) -> str:
    if any(map(_BEGINNING.match, lines)):
        raise _Unknown
    return f"<p>{_lines(page, lines)}</p>"


def _lines(page: Hypertext, lines: list[str]) -> str:
    """Lines that belong together; two blanks at the end of one begin another."""
    shown = []
    for line in lines[:-1]:
        ends = line.endswith("  ")
        shown.append(_inline(page, line.removesuffix("  ")) + ("<br />" if ends else ""))
    return "\n".join([*shown, _inline(page, lines[-1])])


def _items(page: Hypertext, lines: list[str]) -> Iterator[str]:
    """The items of a list, with the lines that continue them."""
    items: list[list[str]] = []
    for line in lines:
        if line.startswith("- "):
            items.append([line.removeprefix("- ").lstrip(" ")])
        else:
            items[-1].append(line)
    for first, *more in items:
        if _BEGINNING.match(first) or any(_BEGINNING.match(line.lstrip(" ")) for line in more):
            raise _Unknown
        yield f"<li>{_lines(page, [first, *more])}</li>"


def _table(page: Hypertext, lines: list[str]) -> Iterator[str]:
    """A table; columns of figures stand to the right."""
    if len(lines) < 3 or not _RULE.fullmatch(lines[1]) or not all(map(_ROW.fullmatch, lines)):
        raise _Unknown
    sides = [' align="right"' if rule.endswith(":") else "" for rule in cells(lines[1])]
    yield from ("<table>", "<thead>", _row(page, "th", lines[0], sides), "</thead>", "<tbody>")
    for line in lines[2:]:
        yield _row(page, "td", line, sides)
    yield from ("</tbody>", "</table>")


def _row(page: Hypertext, tag: str, line: str, sides: list[str]) -> str:
    row = cells(line)
    if len(row) != len(sides):
        raise _Unknown
    each = zip(row, sides, strict=True)
    shown = [f"<{tag}{side}>{_inline(page, cell)}</{tag}>" for cell, side in each]
    return "\n".join(["<tr>", *shown, "</tr>"])


def _inline(page: Hypertext, words: str) -> str:
    """What stands within a line, as HTML."""
    if words.endswith(" ") or not _WORDS.fullmatch(words):
        raise _Unknown
    if "](" in words:
        words = _LEADS.sub(lambda match: _led(page, *match.groups()), words)
    return _BOLD.sub(r"<strong>\1</strong>", words) if "**" in words else words


def _led(page: Hypertext, picture: str, words: str, link: str) -> str:
    where = _where(page, link)
    if not picture:
        return f'<a href="{where}">{words}</a>'
    if "&" in words:
        raise _Unknown  # in an attribute a reference would be taken for its letters
    return f'<img alt="{words}" src="{where}" />'


def _where(page: Hypertext, link: str) -> str:
    """Where a link leads: of another Markdown file to the folder of its page."""
    if _TELEPHONE.fullmatch(link) or (page.of_folder and _BESIDE.fullmatch(link)):
        return link
    path, mark, anchor = link.partition("#")
    if not _BELOW.fullmatch(path) or (mark and not anchor):
        raise _Unknown
    file = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), path))
    if file.startswith(".."):
        raise _Unknown
    if anchor:
        page.marked.append((file, anchor, link))
    to = address(file)
    slash = "/" if to.endswith("/") or not to else ""
    return way(address(page.file), to) + slash + mark + anchor
