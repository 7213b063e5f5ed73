"""Regulations as committees write them, .md or .docx: their heads are rows, their text is read.

The head of such a file says by the headings of the sheets 规章 and 规章文本 what it is and what has
happened to it; the text below are its chapters and clauses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schema.exchange import columns, words
from schema.exchange.columns import AREA
from schema.exchange.complaints import Complaint
from schema.exchange.ledger import Entry, Ledger
from schema.exchange.lines import TARGETS, Lines, read
from schema.records.adoptions import SHEETS
from schema.records.clauses import ChapterDraft, ClauseDraft
from schema.records.regulations import Regulation
from schema.workbooks import articles
from schema.workbooks.articles import Chapter, Clause, Paper
from schema.workbooks.tables import Row, Table, Value

SUFFIXES = (".md", ".docx")

REGULATION, VERSION = columns.OF[Regulation], SHEETS[0]

BODY = "正文"
"""What the chapters are called among the fields of a version."""

NAMED = "规章名称"
"""The regulation, in the row of its version; in its own row, and in the file, 名称."""

REMARK = "题注"
"""The line below a title; it says again what the head says, and is not taken in."""


def is_text(name: str) -> bool:
    """Whether a file is a text and no workbook."""
    return name.lower().endswith(SUFFIXES)


def parts(name: str, content: bytes) -> tuple[list[Lines], list[Complaint]]:
    """The rows that a text stands for: the regulation, and its version with its chapters."""
    paper = articles.paper(name, content)
    head = {key: value for key, value in paper.particulars.items() if key != REMARK}
    title = {NAMED: head["名称"]} if "名称" in head else {}
    known = [{each.heading for each in columns.columns(s)} for s in (REGULATION, VERSION)]
    rows = [
        {key: value for key, value in head.items() if key in known[0] or key not in known[1]},
        title | {key: value for key, value in head.items() if key in known[1]},
    ]
    found, complaints = [], []
    for sheet, row in zip((REGULATION, VERSION), rows, strict=True):
        lines, wrong = read(_table(name, row), TARGETS[sheet.title])
        found.append(lines)
        complaints += wrong
    for line in found[1].lines:
        line.values[BODY] = [_draft(each) for each in paper.chapters]
    return found, complaints


def written(ledger: Ledger, entry: Entry) -> str:
    """A version as a text that can be taken in again."""
    regulation = ledger.entries[Regulation][entry.record.regulation_id]
    head = ledger.cells(REGULATION, regulation.record, regulation.holders)
    head |= ledger.cells(VERSION, entry.record, entry.holders)
    head.pop(NAMED)
    particulars = {key: words.plain(value) for key, value in head.items() if value is not None}
    chapters = tuple(
        Chapter(*_title(each.title), tuple(Clause(c.number, c.text) for c in each.clauses))
        for each in entry.record.chapters
    )
    return articles.markdown(Paper(particulars, chapters))


def template() -> str:
    """A text that shows how to write one."""
    head = {
        each.heading: f"（填{each.heading}，没有的删去本行）"
        for sheet in (REGULATION, VERSION)
        for each in columns.columns(sheet)
        if each.heading not in {NAMED}
    }
    sample = {AREA: "439901/101/201/005", "名称": "第五组组规民约", "文本号": "1"}
    clauses = (Clause("第一条", "为了……，制定本规约。"), Clause("第二条", "本组村民……。"))
    return articles.markdown(Paper(head | sample, (Chapter("第一章", "总则", clauses),)))


def _table(name: str, row: Mapping[str, Value]) -> Table:
    return Table(name, (Row(1, tuple(row)), Row(2, tuple(row.values()))))


def _draft(chapter: Chapter) -> ChapterDraft:
    title = f"{chapter.number} {chapter.title}".strip() or None
    return ChapterDraft(title=title, clauses=list(_clauses(chapter)))  # type: ignore[arg-type]


def _clauses(chapter: Chapter) -> Iterator[ClauseDraft]:
    for each in chapter.clauses:
        yield ClauseDraft(number=each.number, text=each.text)  # type: ignore[arg-type]


def _title(title: str | None) -> tuple[str, str]:
    """Number and name of a chapter's heading."""
    number, _, name = (title or "").partition(" ")
    return number, name
