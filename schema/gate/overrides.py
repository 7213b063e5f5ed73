"""Overrides: two officers let a document out that the gate holds back, because they have looked.

What looks like the number of a card can be the number of a voucher. One officer asks, another
confirms: never the same, and never who handed the edition in. An override is for one edition and
one reason; the next edition is looked at anew.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise import fields

from schema.base.act import Answer, act
from schema.base.connection import Connection, Filter, connection, where
from schema.base.context import Info
from schema.base.draft import Instruction
from schema.base.edition import EditionKey, EditionRecord
from schema.base.keeping import change, create
from schema.base.record import MomentField, Record
from schema.base.refusal import Refusal
from schema.base.scope import AreaPath, Scope
from schema.base.served import to
from schema.editions import Edition
from schema.gate.held import HeldRecord
from schema.records.areas import OfArea
from schema.rules import gating
from schema.rules.gating import Reason
from schema.rules.roles import Permission

# Stored


@strawberry.enum
class OverrideGround(Enum):
    """Why what was found may be public."""

    NOBODYS_NUMBER = "NOBODYS_NUMBER"
    """It is the number of a voucher, a contract or a thing, not of a person."""

    OFFICE = "OFFICE"
    """It is an office's, which is public."""

    NAMESAKE = "NAMESAKE"
    """Somebody else of that name, who may be named."""

    CONSENT = "CONSENT"
    """Whom it concerns has agreed, and the agreement is on record."""


class OverrideRecord(Record):
    """A word that one edition may go out although something was found. It is never taken back."""

    # An edition is never deleted.
    edition: Any = fields.ForeignKeyField(
        "zuwu.EditionRecord", related_name=False, on_delete=fields.RESTRICT
    )
    reason: Any = fields.CharEnumField(Reason, max_length=32)
    ground: Any = fields.CharEnumField(OverrideGround, max_length=32)
    requested_by: Any = fields.UUIDField()
    requested_at = MomentField()
    confirmed_by: Any = fields.UUIDField(null=True)
    confirmed_at = MomentField(null=True)

    class Meta:
        """Once for each edition and reason."""

        table = "gate_override"
        unique_together = (("edition_id", "reason"),)
        indexes = (("requested_at", "id"),)


# Served


@strawberry.type
class GateOverride(OfArea):
    """A word of two officers that an edition may go out although the gate found something."""

    stored = OverrideRecord

    edition_id: strawberry.Private[UUID]

    edition: Edition | None = to(Edition, "edition_id", "The edition, and no other.")

    reason: Reason
    """The reason that is overruled, and no other."""

    ground: OverrideGround
    """Why it may be public."""

    requested_at: datetime
    """When the first officer asked."""

    confirmed_at: datetime | None
    """When the second confirmed; null as long as nobody has."""

    requested_by: strawberry.Private[UUID]


# Asked


@strawberry.input
class GateOverrideFilter(Filter):
    """Which overrides."""

    edition: relay.GlobalID | None = where("edition_id")
    """Of this edition."""

    confirmed: bool | None = where("confirmed_at__not_isnull")
    """Confirmed ones only, or all others only."""


@strawberry.enum
class GateOverrideOrder(Enum):
    """In which order overrides are listed."""

    NEWEST = "-requested_at"
    """The latest first."""


@strawberry.type
class Query:
    """Overrides, for officers."""

    gate_overrides: Connection[GateOverride] | None = connection(
        GateOverride, GateOverrideFilter, GateOverrideOrder
    )
    """The overrides in your scope; those that are not confirmed wait for a second officer."""


# Done


@strawberry.input
class OverrideRequest(Instruction):
    """A document that is to go out although something was found."""

    edition: relay.GlobalID
    """The edition that is held back."""

    reason: Reason
    """The reason for which it is held back."""

    ground: OverrideGround
    """Why it may be public all the same."""


@strawberry.input
class OverrideConfirmation(Instruction):
    """The second officer's word."""

    override: relay.GlobalID
    """What the first officer asked for."""

    expected_version: int
    """The version of it that you read."""


class NotHeldBack(Refusal):
    """Only what is held back now, and for that reason, needs to be let go."""

    code = "gate.not-held-back"
    message = "该版本现在没有因为这个原因被拦下。请先查看被拦下的内容。"


class NeverLetGo(Refusal):
    """What runs, cannot be looked into or is overdue is mended, not let go."""

    code = "gate.never-let-go"
    message = "因这个原因拦下的内容不能放行，须改正后重新提交。"


class ConfirmedByOneOfTwo(Refusal):
    """Two pairs of eyes: neither who asked nor who handed the edition in confirms."""

    code = "gate.confirmed-by-one-of-two"
    message = "申请放行的人和提交内容的人都不能确认放行。请由另一人确认。"


class AlreadyConfirmed(Refusal):
    """What two officers have let go is let go."""

    code = "gate.already-confirmed"
    message = "这一项已经确认放行。"


@strawberry.type
class Mutation:
    """How two officers let a document go."""

    @act(GateOverride)
    async def request_gate_override(
        self, info: Info, input: OverrideRequest
    ) -> Answer[GateOverride]:
        """Ask that an edition which is held back may go out; another officer has to confirm."""
        context = info.context
        edition = await Edition.one(context.may(Permission.SUBMIT), input.edition, "edition")
        if not input.reason.may_be_overruled:
            raise NeverLetGo(f"原因：{gating.words(input.reason)}。", field="reason")
        if not await HeldRecord.filter(edition_id=edition.id, reason=input.reason).exists():
            raise NotHeldBack(f"原因：{gating.words(input.reason)}。", field="reason")
        return await create(
            info,
            GateOverride,
            path=edition.path,
            permission=Permission.SUBMIT,
            edition_id=edition.id,
            reason=input.reason,
            ground=input.ground,
            requested_by=context.actor.officer,
            requested_at=context.now,
        )

    @act(GateOverride)
    async def confirm_gate_override(
        self, info: Info, input: OverrideConfirmation
    ) -> Answer[GateOverride]:
        """Confirm, as the second officer, that an edition may go out; the next release shows it."""
        context = info.context
        scope = context.may(Permission.APPROVE)
        override = await GateOverride.one(scope, input.override, "override")
        edition = (await Edition.all_of(EditionRecord.filter(id=override.edition_id)))[0]
        if context.actor.officer in {override.requested_by, edition.submitted_by}:
            raise ConfirmedByOneOfTwo("确认人与申请人或提交人为同一人。")
        if override.confirmed_at is not None:
            raise AlreadyConfirmed(f"{override.confirmed_at:%Y-%m-%d} 已确认。", field="override")
        return await change(
            info,
            override,
            input.expected_version,
            permission=Permission.APPROVE,
            confirmed_by=context.actor.officer,
            confirmed_at=context.now,
        )


# Shown: what the publisher asks.


async def overridden(town: AreaPath) -> frozenset[tuple[EditionKey, Reason]]:
    """What two officers have let go below a town: editions, each for a reason."""
    confirmed = OverrideRecord.filter(
        Scope((town,)).where("area_id"), confirmed_at__not_isnull=True
    )
    names = ("edition__document", "edition__record_id", "edition__number", "reason")
    rows = await confirmed.values_list(*names)
    return frozenset(
        ((document, record, number), reason) for document, record, number, reason in rows
    )
