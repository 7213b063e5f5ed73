"""Open notices: what a body tells everyone, for how long, and where to ask."""

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
from schema.base.draft import Draft, Text, asked
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import InputImpossible
from schema.base.served import edge, to
from schema.base.sheet import Sheet, Step, mutation
from schema.records.areas import OfArea
from schema.records.bodies import Body
from schema.rules import masking
from schema.rules.masking import PublicText
from schema.rules.roles import Audience, Permission

# Stored


class NoticeRecord(Record):
    """A notice. It is public only as an edition, and ends as one."""

    # A body that has given notices is dissolved, never deleted.
    body: Any = fields.ForeignKeyField(
        "zuwu.BodyRecord", related_name=False, on_delete=fields.RESTRICT
    )
    title = fields.CharField(max_length=200)
    text = fields.TextField()
    contact = fields.CharField(max_length=200)
    posted_from = fields.DateField()
    posted_until = fields.DateField()

    class Meta:
        """In the order of their days."""

        table = "notice"
        indexes = (("posted_from", "id"),)


# Served


@strawberry.type
class Notice(OfArea):
    """An open notice of a body, as its officers see it."""

    stored = NoticeRecord

    readers = open_to(Audience.MEMBERS, members="title text contact posted_from posted_until body")

    body_id: strawberry.Private[UUID]

    title: str
    """What it is about."""

    text: str
    """What it says."""

    contact: str
    """Where to ask: an office, its place and telephone."""

    posted_from: date
    """The first day it is to hang."""

    posted_until: date
    """The last day it is to hang."""

    body: Body | None = to(Body, "body_id", "The body that gives it.")


# Asked


@strawberry.input
class NoticeFilter(Filter):
    """Which notices."""

    body: relay.GlobalID | None = where("body_id")
    """Of this body."""

    title: Text | None = where("title__icontains")
    """With this in the title."""

    posted_after: date | None = where("posted_until__gte")
    """That hang on this day or later."""

    posted_before: date | None = where("posted_from__lte")
    """That hang on this day or earlier."""


@strawberry.enum
class NoticeOrder(Enum):
    """In which order notices are listed."""

    NEWEST = "-posted_from"
    """The latest first."""

    OLDEST = "posted_from"
    """The earliest first."""


@strawberry.type
class Query:
    """Notices, for officers."""

    notices: Connection[Notice] | None = connection(Notice, NoticeFilter, NoticeOrder)
    """The notices in your scope, public or not."""


# Done


@strawberry.input
class NoticeDraft(Draft):
    """An open notice as an officer writes it."""

    body: relay.GlobalID = asked("发布组织", refers=Body)
    """The body that gives it."""

    title: Text = asked("标题")
    """What it is about."""

    text: Text = asked("正文")
    """What it says."""

    contact: Text = asked("联系方式")
    """Where to ask: an office, its place and telephone; never a private number."""

    posted_from: date = asked("公开日期")
    """The first day it is to hang."""

    posted_until: date = asked("截止日期")
    """The last day it is to hang; not before the days that the law asks for have passed."""


class PostingTooShort(InputImpossible):
    """What is made public stays so for as long as the law asks."""

    code = "notices.posting-too-short"
    message = "公开期限不足。请延长截止日。"


@strawberry.type
class Mutation:
    """What officers do with notices."""

    @act(Notice)
    async def draft_notice(self, info: Info, input: NoticeDraft) -> Answer[Notice]:
        """Write an open notice down, or change one; it becomes public by approval."""
        context = info.context
        body = await Body.one(context.may(Permission.DRAFT), input.body, "body")
        asked = context.profile.period("posting")
        if (input.posted_until - input.posted_from).days < asked.days:
            raise PostingTooShort(
                f"自 {input.posted_from} 至 {input.posted_until}。",
                threshold=f"不少于 {asked.days} 日",
                source=asked.source,
                field="postedUntil",
            )
        return await keep(info, Notice, input, path=body.path)


SHEETS = (
    Sheet(
        "notices",
        "公告",
        Notice,
        ("公开日期", "标题"),
        (Step(NoticeDraft, "draftNotice", mutation(Mutation, "draft_notice")),),
    ),
)

# Shown


@strawberry.type
class OpenNotice(Publication):
    """What a body tells everyone."""

    CODE = CatalogueCode("V21")

    body: PublicText
    """The body that gives it."""

    text: PublicText
    """What it says."""

    contact: PublicText
    """Where to ask."""

    posted_from: date
    """The first day it hangs."""


async def open_notice(context: Context, notice: Notice) -> OpenNotice:
    """The public text of a notice."""
    body = await edge(context, Body, notice.body_id)
    return OpenNotice(
        title=masking.text(notice.title),
        day=notice.posted_from,
        body=masking.text(body.name),
        text=masking.text(notice.text),
        contact=masking.text(notice.contact),
        posted_from=notice.posted_from,
        last_day=notice.posted_until,
    )


DOCUMENTS = (Document(OpenNotice, Notice, open_notice),)
