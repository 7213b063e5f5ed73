"""How records are written down: a draft becomes a record or its next version, with a journal line.

Everything is written for many at once; one record is the case of one. Writing down again what
stands already changes nothing: no new version, no line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID

from schema.base import journal
from schema.base.context import Context
from schema.base.draft import Draft
from schema.base.inserting import insert
from schema.base.refusal import InputImpossible, RecordUnknown, Refusal, VersionStale
from schema.base.scope import AreaPath, Scope
from schema.base.served import SLICE, Row, Served, key_of
from schema.rules.roles import Permission

S = TypeVar("S", bound=Served)
D = TypeVar("D", bound=Draft)

APART = frozenset({"version", "changed_at"})
"""What every new version changes; a version that changes nothing else is none."""


class Acting(Protocol):
    """The act that is being carried out: by whom, when, and what it is called."""

    @property
    def context(self) -> Context:
        """Who acts, and when."""

    @property
    def field_name(self) -> str:
        """The name of the mutation; the journal keeps it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a draft belongs, and what follows from it beside its own values.

    anew: what begins again when the draft changes anything, such as a result that was declared.
    closed: why nothing may change any more; what stands may be written down again all the same.
    """

    path: AreaPath
    derived: Row = field(default_factory=dict)
    anew: Row = field(default_factory=dict)
    closed: Refusal | None = None


async def keep(
    info: Acting,
    served: type[S],
    draft: Draft,
    *,
    path: AreaPath,
    permission: Permission = Permission.DRAFT,
    anew: Row | None = None,
    closed: Refusal | None = None,
    **derived: Any,
) -> S:
    """Writes a draft down: a new record, or the next version of the one it names."""
    fit = Fit(path, derived, anew or {}, closed)
    return kept(await keep_all(info, served, [draft], lambda _: fit, permission=permission))


def kept(answers: Sequence[S | Refusal]) -> S:
    """The only answer; raised, if it is a refusal."""
    [answer] = answers
    if isinstance(answer, Refusal):
        raise answer
    return answer


async def keep_all(
    info: Acting,
    served: type[S],
    drafts: Sequence[D],
    fit: Callable[[D], Fit],
    *,
    permission: Permission,
) -> list[S | Refusal]:
    """Writes drafts down; answers each with its record or why it was not written.

    `fit` refuses a draft that cannot be. New records take two statements in all, and a single
    one but one on a server; records that stand as drafted take one, and each that changes two more.
    """
    named = [key_of(draft.id, served.__name__) for draft in drafts if draft.id]
    standing = await _standing(served, [key for key in named if key])
    answers: dict[int, S | Refusal] = {}
    fresh: dict[int, Row] = {}
    for place, draft in enumerate(drafts):
        try:
            fitting = fit(draft)
            scope = info.context.may_at(permission, fitting.path)
            values = draft.values() | fitting.derived
            if draft.id is None:
                fresh[place] = _row(info, served, fitting.path, values | fitting.anew)
                continue
            key = key_of(draft.id, served.__name__)
            before = _within(standing.get(key) if key else None, served, scope, fitting.path)
            values = _readable(info, served, fitting.path, values)
            if _differs(before, served.stored.completed(before | values)):
                values |= fitting.anew
                if fitting.closed is not None:
                    raise fitting.closed
            answers[place] = await _next(
                info, served, before, draft.expected_version, values, permission
            )
        except Refusal as refusal:
            answers[place] = refusal
    written = await _insert(info, served, list(fresh.values()), permission)
    answers |= dict(zip(fresh, written, strict=True))
    return [answers[place] for place in range(len(drafts))]


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
    rows = [_row(info, served, path, values) for path, values in drawn]
    return await _insert(info, served, rows, permission)


async def change(
    info: Acting, record: S, expected_version: int | None, *, permission: Permission, **values: Any
) -> S:
    """The next version of a record, if nobody else made it first; and its line in the journal."""
    before = (await record.stored.filter(id=record.id).values())[0]
    return await _next(info, type(record), before, expected_version, values, permission)


async def remove(info: Acting, record: S, expected_version: int, *, permission: Permission) -> S:
    """Deletes a record if nobody changed it meanwhile; its line in the journal stays."""
    before = (await record.stored.filter(id=record.id).values())[0]
    same = record.stored.filter(id=record.id, version=expected_version)
    if not await same.delete():
        raise _stale(before, expected_version)
    path = before[record.stored.SCOPED_BY]
    gone = journal.Change(path, record.id, before, None)
    await journal.write(info.context, permission, info.field_name, type(record).__name__, [gone])
    return record


async def _standing(served: type[Served], keys: Sequence[UUID]) -> dict[UUID, Row]:
    """The rows of these keys, wherever they are."""
    found: dict[UUID, Row] = {}
    for start in range(0, len(keys), SLICE):
        rows = await served.stored.filter(id__in=keys[start : start + SLICE]).values()
        found |= {row["id"]: row for row in rows}
    return found


def _within(row: Row | None, served: type[Served], scope: Scope, path: AreaPath) -> Row:
    """The row that a draft names, if it may be changed there."""
    if row is None or not scope.covers(own := row[served.stored.SCOPED_BY]):
        raise RecordUnknown("“id”所指的记录不存在或不在范围内。", field="id")
    if own != path:
        raise InputImpossible("记录不能移到另一个区域。", threshold=f"区域 {own}")
    return row


def _readable(info: Acting, served: type[Served], path: AreaPath, values: Row) -> Row:
    """What a draft says of what its writer may read; the rest stays as it stands.

    Who cannot read a value back cannot know what writing it down again would destroy.
    """
    beyond = served.beyond(info.context, path)
    return {name: value for name, value in values.items() if name.removesuffix("_id") not in beyond}


def _row(info: Acting, served: type[Served], path: AreaPath, values: Row) -> Row:
    context = info.context
    begun = {"id": context.fresh_id(), "version": 1, "changed_at": context.now}
    return served.stored.completed(values | begun | {served.stored.SCOPED_BY: path})


async def _insert(
    info: Acting, served: type[S], rows: Sequence[Row], permission: Permission
) -> list[S]:
    if rows:
        lines = _lines(info, served, [(None, row) for row in rows], permission)
        await insert((served.stored, rows), (journal.JournalRecord, lines))
    return [_as(served, row) for row in rows]


async def _next(
    info: Acting,
    served: type[S],
    before: Row,
    expected_version: int | None,
    values: Row,
    permission: Permission,
) -> S:
    if expected_version is None:
        raise InputImpossible("修改记录须注明读取时的版本。", field="expectedVersion")
    numbered = {"version": expected_version + 1, "changed_at": info.context.now}
    after = served.stored.completed(before | values | numbered)
    if before["version"] == expected_version and not _differs(before, after):
        return _as(served, before)
    changed = {name: after[name] for name in (*values, *numbered)}
    same = served.stored.filter(id=before["id"], version=expected_version)
    if not await same.update(**changed):
        raise _stale(before, expected_version)
    lines = _lines(info, served, [(before, after)], permission)
    await insert((journal.JournalRecord, lines))
    return _as(served, after)


def _stale(before: Row, expected_version: int) -> VersionStale:
    return VersionStale(
        f"现为第 {before['version']} 版，您读取的是第 {expected_version} 版。",
        field="expectedVersion",
    )


def _differs(before: Row, after: Row) -> bool:
    return any(before[name] != value for name, value in after.items() if name not in APART)


def _lines(
    info: Acting,
    served: type[Served],
    changes: Collection[tuple[Row | None, Row]],
    permission: Permission,
) -> list[Row]:
    path = served.stored.SCOPED_BY
    return journal.lines(
        info.context,
        permission,
        info.field_name,
        served.__name__,
        [journal.Change(after[path], after["id"], before, after) for before, after in changes],
    )


def _as(served: type[S], row: Row) -> S:
    return served.of({name: row[column] for name, column in served.columns().items()})
