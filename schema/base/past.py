"""The editions that a public document has had: numbers, days and change notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.dataloader import DataLoader

from schema.base.context import Context, Info
from schema.base.edition import EditionRecord
from schema.base.served import Row, uuid
from schema.rules import masking
from schema.rules.masking import PublicText


@strawberry.type
class PastEdition(relay.Node):
    """One edition of a document that is public, without its content."""

    id: relay.NodeID[UUID]

    number: int
    """Counts the editions from 1."""

    change_note: PublicText | None
    """What it corrected; null in the first."""

    published_at: datetime
    """When it was made public."""

    @classmethod
    def of(cls, row: Row) -> Self:
        """The entry from a row of editions."""
        note = row["change_note"]
        return cls(
            id=row["id"],
            number=row["number"],
            change_note=None if note is None else masking.text(note),
            published_at=row["published_at"],
        )

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # relay overloads it for callers we lack
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """The entries with these ids, null where their document is not public now."""
        keys = [key for key in map(uuid, node_ids) if key]
        published = EditionRecord.filter(
            id__in=keys, published_at__isnull=False, redacted_at__isnull=True
        )
        rows = await published.values()
        found = {row["id"]: cls.of(row) for row in rows if await _public(info.context, row)}
        return [found.get(key) if (key := uuid(each)) else None for each in node_ids]


async def editions(context: Context, document: str, record: UUID) -> list[PastEdition]:
    """The editions of one document, the first one first; all of one tick in one statement."""
    if document not in context.loaders:
        context.loaders[document] = DataLoader(load_fn=lambda keys: _load(document, keys))
    found: list[PastEdition] = await context.loaders[document].load(record)
    return found


async def _load(document: str, keys: list[UUID]) -> list[list[PastEdition]]:
    rows = await (
        EditionRecord.filter(document=document, record_id__in=keys)
        .filter(published_at__isnull=False, redacted_at__isnull=True)
        .order_by("number")
        .values("id", "record_id", "number", "change_note", "published_at")
    )
    by_key: dict[Any, list[PastEdition]] = {key: [] for key in keys}
    for row in rows:
        by_key[row["record_id"]].append(PastEdition.of(row))
    return [by_key[key] for key in keys]


async def _public(context: Context, row: Row) -> bool:
    same = {"document": row["document"], "record_id": row["record_id"]}
    return await EditionRecord.public(context.now).filter(**same).exists()
