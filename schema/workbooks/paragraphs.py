"""The paragraphs of a regulation, and which of them begin a chapter or a clause by their words."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = "[〇零一二三四五六七八九十百千两0-9０-９]+"
_REFERRING = "第规所的之和与及、至到或款项中，,。；;"
"""What follows a number that only refers to a clause, as in 第三条规定的情形 or 第三条第二款."""

_CHAPTER = re.compile(rf"(第\s*{_NUMBER}\s*章)(?:[\s:：]+(.*)|([^{_REFERRING}].*))?")
_SECTION = re.compile(rf"第\s*{_NUMBER}\s*[编节](?:\s.*)?")
_CLAUSE = re.compile(
    rf"(第\s*{_NUMBER}\s*条(?:\s*之{_NUMBER})?)(?:[\s:：]+(.*)|([^{_REFERRING}].*))?"
)
_BLANKS = re.compile(r"\s+")
_LONGEST_HEADING = 60
_SENTENCE = ("。", "；", ";", "：", ":", "，", ",")


class Line(NamedTuple):
    """One paragraph; place: how a person finds it; rank: of a heading, 0 for none.

    literal: it only looks as if it began something.
    """

    place: str
    text: str
    rank: int = 0
    literal: bool = False


class Beginning(NamedTuple):
    """What a paragraph begins; number: without blanks; rest: what follows it on the line."""

    number: str
    rest: str


def chapter(line: Line) -> Beginning | None:
    """The chapter that a line begins: a heading, or a short line that is no sentence."""
    if line.literal or (not line.rank and not _short(line.text)):
        return None
    return _beginning(_CHAPTER.fullmatch(line.text))


def clause(line: Line) -> Beginning | None:
    """The clause that a line begins."""
    return None if line.literal else _beginning(_CLAUSE.fullmatch(line.text))


def section(line: Line) -> bool:
    """Whether a line begins a part or a section, which our regulations do not have."""
    return not line.literal and _short(line.text) and bool(_SECTION.fullmatch(line.text))


def begins(line: Line) -> bool:
    """Whether a line begins anything."""
    return bool(chapter(line) or clause(line) or section(line))


def _short(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not text.endswith(_SENTENCE)


def _beginning(match: re.Match[str] | None) -> Beginning | None:
    if match is None:
        return None
    return Beginning(_BLANKS.sub("", match[1]), match[2] or match[3] or "")
