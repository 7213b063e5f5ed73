r"""A regulation as plain text with a few Markdown marks: `---` around the head, `#`, `**第一条**`.

A line that begins with a backslash is meant as it stands.
"""

from __future__ import annotations

import re

from schema.workbooks.paragraphs import Line
from schema.workbooks.tables import Unreadable
from schema.workbooks.texts import decoded, trimmed

_FENCE = "---"
_COLON = re.compile("[:：]")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BOLD = re.compile(r"\*\*(第.+?)\*\*\s*(.*)")
LITERAL = "\\"
_MARKED = ("#", "**", LITERAL, ":", "：")


def lines(content: bytes) -> tuple[dict[str, str], list[Line]]:
    """The particulars of the head, and every paragraph below it; each line is a paragraph."""
    written = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    texts = [trimmed(text) or "" for text in written.split("\n")]
    numbered = [(number, text) for number, text in enumerate(texts, start=1) if text]
    if numbered[:1] and numbered[0][1] == _FENCE:
        return _headed(numbered)
    return {}, [_line(number, text) for number, text in numbered]


def literal(text: str, *, marked: bool) -> str:
    """A line that reads back as this very text; marked: it would otherwise begin something."""
    return f"{LITERAL}{text}" if marked or text.startswith(_MARKED) else text


def _headed(numbered: list[tuple[int, str]]) -> tuple[dict[str, str], list[Line]]:
    particulars: dict[str, str] = {}
    for index, (number, text) in enumerate(numbered[1:], start=1):
        if text == _FENCE:
            return particulars, [_line(*each) for each in numbered[index + 1 :]]
        word, *value = _COLON.split(text, maxsplit=1)
        word = trimmed(word) or ""
        if not word or not value:
            raise Unreadable(f"第 {number} 行应写成“名称：内容”的样子，中间用冒号。请改正。")
        if word in particulars:
            raise Unreadable(f"第 {number} 行的“{word}”前面已经写过。请只留一行。")
        particulars[word] = trimmed(value[0]) or ""
    raise Unreadable("文件开头的说明没有结束。请在说明之后另起一行写三个减号 ---。")


def _line(number: int, text: str) -> Line:
    place = f"第 {number} 行"
    heading = _HEADING.fullmatch(text)
    rank = len(heading[1]) if heading else 0
    text = heading[2] if heading else text
    if text.startswith(LITERAL):
        return Line(place, text[1:], rank, literal=True)
    bold = _BOLD.fullmatch(text)
    return Line(place, f"{bold[1]} {bold[2]}".rstrip() if bold else text, rank)
