"""What everyone may read: published editions and the dated notices that replace what ended.

This module reads the table of editions and no record, so a draft cannot leak through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Self, Union
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from schema.base.about import speaks_of
from schema.base.connection import Connection, Filter, Unveiled, connection, where
from schema.base.context import Context, Info
from schema.base.document import Document, Publication
from schema.base.draft import Text
from schema.base.edition import EditionRecord, State
from schema.base.rows import Table
from schema.base.scope import AreaPath
from schema.base.served import Row, uuid
from schema.kinds import KINDS
from schema.rules import masking
from schema.rules.masking import PublicText

DOCUMENTS: Mapping[str, Document] = MappingProxyType(
    {document.name: document for kind in KINDS for document in kind.DOCUMENTS}
)
"""Every document, by its name."""


def screaming(name: str) -> str:
    """`MeetingOutcome` as MEETING_OUTCOME."""
    return "".join(f"_{c}" if c.isupper() else c.upper() for c in name).lstrip("_")


if TYPE_CHECKING:

    class DocumentType(StrEnum):
        """The sorts of document, by the names of their classes."""
else:
    DocumentType = strawberry.enum(
        StrEnum("DocumentType", {screaming(name): name for name in DOCUMENTS}),
        description="The sorts of document.",
    )


DOCUMENT_NOTES: Mapping[str, str] = MappingProxyType(
    {screaming(name): str(document.shown.__doc__) for name, document in DOCUMENTS.items()}
)
"""What each sort of document is, for the description of the enum."""


def shown(row: Row) -> Publication:
    """The publication in a row of editions, in the class of its document."""
    return DOCUMENTS[row["document"]].shown.of(row)


class Published:
    """Lists publications of every sort by the columns of their editions."""

    permits = Publication.permits
    visible = Publication.visible
    comparable = Publication.comparable
    columns = Publication.columns

    @staticmethod
    def seen(context: Context, table: Table) -> list[Publication]:
        """The publications, each in the class of its document."""
        return [shown(row) for row in table.rows()]


@strawberry.input
class PublicationFilter(Filter):
    """Which publications."""

    document: DocumentType | None = where("document")
    """Of this sort."""

    day_from: date | None = where("day__gte")
    """That concern this day or later."""

    day_to: date | None = where("day__lte")
    """That concern this day or earlier."""

    text: Text | None = where("words__icontains")
    """With these words in what was published."""

    about: relay.GlobalID | None = None
    """That speak of this publication."""

    def conditions(self) -> Q:
        """The given conditions."""
        found = super().conditions()
        return found if self.about is None else Q(found, speaks_of(self.about))


@strawberry.enum
class PublicationOrder(Enum):
    """In which order publications are listed."""

    NEWEST = "-published_at"
    """The latest made public first."""

    LATEST_DAY = "-day"
    """By the day they concern, the latest first."""

    OLDEST = "published_at"
    """The earliest made public first."""


@strawberry.enum
class Ending(Enum):
    """Why a publication is no longer there."""

    WITHDRAWN = "WITHDRAWN"
    """Taken down for the reason given."""

    EXPIRED = "EXPIRED"
    """The posting period is over."""

    REDACTED = "REDACTED"
    """Taken down to protect personal information."""


@strawberry.type
class Unpublishing(Unveiled, relay.Node):
    """The dated notice that stands in the place of what was public."""

    id: relay.NodeID[UUID]

    document: DocumentType
    """What sort of document it was."""

    path: AreaPath
    """The area that it was from."""

    title: PublicText | None
    """What it was about; null where that had to go too."""

    ending: Ending
    """Why it is no longer there."""

    explanation: PublicText | None
    """The reason given."""

    published_at: datetime
    """When the last edition was made public."""

    ended_at: datetime
    """Since when it is no longer there."""

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Everyone may ask about every area."""

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The last editions of what is no longer public."""
        ended = Q(state=State.WITHDRAWN)
        expired = Q(state=State.PUBLISHED, posted_until__lte=context.now)
        return EditionRecord.filter(Q(ended, expired, join_type=Q.OR), newest=True)

    @classmethod
    def columns(cls) -> dict[str, str]:
        """What the notice is made of; never the snapshot."""
        names = "document title state reason published_at posted_until ended_at redacted_at"
        return {name: name for name in names.split()} | {"id": "record_id", "path": "area_id"}

    @classmethod
    def of(cls, row: Row) -> Self:
        """The notice from a row of editions."""
        redacted, withdrawn = row["redacted_at"] is not None, row["state"] is State.WITHDRAWN
        ending = Ending.REDACTED if redacted else Ending.WITHDRAWN if withdrawn else Ending.EXPIRED
        return cls(
            id=row["id"],
            document=DocumentType(row["document"]),
            path=row["path"],
            title=None if redacted else masking.text(row["title"]),
            ending=ending,
            explanation=masking.text(row["reason"]) if withdrawn else None,
            published_at=row["published_at"],
            ended_at=row["ended_at"] or row["posted_until"],
        )

    @classmethod
    async def resolve_nodes(cls, *, info: Info, node_ids: Any, required: bool = False) -> list[Any]:
        """The notices in the place of these documents."""
        keys = [key for key in map(uuid, node_ids) if key]
        rows = cls.visible(info.context).filter(record_id__in=keys)
        found = {row["id"]: cls.of(row) for row in await rows.values(**cls.columns())}
        return [found.get(key) if (key := uuid(each)) else None for each in node_ids]


@strawberry.input
class UnpublishingFilter(Filter):
    """Which dated notices."""

    document: DocumentType | None = where("document")
    """In the place of this sort of document."""


@strawberry.enum
class UnpublishingOrder(Enum):
    """In which order dated notices are listed."""

    NEWEST = "-published_at"
    """By when they had been made public, the latest first."""


if TYPE_CHECKING:
    PublicationAsOf = Publication | Unpublishing
else:
    PublicationAsOf = Annotated[
        Union[(*(document.shown for document in DOCUMENTS.values()), Unpublishing)],
        strawberry.union("PublicationAsOf", description="What was public, or why it is gone."),
    ]


async def as_of(
    context: Context, document: str, record: UUID, at: datetime
) -> PublicationAsOf | None:
    """What this document said at `at`.

    Once it is withdrawn, expired or redacted, no edition of it is answered any more, whatever
    the day: only its dated notice.
    """
    editions = EditionRecord.filter(
        document=document, record_id=record, published_at__lte=at
    ).order_by("-published_at", "-number")
    newest = Unpublishing.visible(context).filter(document=document, record_id=record)
    then = await editions.limit(1).values(**Unpublishing.columns(), snapshot="snapshot")
    if not then:
        return None
    ended = await newest.values(**Unpublishing.columns())
    if ended:
        return Unpublishing.of(ended[0])
    snapshot = then[0].pop("snapshot")
    if then[0]["redacted_at"] is not None or then[0]["state"] is State.WITHDRAWN:
        return Unpublishing.of(then[0])
    return shown(then[0] | {"snapshot": snapshot})


@strawberry.type
class Query:
    """What everyone may ask, without a token."""

    publications: Connection[Publication] | None = connection(
        Published, PublicationFilter, PublicationOrder, Publication
    )
    """What is public now."""

    unpublishings: Connection[Unpublishing] | None = connection(
        Unpublishing, UnpublishingFilter, UnpublishingOrder
    )
    """The dated notices in the place of what is no longer public."""

    @strawberry.field
    async def publication_as_of(
        self, info: Info, id: relay.GlobalID, at: datetime
    ) -> PublicationAsOf | None:
        """What a publication said at a moment; its dated notice once it is no longer public."""
        key = uuid(id.node_id)
        if key is None or id.type_name not in DOCUMENTS:
            return None
        return await as_of(info.context, id.type_name, key, at)


async def next_end(now: datetime) -> datetime | None:
    """When the next posting period ends; none if none will."""
    ending = EditionRecord.public(now).filter(posted_until__gt=now).order_by("posted_until")
    rows = await ending.limit(1).values("posted_until")
    return rows[0]["posted_until"] if rows else None
