"""Comments: what people said to a draft, what became of it, and what the public reads of both."""

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
from schema.base.context import Context, Info
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.draft import Draft, Text, asked, in_order
from schema.base.keeping import keep
from schema.base.part import Part, parts
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import InputImpossible
from schema.base.served import edge, to
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.records.clauses import Chapter, plain, published
from schema.records.consultations import Consultation
from schema.records.findings import ReasonMissing
from schema.records.regulations import Regulation, RegulationSort
from schema.records.versions import RegulationVersion
from schema.rules import masking
from schema.rules.masking import PublicText
from schema.rules.roles import Audience, Permission

# Stored


@strawberry.enum
class Treatment(Enum):
    """What became of a comment."""

    PENDING = "PENDING"
    """还没有处理"""

    ACCEPTED = "ACCEPTED"
    """采纳"""

    PARTLY = "PARTLY"
    """部分采纳"""

    NOT_ACCEPTED = "NOT_ACCEPTED"
    """没有采纳"""


class CommentRecord(Record):
    """A comment, in words that the public may read, without the name of who made it."""

    # What people said stays on record.
    consultation: Any = fields.ForeignKeyField(
        "zuwu.ConsultationRecord", related_name=False, on_delete=fields.RESTRICT
    )
    received_on = fields.DateField()
    channel = fields.CharField(max_length=100)
    clause = fields.CharField(max_length=100, null=True)
    text = fields.TextField()
    treatment: Any = fields.CharEnumField(Treatment, max_length=16)
    reason = fields.TextField(null=True)

    class Meta:
        """In the order in which they came."""

        table = "comment"


# Served


@strawberry.type
class Comment(OfArea):
    """What somebody said to a draft; who it was is not written down."""

    stored = CommentRecord

    readers = open_to(Audience.OFFICERS, restricted="text")

    consultation_id: strawberry.Private[UUID]

    received_on: date
    """When it came."""

    channel: str
    """How it came, such as 屋场会, 电话 or 意见箱."""

    clause: str | None
    """The number of the clause it is about; null where it is about the whole."""

    text: str
    """What was said, in words that the public may read."""

    treatment: Treatment
    """What became of it."""

    reason: str | None
    """Why."""

    consultation: Consultation | None = to(Consultation, "consultation_id", "In which.")


# Asked


@strawberry.input
class CommentFilter(Filter):
    """Which comments."""

    consultation: relay.GlobalID | None = where("consultation_id")
    """In this consultation."""

    treatment: Treatment | None = where("treatment")
    """That became this."""

    clause: Text | None = where("clause")
    """About the clause of this number."""


@strawberry.enum
class CommentOrder(Enum):
    """In which order comments are listed."""

    OLDEST = "received_on"
    """As they came."""

    NEWEST = "-received_on"
    """The latest first."""


@strawberry.type
class Query:
    """Comments, for officers."""

    comments: Connection[Comment] | None = connection(Comment, CommentFilter, CommentOrder)
    """The comments in your scope."""


# Done


@strawberry.input
class CommentDraft(Draft):
    """A comment as an officer writes it down."""

    consultation: relay.GlobalID = asked("文本号", refers=Consultation)
    """The consultation."""

    received_on: date = asked("收到日期")
    """When it came."""

    channel: Text = asked("提出方式")
    """How it came, such as 屋场会, 电话 or 意见箱."""

    clause: Text | None = asked("条号", None)
    """The number of the clause it is about; none where it is about the whole."""

    text: Text = asked("意见")
    """What was said, in words that the public may read, without names."""

    treatment: Treatment = asked("处理结果", Treatment.PENDING)
    """What became of it."""

    reason: Text | None = asked("处理理由", None)
    """Why; needed where it was not followed, or only in part."""


@strawberry.type
class Mutation:
    """What officers do with comments."""

    @act(Comment)
    async def draft_comment(self, info: Info, input: CommentDraft) -> Answer[Comment]:
        """Write down what somebody said to a draft, and what became of it."""
        scope = info.context.may(Permission.DRAFT)
        consultation = await Consultation.one(scope, input.consultation, "consultation")
        in_order(consultation.opens_on, input.received_on, "receivedOn")
        version = await edge(info.context, RegulationVersion, consultation.regulation_version_id)
        numbers = {each.number for each in plain(version.chapters)}
        if input.clause is not None and input.clause not in numbers:
            raise InputImpossible("征求意见的文本中没有这一条。", field="clause")
        unfollowed = input.treatment in {Treatment.PARTLY, Treatment.NOT_ACCEPTED}
        if unfollowed and not input.reason:
            raise ReasonMissing("没有采纳或者部分采纳而没有理由。", field="reason")
        return await keep(info, Comment, input, path=consultation.path)


SHEETS = (
    Sheet(
        "consultations",
        "意见",
        Comment,
        ("规章名称", "文本号", "收到日期", "意见"),
        (Step(CommentDraft, "draftComment", mutation(Mutation, "draft_comment")),),
    ),
)

# Shown


@strawberry.type
class TreatedComment(Part):
    """What somebody said, and what became of it."""

    received_on: date
    """When it came."""

    channel: PublicText
    """How it came."""

    clause: PublicText | None
    """The number of the clause it is about."""

    text: PublicText
    """What was said."""

    treatment: Treatment
    """What became of it."""

    reason: PublicText | None
    """Why."""


@strawberry.type
class ConsultationNotice(Publication):
    """A draft of a regulation that everyone may comment on; later, what became of each comment."""

    CODE = CatalogueCode("V06")

    sort: RegulationSort
    """What the regulation is about."""

    version: int
    """Which text of the regulation it is, counted from 1."""

    opens_on: date
    """The first day for comments."""

    closes_on: date
    """The last day for comments."""

    contact: PublicText
    """How to comment."""

    reason: PublicText
    """Why the text was written, or what it changes and why."""

    drafted_by: PublicText
    """Who drafted it, by post."""

    chapters: strawberry.Private[list[Chapter]]
    comments: strawberry.Private[list[TreatedComment]]

    chapter_parts = parts(Chapter, "chapters", "What the draft says.")
    comment_parts = parts(TreatedComment, "comments", "What people said to it.")


async def consultation_notice(context: Context, consultation: Consultation) -> ConsultationNotice:
    """The draft as people are asked about it, with what they have said so far."""
    version = await edge(context, RegulationVersion, consultation.regulation_version_id)
    regulation = await edge(context, Regulation, version.regulation_id)
    said = CommentRecord.filter(consultation_id=consultation.id).order_by("received_on", "id")
    return ConsultationNotice(
        title=masking.text(f"{regulation.title}征求意见"),
        day=consultation.opens_on,
        last_day=consultation.closes_on,
        sort=regulation.sort,
        version=version.number,
        opens_on=consultation.opens_on,
        closes_on=consultation.closes_on,
        contact=masking.text(consultation.contact),
        reason=masking.text(version.reason),
        drafted_by=masking.text(version.drafted_by),
        chapters=published(version.chapters),
        comments=[_treated(each) for each in await Comment.all_of(said)],
    )


def _treated(comment: Comment) -> TreatedComment:
    return TreatedComment(
        received_on=comment.received_on,
        channel=masking.text(comment.channel),
        clause=masking.text(comment.clause) if comment.clause else None,
        text=masking.text(comment.text),
        treatment=comment.treatment,
        reason=masking.text(comment.reason) if comment.reason else None,
    )


DOCUMENTS = (Document(ConsultationNotice, Consultation, consultation_notice),)
