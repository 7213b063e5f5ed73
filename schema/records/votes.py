"""Votes by name, kept apart from the counts: neither is derived from the other.

Only a named ballot has them. A secret ballot is counted, and who voted how is held nowhere.
"""

from __future__ import annotations

from collections import Counter
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
from schema.base.draft import Draft, asked
from schema.base.keeping import keep
from schema.base.readers import open_to
from schema.base.record import Record
from schema.base.refusal import Refusal
from schema.base.served import to
from schema.base.sheet import Sheet
from schema.base.value import Value
from schema.records.areas import OfArea
from schema.records.motions import Motion
from schema.records.persons import Person
from schema.rules.roles import Audience, Permission
from schema.rules.voting import Method

# Stored


@strawberry.enum
class VoteOption(Enum):
    """How somebody voted, in Popolo's words."""

    YES = "YES"
    """同意"""

    NO = "NO"
    """反对"""

    ABSTAIN = "ABSTAIN"
    """弃权"""


class VoteRecord(Record):
    """One person's vote. Unique: one person, one vote, whatever races."""

    # Who voted on what stays on record, so neither is deleted.
    motion: Any = fields.ForeignKeyField(
        "zuwu.MotionRecord", related_name=False, on_delete=fields.RESTRICT
    )
    person: Any = fields.ForeignKeyField(
        "zuwu.PersonRecord", related_name=False, on_delete=fields.RESTRICT
    )
    option: Any = fields.CharEnumField(VoteOption, max_length=16)

    class Meta:
        """One person, one vote."""

        table = "vote"
        unique_together = (("motion_id", "person_id"),)


# Served


@strawberry.type
class Vote(OfArea):
    """How somebody voted in a named ballot."""

    stored = VoteRecord

    readers = open_to(Audience.RESTRICTED)

    motion_id: strawberry.Private[UUID]
    person_id: strawberry.Private[UUID]

    option: VoteOption
    """How."""

    motion: Motion | None = to(Motion, "motion_id", "On what.")

    person: Person | None = to(Person, "person_id", "Who.")


@strawberry.type
class Comparison(Value):
    """The votes by name beside the counts; both are shown where they differ."""

    motion: strawberry.Private[UUID]

    named_yes: int
    """Votes in favour, by name."""

    named_no: int
    """Votes against, by name."""

    named_abstain: int
    """Abstentions, by name."""

    agree: bool
    """Whether these are the numbers that were counted."""


# Asked


@strawberry.input
class VoteFilter(Filter):
    """Which votes."""

    motion: relay.GlobalID | None = where("motion_id")
    """On this motion."""

    option: VoteOption | None = where("option")
    """That were this."""


@strawberry.enum
class VoteOrder(Enum):
    """In which order votes are listed."""

    OPTION = "option"
    """By how they were given."""


@strawberry.type
class Query:
    """Votes by name, for officers."""

    votes: Connection[Vote] | None = connection(Vote, VoteFilter, VoteOrder)
    """The votes in your scope."""

    @strawberry.field
    async def vote_comparison(self, info: Info, motion: relay.GlobalID) -> Comparison | None:
        """The votes by name on a motion beside its counts."""
        found = await Motion.one(info.context.reads(Audience.OFFICERS), motion, "motion")
        given = VoteRecord.filter(motion_id=found.id)
        options = Counter(row["option"] for row in await given.values("option"))
        named = [options[option] for option in VoteOption]
        return Comparison(
            motion=found.id,
            named_yes=named[0],
            named_no=named[1],
            named_abstain=named[2],
            agree=named == [found.yes, found.no, found.abstain],
        )


# Done


@strawberry.input
class VoteDraft(Draft):
    """A vote by name as an officer writes it."""

    motion: relay.GlobalID = asked("事项", refers=Motion)
    """On what; a motion that is voted on by name."""

    person: relay.GlobalID = asked("姓名", refers=Person)
    """Who."""

    option: VoteOption = asked("意见")
    """How."""


class VotedInSecret(Refusal):
    """Who voted how in a secret ballot, or by hands, is written down nowhere."""

    code = "votes.voted-in-secret"
    message = "该事项不是记名投票，不得登记个人的投票。"


@strawberry.type
class Mutation:
    """What officers do with votes by name."""

    @act(Vote)
    async def draft_vote(self, info: Info, input: VoteDraft) -> Answer[Vote]:
        """Write down how somebody voted in a named ballot; the counts are not touched."""
        scope = info.context.may(Permission.DRAFT)
        motion = await Motion.one(scope, input.motion, "motion")
        await Person.one(scope, input.person, "person")
        if motion.method is not Method.NAMED_BALLOT:
            raise VotedInSecret("表决方式不是记名投票。", field="motion")
        return await keep(info, Vote, input, path=motion.path)


SHEETS: tuple[Sheet, ...] = ()

# Shown: nothing. The public reads counts.

DOCUMENTS: tuple[Document, ...] = ()
