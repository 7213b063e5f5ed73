"""Clauses: what a regulation says, chapter by chapter, and where the law may object to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum

import strawberry

from schema.base.document import Document
from schema.base.draft import Text, asked
from schema.base.part import Part, parts
from schema.base.refusal import InputImpossible
from schema.base.sheet import Sheet
from schema.rules import comparison, lint, masking
from schema.rules.citation import CitationText
from schema.rules.masking import PublicText
from schema.rules.offences import Offence

# Stored: with the versions.

# Served


strawberry.enum(Offence)


@strawberry.type
class Clause(Part):
    """A clause of a regulation."""

    number: PublicText
    """Its number as written, such as 第一条."""

    text: PublicText
    """What it says."""


@strawberry.type
class Chapter(Part):
    """Some clauses under one heading."""

    title: PublicText | None
    """The heading as written, such as 第一章 总则; null where the text has no chapters."""

    clauses: strawberry.Private[list[Clause]]

    clause_parts = parts(Clause, "clauses", "Its clauses.")


@strawberry.enum
class FindingAnswer(Enum):
    """What an officer says to a finding."""

    KEPT = "KEPT"
    """It stays as it is, for the reason given."""

    MENDED = "MENDED"
    """It is worded otherwise, here or in the next version."""


@strawberry.type
class AnsweredFinding(Part):
    """What an officer said to a finding; nothing here is ever removed."""

    clause: str
    """The number of the clause."""

    words: str
    """The words that were found."""

    offence: Offence
    """What they may do."""

    answer: FindingAnswer
    """What was said to it."""

    reason: str | None
    """Why."""

    answered_on: date
    """When."""


@strawberry.type
class Finding(Part):
    """Words of a clause that may be unlawful; a warning, for a person to judge."""

    clause: str
    """The number of the clause."""

    words: str
    """The words that were found."""

    offence: Offence
    """What they may do."""

    source: CitationText
    """The articles that speak against it."""

    wording: str
    """What may stand there instead."""

    answer: FindingAnswer | None
    """What an officer last said to it; null while nobody has."""

    reason: str | None
    """Why."""


def findings(chapters: Sequence[Chapter], answers: Sequence[AnsweredFinding]) -> list[Finding]:
    """What may be unlawful in a text, with the last answer to each."""
    said = {(each.clause, each.words, each.offence): each for each in answers}
    return [
        Finding(
            clause=each.clause,
            words=each.words,
            offence=each.offence,
            source=each.source,
            wording=each.wording,
            answer=last.answer if last else None,
            reason=last.reason if last else None,
        )
        for each in lint.findings(plain(chapters))
        for last in [said.get((each.clause, each.words, each.offence))]
    ]


def plain(chapters: Sequence[Chapter]) -> list[comparison.Clause]:
    """The clauses one after the other, as the rules read them."""
    return [
        comparison.Clause(clause.number, clause.text)
        for chapter in chapters
        for clause in chapter.clauses
    ]


HEADING = "章名"
"""What stands in the place of a number where the heading of a chapter is compared."""


def headed(chapters: Sequence[Chapter]) -> Iterator[comparison.Clause]:
    """The clauses with the headings of their chapters between them, to be compared."""
    for chapter in chapters:
        if chapter.title:
            yield comparison.Clause(HEADING, chapter.title)
        yield from plain([chapter])


# Asked: with the versions.

Query: type | None = None

# Done


@strawberry.input
class ClauseDraft:
    """A clause as an officer writes it."""

    number: Text = asked("条号")
    """Its number as written, such as 第一条; no two clauses of a text have the same."""

    text: Text = asked("条文")
    """What it says."""


@strawberry.input
class ChapterDraft:
    """A chapter as an officer writes it; a text without chapters is one without a title."""

    title: Text | None = asked("章名", None)
    """The heading as written, such as 第一章 总则."""

    clauses: list[ClauseDraft] = asked("条文")
    """Its clauses."""


_COUNT = r"第[一二三四五六七八九十百千零〇\d]+"
_CHAPTER = re.compile(rf"{_COUNT}章\s")
_CLAUSE = re.compile(rf"{_COUNT}条(?:之[一二三四五六七八九十]+)?")


def numbered(chapters: Sequence[ChapterDraft]) -> None:
    """Refuses a text that says nothing, or in which a number is none or names two clauses."""
    for chapter in chapters:
        if chapter.title is not None and not _CHAPTER.match(chapter.title):
            raise InputImpossible("章名没有章号。", threshold="如“第一章 总则”", field="chapters")
    numbers = [clause.number for chapter in chapters for clause in chapter.clauses]
    if not numbers:
        raise InputImpossible("没有条文。", threshold="至少一条", field="chapters")
    for place, number in enumerate(numbers, start=1):
        if not _CLAUSE.fullmatch(number):
            raise InputImpossible(
                f"第 {place} 个条文的条号写得不对。", threshold="如“第一条”", field="chapters"
            )
        if number in numbers[: place - 1]:
            raise InputImpossible(
                f"第 {place} 个条文的条号与前面的重复。", threshold="条号各不相同", field="chapters"
            )


Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown: with the text, by `promulgations` and `consultations`.


def published(chapters: Sequence[Chapter]) -> list[Chapter]:
    """The text, fit for the public."""
    return [
        Chapter(
            title=masking.text(chapter.title) if chapter.title else None,
            clauses=[
                Clause(number=masking.text(each.number), text=masking.text(each.text))
                for each in chapter.clauses
            ],
        )
        for chapter in chapters
    ]


DOCUMENTS: tuple[Document, ...] = ()
