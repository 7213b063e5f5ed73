"""Award rounds: one award, one period, by criteria that are frozen when the round opens."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.deadline import Deadline
from schema.base.document import Document
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.served import to
from schema.base.sheet import Sheet
from schema.records.areas import OfArea
from schema.records.award_criteria import AwardCriteria
from schema.records.award_schemes import AwardScheme
from schema.records.bodies import Body
from schema.records.motions import Motion
from schema.rules import awards
from schema.rules.awards import AwardStage
from schema.rules.profile import Period
from schema.rules.roles import Audience

# Stored

strawberry.enum(AwardStage)

NOTICE = "posting.award"
"""The period of the profile for which candidates hang before anyone is honoured."""


class AwardRoundRecord(Record):
    """A round of an award. Its stage is told from its days."""

    # What a round was judged by and who held it stays on record, so none of these is deleted.
    award_scheme: Any = fields.ForeignKeyField(
        "zuwu.AwardSchemeRecord", related_name=False, on_delete=fields.RESTRICT
    )
    criteria: Any = fields.ForeignKeyField(
        "zuwu.AwardCriteriaRecord", related_name=False, on_delete=fields.RESTRICT
    )
    organiser: Any = fields.ForeignKeyField(
        "zuwu.BodyRecord", related_name=False, on_delete=fields.RESTRICT
    )
    motion: Any = fields.ForeignKeyField(
        "zuwu.MotionRecord", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    title = fields.CharField(max_length=200)
    year = fields.IntField()
    period = fields.CharField(max_length=50)
    nominations_from = fields.DateField()
    nominations_to = fields.DateField()
    evaluated_on = fields.DateField(null=True)
    notice_from = fields.DateField(null=True)
    notice_days = fields.IntField()
    notice_days_reason = fields.CharField(max_length=200, null=True)
    prize = fields.CharField(max_length=200, null=True)
    decided_on = fields.DateField(null=True)

    class Meta:
        """By type and year."""

        table = "award_round"
        indexes = (("award_scheme_id", "year"),)


# Served


@strawberry.type
class AwardRound(OfArea):
    """A round of an award, as its officers see it."""

    stored = AwardRoundRecord

    readers = open_to(
        Audience.MEMBERS,
        members=(
            "title year period nominations_from nominations_to evaluated_on "
            "notice_from notice_days notice_days_reason prize decided_on "
            "award_scheme criteria organiser motion notice stage"
        ),
    )

    award_scheme_id: strawberry.Private[UUID]
    criteria_id: strawberry.Private[UUID]
    organiser_id: strawberry.Private[UUID]
    motion_id: strawberry.Private[UUID | None]

    title: str
    """What it is called, such as 2026年度美丽庭院示范户评选."""

    year: int
    """The year that it honours."""

    period: str
    """What was looked at, such as 2026年第一季度."""

    nominations_from: date
    """The first day of nominations."""

    nominations_to: date
    """The last day of nominations."""

    evaluated_on: date | None
    """The day the panel met."""

    notice_from: date | None
    """The first day that the candidates hang; the days of the notice count from it."""

    notice_days: int
    """For how many working days the candidates hang before anyone is honoured."""

    notice_days_reason: str | None
    """Why other than the usual number of days."""

    prize: str | None
    """What goes with it, and where the money comes from."""

    decided_on: date | None
    """The day it was decided."""

    award_scheme: AwardScheme | None = to(AwardScheme, "award_scheme_id", "What is awarded.")

    criteria: AwardCriteria | None = to(AwardCriteria, "criteria_id", "By which criteria.")

    organiser: Body | None = to(Body, "organiser_id", "The body that holds it.")

    motion: Motion | None = to(Motion, "motion_id", "The motion by which it was decided.")

    @strawberry.field
    def notice(self, info: Info) -> Deadline | None:
        """From when to when the candidates are to hang; null as long as it is not planned."""
        return self.noticed(info.context)

    @strawberry.field
    def stage(self, info: Info) -> AwardStage:
        """Where it stands today."""
        notice = self.noticed(info.context)
        schedule = awards.Schedule(
            nominations_from=self.nominations_from,
            nominations_to=self.nominations_to,
            notice_from=notice.start if notice else None,
            notice_last=notice.last if notice else None,
            decided=self.decided_on,
        )
        return awards.stage(schedule, info.context.today)

    def noticed(self, context: Context) -> Deadline | None:
        """From when to when the candidates are to hang."""
        if self.notice_from is None:
            return None
        usual = context.profile.period(NOTICE)
        days = Period(self.notice_days, usual.working, usual.source, usual.words, usual.citation)
        return Deadline.of(self.notice_from, days)


# Asked


@strawberry.input
class AwardRoundFilter(Filter):
    """Which rounds."""

    award_scheme: relay.GlobalID | None = where("award_scheme_id")
    """Of this type."""

    year: int | None = where("year")
    """Of this year."""

    decided: bool | None = where("decided_on__not_isnull")
    """Those that are decided, or those that are still open."""


@strawberry.enum
class AwardRoundOrder(Enum):
    """In which order rounds are listed."""

    NEWEST = "-nominations_from"
    """The latest first."""

    OLDEST = "nominations_from"
    """The earliest first."""


@strawberry.type
class Query:
    """Award rounds, for officers."""

    award_rounds: Connection[AwardRound] | None = connection(
        AwardRound, AwardRoundFilter, AwardRoundOrder
    )
    """The rounds in your scope."""


# Done: opened by `award_openings`, decided by `award_decisions`.

Mutation = None

SHEETS: tuple[Sheet, ...] = ()

# Shown: by `candidacies` before it is decided, by `honour_lists` after.

DOCUMENTS: tuple[Document, ...] = ()
