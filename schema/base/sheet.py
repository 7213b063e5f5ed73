"""Sheets of a workbook: what a row of one asks for, derived from the drafts of its acts.

A kind lists its sheets; its columns are the headings of its drafts' fields, so a new field of a
draft is a new column. The acts are those of the mutations: the same rules, scope and journal.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from schema.base.act import refused
from schema.base.draft import Instruction
from schema.base.keeping import Acting
from schema.base.refusal import Refusal
from schema.base.served import Served

Carry: TypeAlias = Callable[[Acting, Sequence[Any]], Awaitable[Sequence[Served | Refusal]]]
"""Carries out many acts of one sort; each is answered with its record or why it was refused."""

Standing: TypeAlias = Callable[[Sequence[Any]], Awaitable[Mapping[UUID, Any]]]
"""Of records of the sheet, by id, what holds the values of a step's columns."""


async def themselves(records: Sequence[Any]) -> Mapping[UUID, Any]:
    """The records hold the values themselves."""
    return {record.id: record for record in records}


@dataclass(frozen=True, slots=True)
class Step:
    """One act that a row asks for.

    act: the mutation; given: fields filled from the record of the first step, each by the name
    of its attribute, `""` for the record itself. A step without a value of its own is left out.
    """

    draft: type[Instruction]
    act: str
    carry: Carry
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    standing: Standing = themselves


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: a row is a record of one kind.

    book: the workbook that it goes into with its like; title: what it is called there; names: the
    headings that tell one record of an area from another. All but the last may be left out where a
    record is named, as long as one record fits.
    """

    book: str
    title: str
    served: type[Served]
    names: tuple[str, ...]
    steps: tuple[Step, ...]


def mutation(mutations: type, name: str) -> Carry:
    """The acts of a mutation, one after the other, each undone by itself if it is refused."""
    definition: Any = mutations.__strawberry_definition__  # type: ignore[attr-defined]
    resolver = definition.get_field(name).base_resolver.wrapped_func

    async def carry(info: Acting, drafts: Sequence[Any]) -> list[Served | Refusal]:
        return [await _alone(resolver, info, draft) for draft in drafts]

    return carry


async def _alone(resolver: Any, info: Acting, draft: Any) -> Served | Refusal:
    try:
        async with in_transaction():
            answer: Served = await resolver(None, info, input=draft)
            return answer
    except Refusal as refusal:
        return refusal
    except IntegrityError as clash:
        if isinstance(said := refused(clash), Refusal):
            return said
        raise
