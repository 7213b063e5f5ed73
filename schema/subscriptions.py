"""What is told as it happens: to everyone what becomes public, to officers what is recorded.

Each event is read when it is told and by the rules for whoever listens then: the actor is looked
up anew, so that nothing is told after an office or a token has ended.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

import strawberry

from schema.base import codec
from schema.base.changes import EDITION, Line
from schema.base.context import Context, Info
from schema.base.document import Publication
from schema.base.scope import AreaPath, Scope
from schema.base.served import Served
from schema.editions import Edition
from schema.kinds import KINDS
from schema.publications import DocumentType, PublicationAsOf, Unpublishing, screaming, shown
from schema.rules.roles import Audience

AT_ONCE = 50
"""Lines that are read together; the actor is looked up once for them."""

RECORDS: Mapping[str, type[Served]] = MappingProxyType(
    {
        name: served
        for kind in KINDS
        for name, served in vars(kind).items()
        if isinstance(served, type)
        and issubclass(served, Served)
        and served.__module__ == kind.__name__
        and "stored" in vars(served)
    }
    | {EDITION: Edition}
)
"""Every kind of record that the journal speaks of, by its name there."""

if TYPE_CHECKING:

    class RecordKind(StrEnum):
        """The kinds of record, by the names of their types."""
else:
    RecordKind = strawberry.enum(
        StrEnum("RecordKind", {screaming(name): name for name in RECORDS}),
        description="The kinds of record.",
    )

RECORD_NOTES: Mapping[str, str] = MappingProxyType(
    {screaming(name): str(served.__doc__) for name, served in RECORDS.items()}
)
"""What each kind of record is, for the description of the enum."""


@strawberry.enum
class PublicAct(Enum):
    """What became of a publication."""

    PUBLISHED = "PUBLISHED"
    """Its first edition was made public."""

    CORRECTED = "CORRECTED"
    """A later edition was made public, with a note on what it corrects."""

    WITHDRAWN = "WITHDRAWN"
    """It was taken down; a dated notice with the reason stands in its place."""

    REDACTED = "REDACTED"
    """It was taken down to protect personal information."""


@strawberry.type
class Told:
    """An act, as it is told."""

    line: strawberry.Private[Line]

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Digest of the act: the same for everyone, and of another act another."""
        return strawberry.ID(hashlib.sha256(codec.canonical(self.line)).hexdigest()[:24])

    @strawberry.field
    def at(self) -> datetime:
        """When it was done."""
        return self.line.at

    @strawberry.field
    def path(self) -> AreaPath:
        """The area that it is about."""
        return self.line.path


@strawberry.type
class PublicationChange(Told):
    """Something else is public than before."""

    act: PublicAct
    """What happened."""

    document: DocumentType
    """What sort of document it is."""

    now: PublicationAsOf
    """What everyone reads now: the publication, or the dated notice in its place."""


@strawberry.type
class RecordChange(Told):
    """An act on a record."""

    record: Served
    """The record as it stands now; a later act may have changed it since."""

    @strawberry.field
    def act(self) -> str:
        """The mutation, such as `draftNotice`; of rows of a file, that by which each went in."""
        return self.line.act

    @strawberry.field
    def kind(self) -> RecordKind:
        """What kind of record it is."""
        return RecordKind(self.line.kind)


@strawberry.type
class Subscription:
    """What is told as it happens."""

    @strawberry.subscription
    async def publications_changed(
        self,
        info: Info,
        area: AreaPath | None = None,
        documents: list[DocumentType] | None = None,
    ) -> AsyncGenerator[PublicationChange, None]:
        """What is published, corrected, withdrawn or redacted from now on, in any area.

        The end of a posting period is no act, and is not told: `postedUntil` says it beforehand.
        """
        below = Scope((area,)) if area else None

        def wanted(line: Line) -> bool:
            return line.publishes and (below is None or below.covers(line.path))

        async for lines in _heard(info.context, wanted):
            for change in await _public(info.context, lines, documents):
                yield change

    @strawberry.subscription
    async def records_changed(
        self,
        info: Info,
        area: AreaPath | None = None,
        kinds: list[RecordKind] | None = None,
    ) -> AsyncGenerator[RecordChange, None]:
        """What is written down, changed or decided from now on, in your scope."""
        context = info.context
        wished = RECORDS.keys() if kinds is None else {kind.value for kind in kinds}

        def wanted(line: Line) -> bool:
            return line.kind in wished and _asked(context, area).covers(line.path)

        _permitted(context, area)
        async for lines in _heard(context, wanted):
            _permitted(context, area)
            for change in await _recorded(info, lines):
                yield change


async def _heard(context: Context, wanted: Callable[[Line], bool]) -> AsyncIterator[list[Line]]:
    """The lines that are wanted, as they are written; `context` is of the present each time."""
    async with context.changes.listening(wanted) as listener:
        while True:
            lines = await listener.next(AT_ONCE)
            context.loaders.clear()
            await context.renew(context)
            yield lines


def _permitted(context: Context, area: AreaPath | None) -> None:
    """Refuses who may read nothing, or not there."""
    scope = context.reads(Audience.MEMBERS)
    if area is not None:
        scope.holding(area)


def _asked(context: Context, area: AreaPath | None) -> Scope:
    """Where changes are wanted: below the area, or wherever the actor may read anything."""
    return Scope((area,)) if area else context.actor.reads(Audience.MEMBERS)


async def _public(
    context: Context, lines: Sequence[Line], documents: Sequence[DocumentType] | None
) -> list[PublicationChange]:
    """What the lines made of what is public; an edition that is not the newest is passed over."""
    found = await _standing(context, [line.record for line in lines])
    return [
        PublicationChange(
            line=line, act=_act(line, number), document=DocumentType(document), now=now
        )
        for line in lines
        if line.record in found
        for document, number, now in [found[line.record]]
        if documents is None or document in documents
    ]


def _act(line: Line, number: int) -> PublicAct:
    if line.act == "approve":
        return PublicAct.PUBLISHED if number == 1 else PublicAct.CORRECTED
    return PublicAct.WITHDRAWN if line.act == "withdraw" else PublicAct.REDACTED


async def _standing(
    context: Context, editions: Sequence[UUID]
) -> dict[UUID, tuple[str, int, PublicationAsOf]]:
    """Of each edition its document, its number, and what everyone reads in its place now."""
    also = {"edition": "id", "counted": "number"}
    public = Publication.visible(context).filter(id__in=list(editions))
    ended = Unpublishing.visible(context).filter(id__in=list(editions))
    found: dict[UUID, tuple[str, int, Any]] = {}
    for row in await public.values(**Publication.columns(), **also):
        found[row["edition"]] = row["document"], row["counted"], shown(row)
    for row in await ended.values(**Unpublishing.columns(), **also):
        found[row["edition"]] = row["document"], row["counted"], Unpublishing.of(row)
    return found


async def _recorded(info: Info, lines: Sequence[Line]) -> list[RecordChange]:
    """The changes with their records, as far as the actor may see them."""
    found: dict[UUID, Served] = {}
    for kind in {line.kind for line in lines}:
        keys = [str(line.record) for line in lines if line.kind == kind]
        seen: Sequence[Any] = await RECORDS[kind].resolve_nodes(info=info, node_ids=keys)
        found |= {record.id: record for record in seen if record is not None}
    return [
        RecordChange(line=line, record=found[line.record]) for line in lines if line.record in found
    ]
