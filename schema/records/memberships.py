"""Memberships: who holds which post, for which term, and why it ended."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields
from tortoise.queryset import QuerySet

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Context, Info
from schema.base.document import Document
from schema.base.draft import Draft, Text, asked, in_order
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import Refusal
from schema.base.served import to, uuid
from schema.base.sheet import Sheet, Step, mutation
from schema.records import kinships
from schema.records.areas import OfArea
from schema.records.bodies import Body, Classification
from schema.records.persons import Person
from schema.records.posts import Office, Post
from schema.rules import terms
from schema.rules.roles import Audience, Permission

# Stored


class MembershipRecord(Record):
    """Somebody holds a post. Partial unique index: nobody holds the same post twice at a time."""

    # Who held which post stays on record, so none of the three is deleted.
    body: Any = fields.ForeignKeyField(
        "zuwu.BodyRecord", related_name=False, on_delete=fields.RESTRICT
    )
    post: Any = fields.ForeignKeyField(
        "zuwu.PostRecord", related_name=False, on_delete=fields.RESTRICT
    )
    person: Any = fields.ForeignKeyField(
        "zuwu.PersonRecord", related_name=False, on_delete=fields.RESTRICT
    )
    elected_on = fields.DateField(null=True)
    start_date = fields.DateField()
    end_date = fields.DateField()
    end_reason = fields.CharField(max_length=200, null=True)

    class Meta:
        """By body and term."""

        table = "membership"
        indexes = (("body_id", "start_date"),)


# Served


@strawberry.type
class Membership(OfArea):
    """That somebody holds, or held, a post."""

    stored = MembershipRecord

    readers = open_to(Audience.MEMBERS, members="elected_on start_date end_date body post")

    body_id: strawberry.Private[UUID]
    post_id: strawberry.Private[UUID]
    person_id: strawberry.Private[UUID]

    elected_on: date | None
    """The day of the election or appointment."""

    start_date: date
    """The first day of the term."""

    end_date: date
    """The last day of the term; a term always ends by itself."""

    end_reason: str | None
    """Why it ended before its time."""

    body: Body | None = to(Body, "body_id", "The body.")

    post: Post | None = to(Post, "post_id", "The post.")

    person: Person | None = to(Person, "person_id", "Who holds it.")


def serving(memberships: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Those whose term runs on `day`."""
    return memberships.filter(start_date__lte=day, end_date__gte=day)


# Asked


@strawberry.input
class MembershipFilter(Filter):
    """Which memberships."""

    body: relay.GlobalID | None = where("body_id")
    """Of this body."""

    person: relay.GlobalID | None = where("person_id")
    """Of this person."""

    office: Office | None = where("post__office")
    """In a post that is this."""

    running_from: date | None = where("end_date__gte")
    """Whose term ends on this day or later; with `endingBy`, the terms that end in between."""

    ending_by: date | None = where("end_date__lte")
    """Whose term ends on this day or earlier."""


@strawberry.enum
class MembershipOrder(Enum):
    """In which order memberships are listed."""

    ENDING = "end_date"
    """The term that ends first, first."""

    NEWEST = "-start_date"
    """The latest term first."""


@strawberry.type
class Query:
    """Memberships, for officers."""

    memberships: Connection[Membership] | None = connection(
        Membership, MembershipFilter, MembershipOrder
    )
    """The memberships in your scope."""


# Done


@strawberry.input
class MembershipDraft(Draft):
    """A membership as an officer writes it."""

    post: relay.GlobalID = asked("职务", refers=Post)
    """The post; it tells the body."""

    person: relay.GlobalID = asked("姓名", refers=Person)
    """Who holds it."""

    elected_on: date | None = asked("当选日期", None)
    """The day of the election or appointment."""

    start_date: date = asked("任期开始")
    """The first day of the term."""

    end_date: date = asked("任期结束")
    """The last day of the term."""

    end_reason: Text | None = asked("提前结束原因", None)
    """Why it ended before its time."""


class RelativesAcross(Refusal):
    """Near relatives sit on committee and board; the body's own rules may allow it."""

    code = "memberships.relatives-across"
    message = (
        "组委会与监事会成员之间有近亲属关系。如自治规则另有规定，请在该组织上注明所依据的规则。"
    )


class SeatsTaken(Refusal):
    """A post has no more holders than seats."""

    code = "memberships.seats-taken"
    message = "该职务的席位已满。请先结束原任期，或修改席位数。"


ACROSS = {
    Classification.GROUP_COMMITTEE: Classification.SUPERVISION_BOARD,
    Classification.SUPERVISION_BOARD: Classification.GROUP_COMMITTEE,
}
"""The bodies that near relatives do not share."""


@strawberry.type
class Mutation:
    """What officers do with memberships."""

    @act(Membership)
    async def draft_membership(self, info: Info, input: MembershipDraft) -> Answer[Membership]:
        """Write down who holds a post, for which term; or end a term before its time."""
        scope = info.context.may(Permission.DRAFT)
        post = await Post.one(scope, input.post, "post")
        person = await Person.one(scope, input.person, "person")
        in_order(input.start_date, input.end_date, "endDate")
        await _seated(post, input)
        await _unrelated(info.context, post, person, input)
        return await keep(info, Membership, input, path=post.path, body_id=post.body_id)


def _beside(input: MembershipDraft) -> QuerySet[Any]:
    """The other memberships whose terms overlap with this one."""
    overlapping = MembershipRecord.filter(
        start_date__lte=input.end_date, end_date__gte=input.start_date
    )
    return overlapping if input.id is None else overlapping.exclude(id=uuid(input.id.node_id))


async def _seated(post: Post, input: MembershipDraft) -> None:
    taken = await _beside(input).filter(post_id=post.id).count()
    if taken >= post.maximum_memberships:
        raise SeatsTaken(
            f"“{post.label}”已有 {taken} 人任期重叠。", threshold=f"{post.maximum_memberships} 席"
        )


async def _unrelated(context: Context, post: Post, person: Person, input: MembershipDraft) -> None:
    """Refuses a near relative of somebody across, unless the body's own rules allow it."""
    body = (await Body.all_of(Body.stored.filter(id=post.body_id)))[0]
    across = ACROSS.get(body.classification)
    if across is None or body.relatives_rule:
        return
    opposite = _beside(input).filter(body__classification=across, body__area_id=body.path)
    others = [each.person_id for each in await Membership.all_of(opposite)]
    found = terms.relatives_across([person.id], others, await kinships.declared([person.id]))
    if found:
        rule = context.profile.practices["supervision.near-relatives"]
        raise RelativesAcross(
            f"与对方组织的 {len(found)} 名成员为已申报的近亲属。",
            source=rule.source,
            field="person",
        )


SHEETS = (
    Sheet(
        "memberships",
        "任期",
        Membership,
        ("组织", "职务", "任期开始", "姓名"),
        (Step(MembershipDraft, "draftMembership", mutation(Mutation, "draft_membership")),),
    ),
)

# Shown: with the roster of the body.

DOCUMENTS: tuple[Document, ...] = ()
