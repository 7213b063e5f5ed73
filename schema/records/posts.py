"""Posts: what there is to be held in a body, and how many seats it has."""

from __future__ import annotations

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
from schema.records.bodies import Body
from schema.rules.roles import Audience, Permission

# Stored


@strawberry.enum
class Office(Enum):
    """What a post is, whatever it is called."""

    GROUP_HEAD = "GROUP_HEAD"
    """村民小组组长"""

    PARTY_GROUP_LEADER = "PARTY_GROUP_LEADER"
    """党小组组长"""

    CHAIR = "CHAIR"
    """主任、书记、召集人"""

    DEPUTY = "DEPUTY"
    """副职"""

    MEMBER = "MEMBER"
    """成员"""


class PostRecord(Record):
    """A post of a body, with its number of seats."""

    # A post goes with its body, and a body with members is never deleted.
    body: Any = fields.ForeignKeyField(
        "zuwu.BodyRecord", related_name=False, on_delete=fields.RESTRICT
    )
    label = fields.CharField(max_length=100)
    office: Any = fields.CharEnumField(Office, max_length=32)
    maximum_memberships = fields.IntField()

    class Meta:
        """One post of a name in a body."""

        table = "post"
        unique_together = (("body_id", "label"),)


# Served


@strawberry.type
class Post(OfArea):
    """A post of a body."""

    stored = PostRecord

    readers = open_to(Audience.MEMBERS, members="label office maximum_memberships body")

    body_id: strawberry.Private[UUID]

    label: str
    """What it is called."""

    office: Office
    """What it is, whatever it is called."""

    maximum_memberships: int
    """How many seats it has."""

    body: Body | None = to(Body, "body_id", "The body it belongs to.")


# Asked


@strawberry.input
class PostFilter(Filter):
    """Which posts."""

    body: relay.GlobalID | None = where("body_id")
    """Of this body."""

    office: Office | None = where("office")
    """That are this."""


@strawberry.enum
class PostOrder(Enum):
    """In which order posts are listed."""

    LABEL = "label"
    """By what they are called."""


@strawberry.type
class Query:
    """Posts, for officers."""

    posts: Connection[Post] | None = connection(Post, PostFilter, PostOrder)
    """The posts in your scope."""


# Done


@strawberry.input
class PostDraft(Draft):
    """A post as an officer writes it."""

    body: relay.GlobalID = asked("组织", refers=Body)
    """The body it belongs to."""

    label: Text = asked("职务")
    """What it is called."""

    office: Office = asked("职务类别")
    """What it is, whatever it is called."""

    maximum_memberships: int = asked("席位数")
    """How many seats it has; at least one."""


@strawberry.type
class Mutation:
    """What officers do with posts."""

    @act(Post)
    async def draft_post(self, info: Info, input: PostDraft) -> Answer[Post]:
        """Write a post of a body down, or change one."""
        body = await Body.one(info.context.may(Permission.DRAFT), input.body, "body")
        if input.maximum_memberships < 1:
            raise InputImpossible(
                f"席位数为 {input.maximum_memberships}。",
                threshold="至少 1 席",
                field="maximumMemberships",
            )
        return await keep(info, Post, input, path=body.path)


SHEETS = (
    Sheet(
        "bodies",
        "职务",
        Post,
        ("组织", "职务"),
        (Step(PostDraft, "draftPost", mutation(Mutation, "draft_post")),),
    ),
)

# Shown: with its body, by `memberships`.

DOCUMENTS: tuple[Document, ...] = ()
