"""How an officer's act is carried out: examined, in one transaction, once, and journalled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeAlias, TypeVar

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from schema.base import journal, key
from schema.base.context import Context, Info
from schema.base.draft import Draft, Instruction, examine
from schema.base.refusal import (
    AlreadyRecorded,
    InputImpossible,
    RecordUnknown,
    Refused,
    VersionStale,
)
from schema.base.scope import AreaPath
from schema.base.served import Row, Served
from schema.rules.roles import Permission

S = TypeVar("S", bound=Served)
T = TypeVar("T")

Answer: TypeAlias = T | Refused | None
"""What an act answers: the record as it now stands, or why not."""

BATCH = 1000
"""How many rows are sent at a time; memory stays level however many there are."""


class Acting(Protocol):
    """The act that is being carried out: by whom, when, and what it is called."""

    @property
    def context(self) -> Context:
        """Who acts, and when."""

    @property
    def field_name(self) -> str:
        """The name of the mutation; the journal keeps it."""


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
        context, act = info.context, info.field_name
        try:
            async with transaction():
                done = await key.answered(context, act, asked, self.served)
                if done is None:
                    done = await next_(source, info, **given)
                    await key.remember(context, act, asked, done)
                return done
        except IntegrityError as clash:
            done = await key.answered(context, act, asked, self.served)
            if done is None:
                raise refused(clash) from clash
            return done


def refused(clash: IntegrityError) -> Exception:
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
    info: Acting,
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
    info: Acting, served: type[S], *, path: AreaPath, permission: Permission, **values: Any
) -> S:
    """A new record, and its line in the journal."""
    return (await create_all(info, served, [(path, values)], permission=permission))[0]


async def create_all(
    info: Acting,
    served: type[S],
    drawn: Sequence[tuple[AreaPath, Row]],
    *,
    permission: Permission,
) -> list[S]:
    """New records, each an area and its values, and their lines: two statements in all."""
    stored, context = served.stored, info.context
    rows = [
        stored.completed(
            values
            | {"id": context.fresh_id(), "version": 1, "changed_at": context.now}
            | {stored.SCOPED_BY: path}
        )
        for path, values in drawn
    ]
    await stored.bulk_create([stored(**row) for row in rows], batch_size=BATCH)
    await _journalled(info, served, [(None, row) for row in rows], permission)
    return [_as(served, row) for row in rows]


async def change(
    info: Acting, record: S, expected_version: int | None, *, permission: Permission, **values: Any
) -> S:
    """The next version of a record, if nobody else made it first; and its line in the journal."""
    if expected_version is None:
        raise InputImpossible("修改记录须注明读取时的版本。", field="expectedVersion")
    stored = record.stored
    before: Row = (await stored.filter(id=record.id).values())[0]
    values |= {"version": expected_version + 1, "changed_at": info.context.now}
    after = stored.completed(before | values)
    changed = {name: after[name] for name in values}
    if not await stored.filter(id=record.id, version=expected_version).update(**changed):
        raise VersionStale(
            f"现为第 {before['version']} 版,您读取的是第 {expected_version} 版。",
            field="expectedVersion",
        )
    await _journalled(info, type(record), [(before, after)], permission)
    return _as(type(record), after)


async def _journalled(
    info: Acting,
    served: type[Served],
    changes: Sequence[tuple[Row | None, Row]],
    permission: Permission,
) -> None:
    path = served.stored.SCOPED_BY
    await journal.write(
        info.context,
        permission,
        info.field_name,
        served.__name__,
        [journal.Change(after[path], after["id"], before, after) for before, after in changes],
    )


def _as(served: type[S], row: Row) -> S:
    return served.of({name: row[column] for name, column in served.columns().items()})
