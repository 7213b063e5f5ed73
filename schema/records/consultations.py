"""Consultations: a draft of a regulation out for comment, until when, and where to say it."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import InputImpossible
from schema.base.served import to
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.records.texts import open_to_change
from schema.records.versions import RegulationVersion
from schema.rules.roles import Audience, Permission

# Stored


class ConsultationRecord(Record):
    """A consultation. A text goes out once, and a mended one is the next version."""

    # What people were asked stays on record.
    regulation_version: Any = fields.ForeignKeyField(
        "zuwu.RegulationVersionRecord", related_name="consultations", on_delete=fields.RESTRICT
    )
    opens_on = fields.DateField()
    closes_on = fields.DateField()
    contact = fields.CharField(max_length=200)

    class Meta:
        """In the order of their days."""

        table = "consultation"
        unique_together = (("regulation_version_id",),)


# Served


@strawberry.type
class Consultation(OfArea):
    """A draft out for comment, as its officers see it."""

    stored = ConsultationRecord

    readers = open_to(Audience.MEMBERS, members="opens_on closes_on contact regulation_version")

    regulation_version_id: strawberry.Private[UUID]

    opens_on: date
    """The first day for comments."""

    closes_on: date
    """The last day for comments."""

    contact: str
    """How to comment: an office, its place and telephone."""

    regulation_version: RegulationVersion | None = to(
        RegulationVersion, "regulation_version_id", "The text that people are asked about."
    )


# Asked


@strawberry.input
class ConsultationFilter(Filter):
    """Which consultations."""

    regulation_version: relay.GlobalID | None = where("regulation_version_id")
    """On this text."""

    open_on_or_after: date | None = where("closes_on__gte")
    """That are open on this day or later."""

    opened_by: date | None = where("opens_on__lte")
    """That opened on this day or earlier."""


@strawberry.enum
class ConsultationOrder(Enum):
    """In which order consultations are listed."""

    NEWEST = "-opens_on"
    """The latest first."""

    CLOSING = "closes_on"
    """The one that closes first, first."""


@strawberry.type
class Query:
    """Consultations, for officers."""

    consultations: Connection[Consultation] | None = connection(
        Consultation, ConsultationFilter, ConsultationOrder
    )
    """The consultations in your scope."""


# Done


@strawberry.input
class ConsultationDraft(Draft):
    """A consultation as an officer writes it."""

    regulation_version: relay.GlobalID = asked("文本号", refers=RegulationVersion)
    """The text that people are asked about."""

    opens_on: date = asked("征求意见开始")
    """The first day for comments."""

    closes_on: date = asked("征求意见截止")
    """The last day for comments."""

    contact: Text = asked("联系方式")
    """How to comment: an office, its place and telephone; never a private number."""


class ConsultationTooShort(InputImpossible):
    """People need the time to read a draft and to answer."""

    code = "consultations.too-short"
    message = "征求意见的时间不足。请延长截止日。"


@strawberry.type
class Mutation:
    """What officers do with consultations."""

    @act(Consultation)
    async def draft_consultation(
        self, info: Info, input: ConsultationDraft
    ) -> Answer[Consultation]:
        """Put a draft out for comment, or change until when; everyone reads it by approval."""
        context = info.context
        version = await RegulationVersion.one(
            context.may(Permission.DRAFT), input.regulation_version, "regulationVersion"
        )
        if version.adopted_on is None or version.adopted_on <= input.opens_on:
            open_to_change(version)
        needed = context.profile.period("consultation")
        if (input.closes_on - input.opens_on).days < needed.days:
            raise ConsultationTooShort(
                f"自 {input.opens_on} 至 {input.closes_on}。",
                threshold=f"不少于 {needed.days} 日",
                source=needed.source,
                field="closesOn",
            )
        return await keep(info, Consultation, input, path=version.path)


SHEETS = (
    Sheet(
        "consultations",
        "征求意见",
        Consultation,
        ("规章名称", "文本号"),
        (Step(ConsultationDraft, "draftConsultation", mutation(Mutation, "draft_consultation")),),
    ),
)

# Shown: with what people said, by `comments`.

DOCUMENTS: tuple[Document, ...] = ()
