"""Giving an office and taking it away: in the own scope, and never a mightier one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import strawberry
from strawberry import relay

from schema.access.grants import Grant, Officer
from schema.base import journal
from schema.base.act import Answer, act
from schema.base.context import Context, Info
from schema.base.draft import Instruction, Text, in_order
from schema.base.journal import Change
from schema.base.keeping import change, create
from schema.base.refusal import AlreadyRecorded, InputImpossible, RecordUnknown, Refusal
from schema.base.scope import AreaPath, Scope
from schema.base.served import Row, key_of
from schema.officers import OfficerRecord
from schema.records.areas import AreaRecord
from schema.rules.roles import Permission, Role, appoints, label


class OfficeTooMighty(Refusal):
    """The office carries as much as the own one, or more."""

    code = "accounts.office-too-mighty"
    message = "您不能授予或收回这个职务。请由上级办理。"


class OwnAccount(Refusal):
    """Nobody gives themselves an office, nor takes it, nor opens or closes the own account."""

    code = "accounts.own-account"
    message = "不能办理自己的账号和职务。请由另一位管理人员办理。"


def gives(context: Context, role: Role, path: AreaPath) -> bool:
    """Whether the actor may give this office there, and take it away."""
    return any(
        appoints(each.role, role) and Scope((each.path,)).covers(path)
        for each in context.actor.grants
    )


def appointing(context: Context, role: Role, path: AreaPath) -> None:
    """Refuses whoever may not give this office there."""
    context.may_at(Permission.ACCOUNTS, path)
    if not gives(context, role, path):
        raise OfficeTooMighty(f"职务“{label(role)}”不低于您的职务。", field="role")


def another(context: Context, officer: UUID) -> None:
    """Refuses what somebody would do with their own account or office."""
    if officer == context.officer:
        raise OwnAccount("这是您自己的账号。", field="officer")


@strawberry.input
class Appointment(Instruction):
    """An office that is given to somebody who has one already, or to somebody new."""

    officer: relay.GlobalID | None = None
    """Who gets it, where the person is an officer already."""

    name: Text | None = None
    """The name of somebody who is no officer yet."""

    role: Role
    """The office."""

    area: AreaPath
    """Below which area it is held."""

    held_from: date | None = None
    """Its first day; today unless told."""

    held_to: date | None = None
    """Its last day; none unless told."""


@strawberry.input
class GrantEnd(Instruction):
    """An office that is taken away."""

    grant: relay.GlobalID
    """Which."""

    expected_version: int
    """The version that you read."""

    held_to: date | None = None
    """Its last day; it ends at once unless told."""


@strawberry.type
class Mutation:
    """Who holds office."""

    @act(Grant)
    async def appoint(self, info: Info, input: Appointment) -> Answer[Grant]:
        """Give an office, to an officer or to somebody new."""
        context = info.context
        appointing(context, input.role, input.area)
        first = input.held_from or context.today
        _not_past(context, first, "heldFrom")
        in_order(first, input.held_to, "heldTo")
        if not await AreaRecord.filter(path=input.area).exists():
            raise RecordUnknown(f"没有区域 {input.area}。", field="area")
        officer = await _officer(info, input)
        another(context, officer)
        return await create(
            info,
            Grant,
            path=input.area,
            permission=Permission.ACCOUNTS,
            officer_id=officer,
            role=input.role,
            held_from=first,
            held_to=input.held_to,
        )

    @act(Grant)
    async def end_grant(self, info: Info, input: GrantEnd) -> Answer[Grant]:
        """Take an office away, at once or after a last day."""
        context = info.context
        grant = await Grant.one(context.may(Permission.ACCOUNTS), input.grant, "grant")
        appointing(context, grant.role, grant.path)
        another(context, grant.officer_id)
        if grant.ended_at is not None:
            raise InputImpossible("这个职务已经收回。", field="grant")
        ending: Row = {"ended_at": context.now}
        if input.held_to is not None:
            _not_past(context, input.held_to, "heldTo")
            in_order(grant.held_from, input.held_to, "heldTo")
            ending = {"held_to": input.held_to}
        return await change(
            info, grant, input.expected_version, permission=Permission.ACCOUNTS, **ending
        )


def _not_past(context: Context, day: date, field: str) -> None:
    """What was done under an office has been done, so it neither begins nor ends in the past."""
    if day < context.today:
        raise InputImpossible(f"{day} 已过。", threshold="今日或以后", field=field)


async def _officer(info: Info, asked: Appointment) -> UUID:
    """Who is appointed; somebody new is written down, with a line in the journal."""
    if (asked.officer is None) == (asked.name is None):
        raise InputImpossible("须在“officer”和“name”中填写一项。", field="officer")
    if asked.officer is not None:
        key = key_of(asked.officer, "Officer")
        if not key or not await Officer.visible(info.context).filter(id=key).exists():
            raise RecordUnknown("“officer”所指的人员不存在或不在范围内。", field="officer")
        return key
    return await _entered(info, str(asked.name).strip(), asked.area)


async def _entered(info: Info, name: str, path: AreaPath) -> UUID:
    if not name or len(name) > 100:
        raise InputImpossible("姓名须有 1 至 100 个字。", field="name")
    if await OfficerRecord.filter(name=name).exists():
        raise AlreadyRecorded("已有同名的人员。", threshold="在姓名后加村名以示区别", field="name")
    key = info.context.fresh_id()
    row: Row = {"id": key, "name": name, "disabled_at": None}
    await OfficerRecord.create(**row)
    made = Change(path, key, None, row)
    await journal.write(info.context, Permission.ACCOUNTS, info.field_name, "Officer", [made])
    return key
