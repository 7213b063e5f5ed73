"""Lodgings: how an objection comes in, written down by an officer or lodged online."""

from __future__ import annotations

from datetime import date

import strawberry
from strawberry import relay

from schema.base.about import made_public
from schema.base.act import Answer, act
from schema.base.context import Context, Info
from schema.base.document import Document
from schema.base.draft import Draft, Instruction, Text, asked
from schema.base.keeping import create, keep
from schema.base.numbering import following
from schema.base.refusal import InputImpossible
from schema.base.scope import AreaPath, Scope
from schema.base.served import Row
from schema.base.sheet import Sheet
from schema.records.objections import REPLY, Channel, Objection, ObjectionRecord
from schema.rules.roles import Permission

# Stored, served and asked: with the objection.

Query: type | None = None

# Done


@strawberry.input
class ObjectionDraft(Draft):
    """An objection as an officer writes it down for whoever made it."""

    about: relay.GlobalID = asked("公开文件")
    """The publication that it is about, public now or once."""

    received_on: date = asked("收到日期")
    """The day it came in."""

    channel: Channel = asked("提出方式")
    """How it came in."""

    subject: Text = asked("异议内容")
    """What it says, in one sentence that the public may read; names nobody."""

    detail: Text | None = asked("详细情况", None)
    """What it says in full; for officers only."""

    objector: Text | None = asked("提出人", None)
    """Who objects, in plain words and without any number; for officers only."""


@strawberry.input
class Lodgement(Instruction):
    """An objection as a household's representative lodges it online."""

    about: relay.GlobalID = asked("公开文件")
    """The publication that it is about."""

    subject: Text = asked("异议内容")
    """What it says, in one sentence that the public may read; names nobody."""

    detail: Text | None = asked("详细情况", None)
    """What it says in full; for officers only."""


@strawberry.type
class Mutation:
    """How objections come in."""

    @act(Objection)
    async def draft_objection(self, info: Info, input: ObjectionDraft) -> Answer[Objection]:
        """Write an objection down for whoever made it, or change one; it gets a number."""
        context = info.context
        scope = context.may(Permission.DRAFT)
        spoken_of = await made_public(scope, input.about, "about")
        _received(input.received_on, context)
        path = AreaPath(spoken_of["area_id"])
        numbered = await (_known(scope, input) if input.id else _numbered(path, input.received_on))
        if input.id is None and input.channel is Channel.ONLINE:
            raise InputImpossible("网上提出的异议由户代表本人提交。", field="channel")
        return await keep(
            info, Objection, input, path=path, about_document=spoken_of["document"], **numbered
        )

    @act(Objection)
    async def lodge_objection(self, info: Info, input: Lodgement) -> Answer[Objection]:
        """Lodge an objection in your own name; who you are is for officers only."""
        context = info.context
        spoken_of = await made_public(context.may(Permission.OBJECT), input.about, "about")
        path = AreaPath(spoken_of["area_id"])
        return await create(
            info,
            Objection,
            path=path,
            permission=Permission.OBJECT,
            about_document=spoken_of["document"],
            about_id=spoken_of["record_id"],
            received_on=context.today,
            channel=Channel.ONLINE,
            subject=input.subject,
            detail=input.detail,
            lodged_by=context.actor.officer,
            **await _numbered(path, context.today),
        )


def _received(day: date, context: Context) -> None:
    """Refuses a day that has not come, or from which no deadline is known."""
    first = min(each.valid_from for each in context.profiles if REPLY in each.periods)
    if not first <= day <= context.today:
        raise InputImpossible(
            f"收到日期为 {day}。", threshold=f"{first} 至 {context.today}", field="receivedOn"
        )


async def _numbered(path: AreaPath, day: date) -> Row:
    """The next number of the area and year."""
    sequence = await following(ObjectionRecord, path, year=day.year)
    return {"year": day.year, "sequence": sequence}


async def _known(scope: Scope, draft: ObjectionDraft) -> Row:
    """Nothing new for one that has its number; it tells the year, which so cannot change."""
    assert draft.id is not None
    known = await Objection.one(scope, draft.id)
    if known.year != draft.received_on.year:
        raise InputImpossible(
            f"编号属于 {known.year} 年，收到日期为 {draft.received_on}。", field="receivedOn"
        )
    if (known.channel is Channel.ONLINE) is not (draft.channel is Channel.ONLINE):
        raise InputImpossible("网上提出的与办公室登记的不能互改。", field="channel")
    return {}


SHEETS: tuple[Sheet, ...] = ()

# Shown: with its reply, by `replies`.

DOCUMENTS: tuple[Document, ...] = ()
