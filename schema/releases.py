"""The releases of the site, and what is public but not yet on it.

Who publishes notes each release here once it is live. The site itself is the publisher's: this
table only tells officers what became of it, and nothing on the site is made from it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from tortoise import fields
from tortoise.expressions import F, Q, RawSQL
from tortoise.queryset import QuerySet

from schema.base.act import transaction
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context
from schema.base.edition import State
from schema.base.inserting import insert
from schema.base.record import MomentField, PathField, Stored
from schema.base.scope import AreaPath, Scope
from schema.base.served import Served
from schema.editions import Edition
from schema.publications import DocumentType

# Stored


class ReleaseRecord(Stored):
    """A release of a town's site. Whatever made it, no officer did: it is in no journal.

    `as_of` is the moment up to which all that is public was on it.
    """

    SCOPED_BY = "path"

    path: Any = PathField()
    name = fields.CharField(max_length=32)
    number = fields.IntField()
    moment = MomentField()
    as_of = MomentField()
    pages = fields.IntField()
    made = fields.IntField(null=True)
    duration = fields.IntField(null=True)
    restores = fields.CharField(max_length=32, null=True)
    held = fields.IntField()
    live = fields.BooleanField()

    class Meta:
        """One line for each release, and one live release for each town."""

        table = "release"
        unique_together = (("path", "name"),)
        indexes = (("moment", "id"),)


# Served


@strawberry.type
class Release(Served):
    """One state of the site as it was made and put in the place of the one before."""

    stored = ReleaseRecord

    name: str
    """Number and moment, such as 000012-20260503T090000; its folder is called so."""

    number: int
    """Counts the releases of the site from 1."""

    moment: datetime
    """As of when it shows what is public."""

    as_of: datetime
    """When it was last found to show all that is public."""

    pages: int
    """How many pages it has."""

    made: int | None
    """How many of them were made anew; null if it was made before anybody noted releases."""

    duration: int | None
    """How long it took to make, in milliseconds; null if that is not known."""

    restores: str | None
    """The name of the earlier release that it brought back, if any."""

    held: int
    """How many documents were held back from it."""

    live: bool
    """Whether readers see this one."""

    @classmethod
    def reached(cls, scope: Scope) -> QuerySet[Any]:
        """Those of one's own town, also for who holds office below."""
        return ReleaseRecord.filter(scope.upwards("path"))


class Pending:
    """Lists editions whose publication or withdrawal readers of the site do not see yet."""

    VEILED_BY = Edition.VEILED_BY
    permits = Edition.permits
    comparable = Edition.comparable
    columns = Edition.columns
    seen = Edition.seen

    WAITING = RawSQL(
        """(SELECT e."id" FROM "edition" e WHERE length(e."area_id") >= 10 AND NOT EXISTS """
        """(SELECT 1 FROM "release" r WHERE r."live" AND r."as_of" >= e."changed_at" """
        """AND r."path" = substr(e."area_id", 1, 10)))"""
    )
    """Decided since; the first ten characters of a path are those of its town."""

    @classmethod
    def visible(cls, context: Context) -> QuerySet[Any]:
        """The last editions that the actor may read and that were decided since."""
        decided = Q(state__in=[State.PUBLISHED, State.WITHDRAWN], newest=True)
        return Edition.visible(context).filter(decided, id__in=cls.WAITING)


# Asked


@strawberry.input
class ReleaseFilter(Filter):
    """Which releases."""

    scoped_by = "path"

    live: bool | None = where("live")
    """The one that readers see, or all others."""


@strawberry.enum
class ReleaseOrder(Enum):
    """In which order releases are listed."""

    NEWEST = "-moment"
    """The latest first."""

    OLDEST = "moment"
    """The earliest first."""


@strawberry.input
class PendingFilter(Filter):
    """Which of what is not yet on the site."""

    document: DocumentType | None = where("document")
    """Of this sort of document."""


@strawberry.enum
class PendingOrder(Enum):
    """In which order what is not yet on the site is listed."""

    OLDEST = "changed_at"
    """What has waited longest first."""

    NEWEST = "-changed_at"
    """The latest decided first."""


@strawberry.type
class Query:
    """What became of what was made public, for officers."""

    releases: Connection[Release] | None = connection(Release, ReleaseFilter, ReleaseOrder)
    """The releases of your town's site, the latest first."""

    pending_publications: Connection[Edition] | None = connection(
        Pending, PendingFilter, PendingOrder, Edition
    )
    """What was made public, or taken down, and the site does not show so yet."""


# Done: who publishes notes what it made.


@dataclass(frozen=True, slots=True)
class Released:
    """A release that is live, as it is noted.

    made, duration: none where the release was found, and not made. as_of: up to when all that is
    public is on it.
    """

    name: str
    moment: datetime
    as_of: datetime
    pages: int
    made: int | None
    duration: int | None
    restores: str | None
    held: int


async def note(town: AreaPath, release: Released, now: datetime, fresh: UUID) -> None:
    """Notes that a release is live; one that is known already is found to be up to date."""
    async with transaction():
        own = ReleaseRecord.filter(path=town)
        await own.filter(live=True).exclude(name=release.name).update(live=False)
        known = own.filter(name=release.name)
        if not await known.update(
            as_of=release.as_of, live=True, changed_at=now, version=F("version") + 1
        ):
            number = int(release.name.partition("-")[0])
            row = {"id": fresh, "version": 1, "changed_at": now, "path": town, "number": number}
            await insert((ReleaseRecord, [{**row, **asdict(release), "live": True}]))


# Shown: nothing.
