"""Publications that speak of another publication, such as what became of an objection to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NewType, Self
from uuid import UUID

from strawberry import relay
from strawberry.dataloader import DataLoader
from tortoise.expressions import Q

from schema.base.context import Context
from schema.base.edition import EditionRecord
from schema.base.refusal import RecordUnknown
from schema.base.scope import Scope
from schema.base.served import Row, uuid

DocumentName = NewType("DocumentName", str)
"""The sort of a document, by the name of its class."""


@dataclass(frozen=True, slots=True)
class About:
    """The publication that is spoken of, whichever edition of it stands."""

    document: DocumentName
    record: UUID

    @classmethod
    def of(cls, row: Row) -> Self:
        """What a row with `about_document` and `about_id` speaks of."""
        return cls(DocumentName(row["about_document"]), row["about_id"])


def speaks_of(given: relay.GlobalID) -> Q:
    """The condition on rows that speak of this publication."""
    return Q(about_document=given.type_name, about_id=uuid(given.node_id))


async def made_public(scope: Scope, given: relay.GlobalID, field: str) -> Row:
    """The latest edition of a document in scope that is or was public; refused if none was."""
    found = EditionRecord.within(scope).filter(
        document=given.type_name, record_id=uuid(given.node_id), published_at__isnull=False
    )
    rows: list[Row] = await found.order_by("-number").limit(1).values()
    if not rows:
        raise RecordUnknown(f"“{field}”所指的文件没有公开过或不在范围内。", field=field)
    return rows[0]


async def spoken_of(context: Context, about: About) -> Row | None:
    """The edition that stands now; none once it has ended; all of a tick in one statement."""

    async def load(keys: Sequence[About]) -> list[Row | None]:
        rows = await _public(context, record_id__in=[key.record for key in keys])
        found = {About(row["document"], row["record_id"]): row for row in rows}
        return [found.get(key) for key in keys]

    found: Row | None = await _loader(context, "spoken of", load).load(about)
    return found


async def responses(context: Context, about: About) -> list[Row]:
    """The editions that speak of it, the first one first; all of a tick in one statement."""

    async def load(keys: Sequence[About]) -> list[list[Row]]:
        rows = await _public(context, about_id__in=[key.record for key in keys])
        return [[row for row in rows if About.of(row) == key] for key in keys]

    found: list[Row] = await _loader(context, "responses", load).load(about)
    return found


async def _public(context: Context, **which: Any) -> list[Row]:
    rows: list[Row] = (
        await EditionRecord.public(context.now)
        .filter(**which)
        .order_by("published_at", "id")
        .values()
    )
    return rows


def _loader(
    context: Context, name: str, load: Callable[[Sequence[About]], Awaitable[list[Any]]]
) -> DataLoader[About, Any]:
    if name not in context.loaders:
        context.loaders[name] = DataLoader(load_fn=load)
    loader: DataLoader[About, Any] = context.loaders[name]
    return loader
