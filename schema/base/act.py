"""How an officer's act is carried out: examined, in one transaction, once, and journalled."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from tortoise.transactions import in_transaction

from schema.base import codec, journal
from schema.base.context import Info
from schema.base.draft import Draft, Instruction, examine
from schema.base.refusal import (
    AlreadyRecorded,
    InputImpossible,
    KeyReused,
    RecordUnknown,
    Refused,
    VersionStale,
)
from schema.base.scope import AreaPath
from schema.base.served import Served
from schema.rules.roles import Permission

S = TypeVar("S", bound=Served)
T = TypeVar("T")

Answer: TypeAlias = T | Refused | None
"""What an act answers: the record as it now stands, or why not."""


class KeyRecord(Model):
    """An act that an officer's client has had carried out under a key of its own."""

    id = fields.BigIntField(primary_key=True)
    officer_id: Any = fields.UUIDField()
    key = fields.CharField(max_length=100)
    digest = fields.CharField(max_length=64)
    record_id: Any = fields.UUIDField()

    class Meta:
        """One line per officer and key: two racing requests cannot both be carried out."""

        table = "client_key"
        unique_together = (("officer_id", "key"),)


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """A transaction that holds the write lock from its beginning.

    SQLite would let two transactions read and then refuse the second one's write; the empty
    update makes it take its turn. PostgreSQL needs no such help.
    """
    async with in_transaction() as connection:
        if connection.capabilities.dialect == "sqlite":
            await connection.execute_query('UPDATE "client_key" SET "key" = "key" WHERE 0')
        yield


class _Act(FieldExtension):
    """Around every mutation: examine the input, open the transaction, do it once."""

    def __init__(self, served: type[Served]) -> None:
        self.served = served

    async def resolve_async(
        self, next_: Callable[..., Any], source: Any, info: Info, **given: Any
    ) -> Any:
        asked: Instruction = given["input"]
        examine(asked)
        try:
            async with transaction():
                if (done := await _done_before(info, asked)) is None:
                    answer = await next_(source, info, **given)
                    await _remember(info, asked, answer.id)
                    return answer
        except IntegrityError as clash:
            if (done := await _done_before(info, asked)) is None:
                raise _refused(clash) from clash
        again = await self.served.all_of(self.served.visible(info.context).filter(id=done))
        if not again:
            raise RecordUnknown("此前的记录已不在您的范围内。", field="key")
        return again[0]


def _refused(clash: IntegrityError) -> Exception:
    """The refusal that a broken constraint stands for; a fault where it stands for none."""
    said = str(clash).lower()
    if "foreign key" in said:
        return RecordUnknown("所属的区域不存在。", field="area")
    if "unique" in said:
        return AlreadyRecorded("与已有记录相同。")
    return clash


def act(served: type[Served]) -> Callable[[Callable[..., Any]], StrawberryField]:
    """A mutation on a record of this type."""

    def wrap(resolver: Callable[..., Any]) -> StrawberryField:
        return strawberry.mutation(resolver, extensions=[_Act(served)])

    return wrap


async def keep(
    info: Info,
    served: type[S],
    draft: Draft,
    *,
    path: AreaPath,
    permission: Permission = Permission.DRAFT,
    **derived: Any,
) -> S:
    """Writes a draft down: a new record, or the next version of the one it names."""
    scope = info.context.may_at(permission, path)
    values = draft.values() | derived
    if draft.id is None:
        return await create(info, served, path=path, permission=permission, **values)
    record = await served.one(scope, draft.id)
    if record.path != path:
        raise InputImpossible("记录不能移到另一个区域。", threshold=f"区域 {record.path}")
    return await change(info, record, draft.expected_version, permission=permission, **values)


async def create(
    info: Info, served: type[S], *, path: AreaPath, permission: Permission, **values: Any
) -> S:
    """A new record, and its line in the journal."""
    context = info.context
    key = context.fresh_id()
    values |= {"id": key, "version": 1, "changed_at": context.now, served.stored.SCOPED_BY: path}
    await served.stored.create(**values)
    return await _journalled(info, served, key, permission, before=None)


async def change(
    info: Info, record: S, expected_version: int | None, *, permission: Permission, **values: Any
) -> S:
    """The next version of a record, if nobody else made it first; and its line in the journal."""
    if expected_version is None:
        raise InputImpossible("修改记录须注明读取时的版本。", field="expectedVersion")
    stored = record.stored
    before = (await stored.filter(id=record.id).values())[0]
    values |= {"version": expected_version + 1, "changed_at": info.context.now}
    if not await stored.filter(id=record.id, version=expected_version).update(**values):
        raise VersionStale(
            f"现为第 {before['version']} 版,您读取的是第 {expected_version} 版。",
            field="expectedVersion",
        )
    return await _journalled(info, type(record), record.id, permission, before=before)


async def _journalled(
    info: Info, served: type[S], key: UUID, permission: Permission, before: Any
) -> S:
    after = (await served.stored.filter(id=key).values())[0]
    await journal.write(
        info.context,
        permission,
        info.field_name,
        path=after[served.stored.SCOPED_BY],
        kind=served.__name__,
        record=key,
        before=before,
        after=after,
    )
    return served.of({name: after[column] for name, column in served.columns().items()})


async def _done_before(info: Info, asked: Instruction) -> UUID | None:
    """The record of the earlier request with this key, if there was one."""
    if asked.key is None:
        return None
    found = await KeyRecord.filter(officer_id=info.context.actor.officer, key=asked.key).values()
    if found and found[0]["digest"] != _digest(info, asked):
        raise KeyReused("标识相同,内容不同。", field="key")
    return found[0]["record_id"] if found else None


async def _remember(info: Info, asked: Instruction, record: UUID) -> None:
    if asked.key is not None:
        await KeyRecord.create(
            officer_id=info.context.actor.officer,
            key=asked.key,
            digest=_digest(info, asked),
            record_id=record,
        )


def _digest(info: Info, asked: Instruction) -> str:
    return hashlib.sha256(codec.canonical([info.field_name, asked])).hexdigest()
