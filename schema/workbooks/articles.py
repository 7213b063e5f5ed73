"""The text of a regulation: its chapters, its clauses, and what is said about it at its head.

A committee writes it in Word or as plain text. Nothing of it is changed or left out without a
word: what has no place in chapters and clauses is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from schema.workbooks import manuscript, markup, paragraphs
from schema.workbooks.formats import Format, opened
from schema.workbooks.packages import mended
from schema.workbooks.paragraphs import Line
from schema.workbooks.tables import Unreadable

NAME = "名称"
ADOPTION = "题注"
"""The bracketed note below a title, which says who adopted the text and when."""

_CONTENTS = re.compile(r"目\s*[录次]|.*(?:\t|…|[.·．]{3,}|\s{3,})\s*\d+")
_LONGEST_CONTENTS = 200
_NOTE = re.compile(r"[（(].*[）)]")
_SUFFIXES = {".md": Format.PLAIN_TEXT, ".docx": Format.STYLED_TEXT}
_MISNAMED = {
    Format.PLAIN_TEXT: "内容却不是纯文本。请把文件名的结尾改为 .docx，或另存为纯文本。",
    Format.STYLED_TEXT: "内容却不是 Word 文稿。请打开后另存为 .docx，或改正文件名的结尾。",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause; number: 第一条, without blanks; text: its paragraphs and items, one a line."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter; number: 第一章 or nothing; number and title are empty before any chapter."""

    number: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole text; particulars: what its head says, such as 名称 and 区域, word by word."""

    particulars: Mapping[str, str]
    chapters: tuple[Chapter, ...]


def paper(name: str, content: bytes) -> Paper:
    """The text of a .md or .docx file. Raises `Unreadable` with the reason for anything else."""
    found, package = opened(content)
    suffix = PurePath(name).suffix.lower()
    if found is Format.WORKBOOK:
        raise Unreadable("这是表格，不是文稿。制度、章程的条文请交 .docx 或 .md 文件。")
    if suffix not in _SUFFIXES:
        raise Unreadable("条文只收 .docx 和 .md 文件。请另存为 .docx；纯文本请把结尾改为 .md。")
    if found is not _SUFFIXES[suffix]:
        raise Unreadable(f"文件名以 {suffix} 结尾，{_MISNAMED[_SUFFIXES[suffix]]}")
    if package is None:
        return _composed(*markup.lines(content))
    with mended():
        return _composed(*manuscript.lines(package))


def markdown(text: Paper) -> str:
    """The Markdown that reads back to the same text."""
    return "\n\n".join(_blocks(text)) + "\n"


def _blocks(text: Paper) -> Iterator[str]:
    if text.particulars:
        said = [f"{word}: {value}".rstrip() for word, value in text.particulars.items()]
        yield "\n".join(["---", *said, "---"])
    if title := text.particulars.get(NAME):
        yield f"# {_literal(title, rank=1)}"
    for chapter in text.chapters:
        if chapter.number:
            yield f"## {chapter.number} {chapter.title}".rstrip()
        elif chapter.title:
            yield f"## {_literal(chapter.title, rank=2)}"
        for clause in chapter.clauses:
            first, *others = map(_literal, clause.text.split("\n"))
            separator = "\n\n" if first.startswith(markup.LITERAL) else " "
            yield f"**{clause.number}**{separator}{first}"
            yield from others


def _literal(text: str, rank: int = 0) -> str:
    return markup.literal(text, marked=paragraphs.begins(Line("", text, rank)))


def _composed(particulars: dict[str, str], lines: list[Line]) -> Paper:
    composing = _Composing(particulars)
    for line in lines:
        composing.take(line)
    return Paper(particulars, tuple(composing.chapters()))


@dataclass(slots=True)
class _Begun:
    """A chapter being read: its clauses with their paragraphs."""

    place: str
    number: str = ""
    title: str = ""
    clauses: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(slots=True)
class _Composing:
    """A text being read line by line."""

    particulars: dict[str, str]
    begun: list[_Begun] = field(default_factory=list)
    titled: bool = False
    numbers: set[str] = field(default_factory=set)

    def take(self, line: Line) -> None:
        """Puts one line where it belongs."""
        if clause := paragraphs.clause(line):
            self._begin_clause(line, clause.number, clause.rest)
        elif not self.numbers and _lists_contents(line):
            return
        elif chapter := paragraphs.chapter(line):
            self.begun.append(_Begun(line.place, chapter.number, chapter.rest))
        elif paragraphs.section(line):
            raise Unreadable(f"{line.place}是编或节。这里的制度只分章和条，请去掉编、节的标题。")
        elif line.rank > 1 or (line.rank and (self.titled or self.begun)):
            self.begun.append(_Begun(line.place, "", line.text))
        elif self.begun and self.begun[-1].clauses:
            self.begun[-1].clauses[-1][1].append(line.text)
        else:
            self._take_head(line)

    def chapters(self) -> Iterator[Chapter]:
        """What was read, once all of it was."""
        if not self.numbers:
            raise Unreadable("没有找到条文。每一条请另起一段，以“第一条”这样的字开头。")
        for begun in self.begun:
            if not begun.clauses:
                raise Unreadable(f"{begun.place}的章下面没有条文。请补上，或删去这一章的标题。")
            yield Chapter(begun.number, begun.title, tuple(map(_clause, begun.clauses)))

    def _begin_clause(self, line: Line, number: str, rest: str) -> None:
        if number in self.numbers:
            raise Unreadable(
                f"{line.place}的“{number}”前面已经有了。请改正条号；如果只是引用，请不要放在段首。"
            )
        self.numbers.add(number)
        if not self.begun:
            self.begun.append(_Begun(line.place))
        self.begun[-1].clauses.append((number, [rest] if rest else []))

    def _take_head(self, line: Line) -> None:
        """A line before the first clause: the title, or the note below it."""
        named = self.particulars.get(NAME)
        note = not line.rank and _NOTE.fullmatch(line.text)
        if not self.begun and not self.titled and not note:
            if named and named != line.text:
                raise Unreadable(f"{line.place}的标题与开头写的名称不一致。请改成一样的。")
            self.particulars[NAME] = line.text
            self.titled = True
        elif not self.begun and note and ADOPTION not in self.particulars:
            self.particulars[ADOPTION] = line.text
        else:
            raise Unreadable(
                f"{line.place}不属于任何一条。标题请只写一行，通过的日期写在括号里，"
                "其余的话请写进条文或删去。"
            )


def _lists_contents(line: Line) -> bool:
    """Whether a line belongs to a table of contents: it ends with the number of a page."""
    short = len(line.text) <= _LONGEST_CONTENTS
    return short and not line.rank and bool(_CONTENTS.fullmatch(line.text))


def _clause(begun: tuple[str, list[str]]) -> Clause:
    number, texts = begun
    if not texts:
        raise Unreadable(f"{number}没有内容。请补上，或删去这一条。")
    return Clause(number, "\n".join(texts))
