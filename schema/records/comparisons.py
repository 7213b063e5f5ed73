"""Comparisons: two texts of a regulation clause by clause, and the words that came and went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import strawberry
from strawberry import relay

from schema.base.context import Context, Info
from schema.base.document import Document
from schema.base.part import Part, parts
from schema.base.refusal import InputImpossible
from schema.base.served import edge, uuid
from schema.base.sheet import Sheet
from schema.records.clauses import Chapter, headed
from schema.records.versions import RegulationVersion
from schema.rules import comparison, masking
from schema.rules.comparison import Change, Mark
from schema.rules.masking import PublicText

# Stored: with the versions.

# Served


strawberry.enum(Change)
strawberry.enum(Mark)


@strawberry.type
class Wording(Part):
    """Some words of a clause, all kept, all deleted or all inserted."""

    mark: Mark
    """What became of them."""

    text: PublicText
    """The words."""


@strawberry.type
class ComparedClause(Part):
    """A clause beside what it was."""

    change: Change
    """What became of it."""

    old_number: PublicText | None
    """Its number before; null where it is new. 章名 stands for the heading of a chapter."""

    new_number: PublicText | None
    """Its number now; null where it was removed."""

    wordings: strawberry.Private[list[Wording]]

    wording_parts = parts(Wording, "wordings", "Its words in their order, deleted before inserted.")


@strawberry.type
class TextComparison(relay.Node):
    """Two versions of a regulation beside each other."""

    id: relay.NodeID[str]

    rows: strawberry.Private[list[ComparedClause]]

    row_parts = parts(
        ComparedClause, "rows", "Every clause in the order of the later text, and what went."
    )

    @classmethod
    async def between(
        cls, context: Context, old: RegulationVersion, new: RegulationVersion
    ) -> Self:
        """The comparison of two texts of one regulation."""
        if old.regulation_id != new.regulation_id:
            raise InputImpossible("两个文本不属于同一规章。", field="new")
        return cls(id=f"{old.id}.{new.id}", rows=compared(old.chapters, new.chapters))

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # relay overloads it for callers we lack
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """The comparisons with these ids of versions that you may see."""
        return [await cls._of(info.context, *each.partition(".")[::2]) for each in node_ids]

    @classmethod
    async def _of(cls, context: Context, old: str, new: str) -> Self | None:
        both = [await edge(context, RegulationVersion, uuid(each)) for each in (old, new)]
        return await cls.between(context, *both) if all(both) else None


def compared(old: Sequence[Chapter], new: Sequence[Chapter]) -> list[ComparedClause]:
    """Every clause and heading of two texts beside each other."""
    rows = comparison.compare([*headed(old)], [*headed(new)])
    return [_compared(row) for row in rows]


def _compared(row: comparison.Row) -> ComparedClause:
    return ComparedClause(
        change=row.change,
        old_number=masking.text(row.old.number) if row.old else None,
        new_number=masking.text(row.new.number) if row.new else None,
        wordings=[
            Wording(mark=each.mark, text=text)
            for each in _pieces(row)
            if (text := masking.text(each.text))
        ],
    )


def _pieces(row: comparison.Row) -> tuple[comparison.Piece, ...]:
    """The words of a clause; of one that was not reworded, all with one mark."""
    if row.pieces:
        return row.pieces
    if row.new is None:
        return (comparison.Piece(Mark.DELETED, row.old.text if row.old else ""),)
    mark = Mark.INSERTED if row.old is None else Mark.KEPT
    return (comparison.Piece(mark, row.new.text),)


# Asked


@strawberry.type
class Query:
    """What changed from one version to another, for officers."""

    @strawberry.field
    async def comparison(
        self, info: Info, old: relay.GlobalID, new: relay.GlobalID
    ) -> TextComparison | None:
        """Two versions of a regulation clause by clause."""
        scope = info.context.reads(RegulationVersion.readers.rows)
        earlier = await RegulationVersion.one(scope, old, "old")
        later = await RegulationVersion.one(scope, new, "new")
        return await TextComparison.between(info.context, earlier, later)


# Done: nothing; it follows from the texts.

Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown: by `promulgations`.

DOCUMENTS: tuple[Document, ...] = ()
