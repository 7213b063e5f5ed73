"""Honours: who was honoured when a round was decided, and what was revoked.

They are given by `award_decisions`.
"""

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
from schema.base.draft import Instruction, Text, asked
from schema.base.keeping import change
from schema.base.record import Record
from schema.base.refusal import InputImpossible
from schema.base.served import to
from schema.base.sheet import Sheet
from schema.records.areas import OfArea
from schema.records.nominations import Nomination
from schema.rules.roles import Permission

# Stored


class HonourRecord(Record):
    """An honour. It is never deleted: one that is taken back says since when and why."""

    # What was decided of a candidate stays on record.
    nomination: Any = fields.ForeignKeyField(
        "zuwu.NominationRecord", related_name=False, on_delete=fields.RESTRICT
    )
    given_on = fields.DateField()
    evidence = fields.CharField(max_length=200)
    revoked_on = fields.DateField(null=True)
    revocation_reason = fields.CharField(max_length=500, null=True)

    class Meta:
        """A candidate is honoured once."""

        table = "honour"
        indexes = (("given_on", "id"),)
        unique_together = (("nomination_id",),)


# Served


@strawberry.type
class Honour(OfArea):
    """That a candidate was honoured."""

    stored = HonourRecord

    nomination_id: strawberry.Private[UUID]

    given_on: date
    """The day it was decided."""

    evidence: str
    """Where it can be seen that the candidates hung before."""

    revoked_on: date | None
    """The day it was taken back."""

    revocation_reason: str | None
    """Why, in words that the public may read."""

    nomination: Nomination | None = to(Nomination, "nomination_id", "Who, and for what.")


# Asked


@strawberry.input
class HonourFilter(Filter):
    """Which honours."""

    award_scheme: relay.GlobalID | None = where("nomination__round__award_scheme_id")
    """Of this award."""

    round: relay.GlobalID | None = where("nomination__round_id")
    """Of this round."""

    year: int | None = where("nomination__round__year")
    """Of this year."""

    household: relay.GlobalID | None = where("nomination__household_id")
    """Of this household."""

    person: relay.GlobalID | None = where("nomination__person_id")
    """Of this person."""

    group: relay.GlobalID | None = where("nomination__group_id")
    """Of this group."""

    revoked: bool | None = where("revoked_on__not_isnull")
    """Those taken back, or those that stand."""


@strawberry.enum
class HonourOrder(Enum):
    """In which order honours are listed."""

    NEWEST = "-given_on"
    """The latest first."""

    OLDEST = "given_on"
    """The earliest first."""


@strawberry.type
class Query:
    """Honours, for officers."""

    honours: Connection[Honour] | None = connection(Honour, HonourFilter, HonourOrder)
    """The honours in your scope."""


# Done


@strawberry.input
class HonourRevocationDraft(Instruction):
    """An honour taken back."""

    honour: relay.GlobalID
    """The honour."""

    expected_version: int
    """The version of it that you read."""

    revoked_on: date = asked("撤销日期")
    """The day."""

    revocation_reason: Text = asked("撤销原因")
    """Why, in words that the public may read; names nobody."""


@strawberry.type
class Mutation:
    """What officers do with honours."""

    @act(Honour)
    async def revoke_honour(self, info: Info, input: HonourRevocationDraft) -> Answer[Honour]:
        """Take an honour back, with the day and the reason."""
        scope = info.context.may(Permission.DRAFT)
        honour = await Honour.one(scope, input.honour, "honour")
        said = (input.revoked_on, input.revocation_reason)
        if (honour.revoked_on, honour.revocation_reason) == said:
            return honour
        if not honour.given_on <= input.revoked_on <= info.context.today:
            raise InputImpossible(
                f"撤销日期为 {input.revoked_on}。",
                threshold=f"{honour.given_on} 至 {info.context.today}",
                field="revokedOn",
            )
        return await change(
            info,
            honour,
            input.expected_version,
            permission=Permission.DRAFT,
            revoked_on=input.revoked_on,
            revocation_reason=input.revocation_reason,
        )


SHEETS: tuple[Sheet, ...] = ()

# Shown: by `honour_lists`.

DOCUMENTS: tuple[Document, ...] = ()
