"""Who is let in: activation codes, and accounts that are closed and opened again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry import relay
from tortoise.expressions import Q

from schema import officers
from schema.access import accounts
from schema.access.appointing import another, gives
from schema.access.grants import Officer
from schema.base import journal
from schema.base.act import Answer, transaction
from schema.base.context import Context, Info
from schema.base.journal import Change
from schema.base.refusal import RecordUnknown, Refusal
from schema.base.scope import AreaPath
from schema.base.secret import Secret
from schema.base.served import Row, key_of
from schema.base.value import Value
from schema.officers import GrantRecord, OfficerRecord
from schema.rules.roles import Permission, Role


class HoldsMore(Refusal):
    """The officer holds an office that the actor could not give: elsewhere, or a mightier one."""

    code = "accounts.holds-more"
    message = "此人还有您管辖以外的职务，或者职务不低于您。请由上级办理。"


class AccountDisabled(Refusal):
    """The account is disabled; it has to be enabled before there can be a code for it."""

    code = "accounts.disabled"
    message = "账号已停用。请先启用，再发激活码。"


@strawberry.type
class ActivationCode(Value):
    """What opens an account once; hand it to its holder and to nobody else."""

    secret: Secret
    """The code; it is shown once."""

    expires_at: datetime
    """Until when it can be used."""


@strawberry.input
class Holder:
    """Whose account."""

    officer: relay.GlobalID
    """The officer."""


@strawberry.type
class Mutation:
    """Who is let in."""

    @strawberry.mutation
    async def issue_activation_code(self, info: Info, input: Holder) -> Answer[ActivationCode]:
        """Make a code by which an officer opens the account, or sets a forgotten password anew."""
        context = info.context
        async with transaction():
            before, path = await _holder(context, input)
            if before["disabled_at"] is not None:
                raise AccountDisabled("账号已停用。", field="officer")
            code = await accounts.invite(before["id"], context.now)
            await _journalled(info, path, before)
        return ActivationCode(secret=code, expires_at=context.now + accounts.CODE)

    @strawberry.mutation
    async def disable_account(self, info: Info, input: Holder) -> Answer[Officer]:
        """Shut an officer out at once: password, code, sessions and tokens of programs end."""
        async with transaction():
            before, path = await _holder(info.context, input)
            await accounts.disable(before["id"], info.context.now)
            return Officer.of(await _journalled(info, path, before))

    @strawberry.mutation
    async def enable_account(self, info: Info, input: Holder) -> Answer[Officer]:
        """Let an officer have an account again; the way in is a new activation code."""
        async with transaction():
            before, path = await _holder(info.context, input)
            await accounts.enable(before["id"])
            return Officer.of(await _journalled(info, path, before))


async def _holder(context: Context, asked: Holder) -> tuple[Row, AreaPath]:
    """The officer's row, locked, and an area under which the actor answers for the officer.

    Whoever opens an account could enter by it, so each office that it carries, today or later, has
    to be one that the actor could give. Of somebody without any, the past ones count.
    """
    context.may(Permission.ACCOUNTS)
    key = key_of(asked.officer, "Officer")
    # Locked first, so that what is read and journalled is what stands.
    there = key is not None and await officers.locked(key)
    rows: list[Row] = await Officer.visible(context).filter(id=key).values() if there else []
    if key is None or not rows:
        raise RecordUnknown("“officer”所指的人员不存在或不在范围内。", field="officer")
    another(context, key)
    offices = await _offices(context, key)
    if not all(gives(context, role, path) for role, path in offices):
        raise HoldsMore("此人的职务超出您的权限。", field="officer")
    return rows[0], offices[0][1]


async def _offices(context: Context, officer: UUID) -> list[tuple[Role, AreaPath]]:
    all_ = GrantRecord.filter(officer_id=officer).order_by("held_from", "id")
    lasting = Q(Q(held_to__isnull=True), Q(held_to__gte=context.today), join_type=Q.OR)
    found: Any = await all_.filter(lasting, ended_at__isnull=True).values_list("role", "path")
    return list(found or await all_.values_list("role", "path"))


async def _journalled(info: Info, path: AreaPath, before: Row) -> Row:
    """The officer's row as it now stands, and the line that tells of it."""
    [after] = await OfficerRecord.filter(id=before["id"]).values()
    made = Change(path, before["id"], before, after)
    await journal.write(info.context, Permission.ACCOUNTS, info.field_name, "Officer", [made])
    return after
