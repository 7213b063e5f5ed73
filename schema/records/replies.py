"""Replies: what is answered to an objection, what it put right, and what everyone reads of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from strawberry import relay

from schema.base.about import About, DocumentName
from schema.base.act import Answer, act
from schema.base.context import Context, Info
from schema.base.deadline import Deadline
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.draft import Instruction, Text, asked
from schema.base.edition import EditionRecord
from schema.base.keeping import change
from schema.base.refusal import InputImpossible
from schema.base.sheet import Sheet
from schema.records.objections import Objection, ObjectionFinding
from schema.rules import masking
from schema.rules import objections as rules
from schema.rules.masking import PublicText
from schema.rules.objections import ObjectionState
from schema.rules.roles import Permission

# Stored, served and asked: with the objection.

Query: type | None = None

# Done


@strawberry.input
class Reply(Instruction):
    """What is answered to an objection."""

    objection: relay.GlobalID = asked("异议编号")
    """The objection."""

    expected_version: int
    """The version of it that you read."""

    replied_on: date = asked("答复日期")
    """The day of the reply, or of the withdrawal."""

    reply: Text = asked("答复内容")
    """What is answered, in words that the public may read; names nobody."""

    reply_post: Text = asked("答复职务")
    """The post that answers, such as 组长; never a name."""

    result: ObjectionFinding = asked("处理结果")
    """What came of it."""

    corrected_edition: int | None = asked("更正版次", None)
    """The edition of the document that puts right what was objected to, once it is public."""


@strawberry.input
class Escalation(Instruction):
    """An objection passed up, because it was not answered or the answer does not satisfy."""

    objection: relay.GlobalID = asked("异议编号")
    """The objection."""

    expected_version: int
    """The version of it that you read."""

    escalated_to: Text = asked("转交单位")
    """To whom: an office, never a name."""

    escalated_on: date = asked("转交日期")
    """The day it was passed up."""

    escalation_outcome: Text | None = asked("上级处理结果", None)
    """What became of it there, in words that the public may read."""


class CorrectionUnknown(InputImpossible):
    """What put a document right is a later edition of it that is public."""

    code = "objections.correction-unknown"
    message = "该文件没有这一版公开的更正。请先公布更正，再填写更正版次。"


@strawberry.type
class Mutation:
    """What officers answer to objections."""

    @act(Objection)
    async def reply_to_objection(self, info: Info, input: Reply) -> Answer[Objection]:
        """Write down what was answered, and which edition of the document puts it right."""
        context = info.context
        scope = context.may(Permission.DRAFT)
        objection = await Objection.one(scope, input.objection, "objection")
        _since(objection, input.replied_on, context, "repliedOn")
        await _corrected(objection, input.corrected_edition)
        return await change(
            info,
            objection,
            input.expected_version,
            permission=Permission.DRAFT,
            replied_on=input.replied_on,
            reply=input.reply,
            reply_post=input.reply_post,
            result=input.result,
            corrected_edition=input.corrected_edition,
        )

    @act(Objection)
    async def escalate_objection(self, info: Info, input: Escalation) -> Answer[Objection]:
        """Write down to whom an objection was passed up, and later what became of it there."""
        context = info.context
        scope = context.may(Permission.DRAFT)
        objection = await Objection.one(scope, input.objection, "objection")
        _since(objection, input.escalated_on, context, "escalatedOn")
        return await change(
            info,
            objection,
            input.expected_version,
            permission=Permission.DRAFT,
            escalated_to=input.escalated_to,
            escalated_on=input.escalated_on,
            escalation_outcome=input.escalation_outcome,
        )


def _since(objection: Objection, day: date, context: Context, field: str) -> None:
    if not objection.received_on <= day <= context.today:
        raise InputImpossible(
            f"填写的日期为 {day}。",
            threshold=f"{objection.received_on} 至 {context.today}",
            field=field,
        )


async def _corrected(objection: Objection, number: int | None) -> None:
    """Refuses an edition that is not a public correction of what the objection is about."""
    same: dict[str, Any] = {
        "document": objection.about_document,
        "record_id": objection.about_id,
        "number": number,
    }
    public = EditionRecord.filter(**same, published_at__isnull=False)
    if number is not None and (number < 2 or not await public.exists()):
        raise CorrectionUnknown(f"没有公开的第 {number} 版。", field="correctedEdition")


SHEETS: tuple[Sheet, ...] = ()

# Shown


@strawberry.type
class ObjectionStatus(Publication):
    """What somebody objected to, by when it has to be answered, and what became of it."""

    CODE = CatalogueCode("V22")

    objection_number: PublicText
    """Its number in the area, such as 2026-003."""

    subject: PublicText
    """What it says."""

    due: Deadline
    """By when it has to be answered, counted from the day it came in."""

    replied_on: date | None
    """The day of the reply."""

    reply: PublicText | None
    """What was answered."""

    reply_post: PublicText | None
    """The post that answered."""

    result: ObjectionFinding | None
    """What came of it."""

    corrected_edition: int | None
    """The edition of the document that put it right."""

    escalated_to: PublicText | None
    """To whom it was passed up."""

    escalated_on: date | None
    """The day it was passed up."""

    escalation_outcome: PublicText | None
    """What became of it there."""

    @strawberry.field
    def state(self, info: Info) -> ObjectionState:
        """Where it stands today; an overdue one says so by itself."""
        return self.state_on(info.context.today)

    def state_on(self, today: date) -> ObjectionState:
        """Where it stands on a day."""
        return rules.state(
            rules.Course(
                due=self.due.last,
                replied=self.replied_on,
                withdrawn=self.result is ObjectionFinding.WITHDRAWN,
                above=self.escalated_on is not None,
                settled=self.escalation_outcome is not None,
            ),
            today,
        )


async def status(context: Context, objection: Objection) -> ObjectionStatus:
    """What everyone reads of an objection: never who made it, nor its detail."""
    return ObjectionStatus(
        title=masking.text(f"异议 {objection.quoted}：{objection.subject.rstrip('。')}"),
        day=objection.received_on,
        about=About(DocumentName(objection.about_document), objection.about_id),
        objection_number=masking.text(objection.quoted),
        subject=masking.text(objection.subject),
        due=objection.deadline(context),
        replied_on=objection.replied_on,
        reply=_told(objection.reply),
        reply_post=_told(objection.reply_post),
        result=objection.result,
        corrected_edition=objection.corrected_edition,
        escalated_to=_told(objection.escalated_to),
        escalated_on=objection.escalated_on,
        escalation_outcome=_told(objection.escalation_outcome),
    )


def _told(words: str | None) -> PublicText | None:
    return masking.text(words) if words else None


DOCUMENTS = (Document(ObjectionStatus, Objection, status),)
