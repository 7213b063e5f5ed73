"""How an officer's act is carried out: examined, in one transaction, once, and journalled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, TypeVar

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from schema.base import key, proviso, reading
from schema.base.context import Info
from schema.base.draft import Instruction, examine
from schema.base.refusal import AlreadyRecorded, RecordUnknown, Refused
from schema.base.served import Served

T = TypeVar("T")

Answer: TypeAlias = T | Refused | None
"""What an act answers: the record as it now stands, or why not."""


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


class Once(FieldExtension):
    """Around every mutation: examine the input, open the transaction, do it once.

    What was done under a proviso that did not hold is rolled back.
    """

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
                if (supposed := proviso.unasked()) is not None:
                    await reading.ask(self.served.stored, supposed)
                proviso.settle()
        except IntegrityError as clash:
            done = await key.answered(context, act, asked, self.served)
            if done is None:
                raise refused(clash) from clash
        context.changes.acted(self.served.__name__, act, done.path)
        return done.veiled(context)


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
        return strawberry.mutation(resolver, extensions=[Once(served)])

    return wrap
