"""Documents: what the public may read about a record, each an allow-list of ready values.

One class is GraphQL type, page context, snapshot codec and open-data row at once. Its fields are
`PublicName`, `PublicText`, numbers, dates and values made of these; a raw `str` has no place in
it. A document class only grows, with defaults: old snapshots stay readable.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, NewType, Self
from uuid import UUID

import orjson
import strawberry
from strawberry import relay
from tortoise.queryset import QuerySet

from schema.base import about as abouts
from schema.base import codec, past
from schema.base.about import About, DocumentName
from schema.base.attached import PublishedAttachment
from schema.base.connection import Connection, Unveiled, Window, sliced
from schema.base.context import Context, Info
from schema.base.edition import EditionRecord
from schema.base.part import parts
from schema.base.past import PastEdition
from schema.base.scope import AreaPath
from schema.base.served import Row, Served, uuid
from schema.base.value import Value
from schema.rules import masking
from schema.rules.masking import PublicText

CatalogueCode = NewType("CatalogueCode", str)
"""An item of the disclosure catalogue, such as V05."""


@strawberry.type
class PublishedArea(Value):
    """An area by its path and the names that it had when the edition was approved."""

    path: AreaPath
    """Codes of county, town, village and group."""

    name: PublicText
    """Its name."""

    above: strawberry.Private[tuple[tuple[AreaPath, PublicText], ...]]
    """Path and name of county, town and village, as far as they lie above."""

    @strawberry.field
    def full_name(self) -> PublicText:
        """Its name after those of village, town and county."""
        return masking.text("".join(name for _, name in self.above) + self.name)


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Where a published edition stands; everything about it that is not its content."""

    record: UUID
    number: int
    change_note: PublicText | None
    area: PublishedArea
    published_at: datetime
    posted_until: datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class Snapshot:
    """What is approved, byte for byte: its canonical JSON is stored and nothing else is public."""

    document: str
    record: UUID
    area: PublishedArea
    number: int
    change_note: PublicText | None
    content: dict[str, Any]


@strawberry.interface
class Publication(Unveiled, relay.Node):
    """What everyone may read about a record: the edition that stands now, exactly as approved."""

    CODE: ClassVar[CatalogueCode]

    title: PublicText
    """What it is about, in a few words."""

    day: date
    """The day it concerns: of the meeting, of the election, of the figures."""

    last_day: date | None = None
    """The last day it is to hang, where the document itself says so."""

    about: strawberry.Private[About | None] = None

    attachments: strawberry.Private[tuple[PublishedAttachment, ...]] = ()

    attachment_parts = parts(
        PublishedAttachment, "attachments", "The pictures and papers that go with it."
    )

    standing: strawberry.Private[Standing] = dataclasses.field(
        default=None,  # type: ignore[assignment]  # a document being drawn stands nowhere yet
        metadata={"apart": True},
    )

    @strawberry.field
    def number(self) -> int:
        """Which edition this is; 2 and more are corrections."""
        return self.standing.number

    @strawberry.field
    def change_note(self) -> PublicText | None:
        """What this edition corrects; null in the first."""
        return self.standing.change_note

    @strawberry.field
    def code(self) -> CatalogueCode:
        """Its item in the disclosure catalogue, such as V05."""
        return self.CODE

    @strawberry.field
    def area(self) -> PublishedArea:
        """The area that it is from."""
        return self.standing.area

    @strawberry.field
    def published_at(self) -> datetime:
        """When this edition was approved and so made public."""
        return self.standing.published_at

    @strawberry.field
    def posted_until(self) -> datetime | None:
        """When the posting period ends; null as long as it is in force."""
        return self.standing.posted_until

    @strawberry.field
    async def history(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[PastEdition]:
        """All editions of it so far, this one included, the first one first."""
        editions = await past.editions(info.context, type(self).__name__, self.standing.record)
        return sliced(editions, Window(first, after, last, before))

    @strawberry.field
    async def in_response_to(self, info: Info) -> Publication | None:
        """The publication that it speaks of; null if of none, or once that is no longer public."""
        found = self.about and await abouts.spoken_of(info.context, self.about)
        return _read(found, info) if found else None

    @strawberry.field
    async def responses(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Publication]:
        """The publications that speak of it, such as what became of objections to it."""
        own = About(DocumentName(type(self).__name__), self.standing.record)
        found = await abouts.responses(info.context, own)
        return sliced([_read(row, info) for row in found], Window(first, after, last, before))

    def state_on(self, today: date) -> Enum | None:
        """Where the matter stands on a day, if it is one that goes on; told from its dates."""
        return None

    @classmethod
    def resolve_id(cls, root: Self, *, info: Info) -> str:
        """The id is the document's: it stays the same from edition to edition."""
        return str(root.standing.record)

    @classmethod
    def permits(cls, context: Context, area: AreaPath | None) -> None:
        """Everyone may ask about every area."""

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The editions that are public now; of this document, if it is one."""
        public = EditionRecord.public(context.now)
        return public if cls is Publication else public.filter(document=cls.__name__)

    @classmethod
    def columns(cls) -> dict[str, str]:
        """What is needed to read a snapshot."""
        names = ("document", "snapshot", "published_at", "posted_until")
        return {name: name for name in names}

    @classmethod
    def of(cls, row: Row) -> Self:
        """The document from its snapshot; the snapshot of another document is not for this."""
        kept = codec.read(Snapshot, orjson.loads(row["snapshot"]))
        shown = codec.read(cls, kept.content)
        shown.standing = Standing(
            record=kept.record,
            number=kept.number,
            change_note=kept.change_note,
            area=kept.area,
            published_at=row["published_at"],
            posted_until=row["posted_until"],
        )
        return shown

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # relay overloads it for callers we lack
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Publication | None]:
        """The documents with these ids that are public now, null for every other."""
        keys = [key for key in map(uuid, node_ids) if key]
        rows = cls.visible(info.context).filter(record_id__in=keys)
        shown = [cls.of(row) for row in await rows.values(**cls.columns())]
        found = {each.standing.record: each for each in shown}
        return [found.get(key) if (key := uuid(node_id)) else None for node_id in node_ids]


def _read(row: Row, info: Info) -> Publication:
    """The publication in a row, in the class of its document, which only the schema knows."""
    shown: type[Any] = relay.GlobalID(row["document"], "").resolve_type(info)
    read: Publication = shown.of(row)
    return read


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """One sort of document: its class, the record that it is drawn from, and how."""

    shown: type[Publication]
    served: type[Served]
    draw: Callable[[Context, Any], Awaitable[Publication]]

    @property
    def name(self) -> str:
        """The name of the class, of its GraphQL type and of its template."""
        return self.shown.__name__
