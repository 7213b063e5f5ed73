"""A document as plain sentences, for groups on WeChat and for the loudspeaker of the village.

Whoever hears it sees neither a table nor a heading, so each cell is told with the words over its
column, and each line ends as a sentence does. The words around are in `site/templates/plain.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jinja2 import FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from publisher import blocks, markdown, templates
from publisher.blocks import Block, Box, Heading, Items, Line, Paragraph, Table
from publisher.posters.frames import Frame

_ENDED = re.compile("[。！？；：…][”’」』】）]?$")
_ITEM = "项目"
"""The head over what the other columns speak of; nobody needs to hear it again and again."""


def text(content: Markup, frame: Frame) -> str:
    """The sentences of a document; content: the Markdown that its template made of it."""
    foot = frame.foot
    return _template().render(
        label=markdown.plain(frame.label),
        title=markdown.plain(frame.title),
        issuer=markdown.plain(frame.issuer),
        published=templates.day(frame.published_at),
        subject=markdown.plain(frame.subject or ""),
        number=frame.number,
        note=_told(markdown.paragraphs(frame.change_note or "")),
        content=_told(content),
        last_day=frame.last_day and templates.day(frame.last_day),
        objection=_sentence(markdown.plain(foot.objection or "")),
        address=foot.address,
        demo=foot.demo,
        preview=foot.preview,
    )


@cache
def _template() -> Template:
    """No mark has a meaning in plain text, so nothing is escaped."""
    environment = templates.Flat(
        loader=FileSystemLoader(templates.FOLDER),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("plain.txt")


def _told(content: Markup) -> str:
    return "\n".join(filter(None, _sentences(blocks.read(content)))).strip("\n")


def _sentences(found: tuple[Block, ...]) -> Iterator[str]:
    for block in found:
        match block:
            case Heading(_, line):
                yield f"\n{_sentence(blocks.words(line))}"
            case Paragraph(lines) | Items(lines, False):
                yield from (_sentence(blocks.words(line)) for line in lines)
            case Items(lines):
                numbered = enumerate(map(blocks.words, lines), start=1)
                yield from (_sentence(f"第{number}，{words}") for number, words in numbered)
            case Table():
                yield from _rows(block)
            case Box(_, title, inside):
                yield _sentence(blocks.words(title))
                yield from _sentences(inside)


def _rows(table: Table) -> Iterator[str]:
    """Each row as a sentence; of two columns as `项目：内容`, without the words over them."""
    heads = [_clause(over) for over in table.head]
    for row in table.rows:
        cells = [_clause(cell) for cell in row]
        if len(cells) == 2:
            yield _sentence("：".join(cells))
        else:
            pairs = zip(heads, cells, strict=True)
            told = (cell if over == _ITEM else f"{over}：{cell}" for over, cell in pairs)
            yield _sentence("，".join(told))


def _clause(line: Line) -> str:
    """The words of a cell without the end of a sentence, which is not reached yet."""
    return blocks.words(line).strip().rstrip("。；")


def _sentence(words: str) -> str:
    said = words.strip()
    return said if not said or _ENDED.search(said) else f"{said}。"
