"""The rows of one sheet, each carried out step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from strawberry import relay

from schema.base.context import Context
from schema.base.draft import Draft, examine
from schema.base.refusal import Refusal
from schema.base.scope import AreaPath
from schema.base.served import SLICE, Served, uuid
from schema.base.sheet import Sheet, Step
from schema.exchange import columns, complaints, lists, words
from schema.exchange.columns import AREA, Field
from schema.exchange.complaints import Complaint
from schema.exchange.ledger import Entry, Ledger, Spoiled
from schema.exchange.lines import Line, Lines
from schema.exchange.lists import Lists, Names
from schema.exchange.words import Unfit

_LACKING = object()
"""Stands for a value that a row does not give."""


@dataclass(slots=True)
class Tally:
    """How many rows were new, changed something, or said what stood already."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, other: Tally) -> None:
        """Adds another sheet's."""
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged


@dataclass(frozen=True, slots=True)
class Deed:
    """An act that a row asks for; the journal writes it down under the name of the mutation."""

    context: Context
    field_name: str


@dataclass(slots=True)
class Task:
    """A line on its way: which record it is, and what has been made of it so far."""

    line: Line
    area: AreaPath
    names: Names
    entry: Entry | None
    record: Any = None
    holders: list[Any] = field(default_factory=list)
    changed: bool = False


@dataclass(slots=True)
class Rows:
    """The rows of a sheet with the lists that go with them, and what came of them."""

    context: Context
    ledger: Ledger
    part: Lines
    pieces: Mapping[str, Lines]
    area: AreaPath | None
    complaints: list[Complaint]
    tally: Tally = field(default_factory=Tally)
    entered: list[Entry] = field(default_factory=list)
    seen: dict[tuple[AreaPath, Names, Any], int] = field(default_factory=dict)
    lists: Lists = field(init=False)

    def __post_init__(self) -> None:
        self.lists = Lists(self.area, self.ledger.spoiled)

    @property
    def sheet(self) -> Sheet:
        """The sheet that they are rows of."""
        return self.part.target.sheet

    async def carry_out(self) -> None:
        """Carries every line out that is not wrong, one step for all before the next."""
        await self.ledger.load(self.sheet)
        tasks = [task for line in self.part.lines if (task := self._task(line))]
        owners = [(task.area, task.names) for task in tasks]
        for piece in self.pieces.values():
            self.complaints += self.lists.take(piece, owners)
        for place, step in enumerate(self.sheet.steps):
            tasks = await self._step(place, step, tasks)
        for task in tasks:
            self._entered(task)

    def _task(self, line: Line) -> Task | None:
        """A line and the record that it speaks of, if there is one already."""
        area = line.values.get(AREA) or self.area
        if area is None:
            self._complain(line, AREA, "必须填写区域编码，例如 439901/101/201/005")
            return None
        names = lists.named(self.sheet.names, line, area)
        if line.wrong:
            self.ledger.spoil(self.sheet.served, area, names[-1])
            return None
        known = (area, names, _plain(self.part, line, columns.NUMBER))
        if known in self.seen:
            expected = f"与第 {self.seen[known]} 行重复，请删去其中一行"
            self._complain(line, self.sheet.names[-1], expected)
            return None
        self.seen[known] = line.row.number
        try:
            entry = self._numbered(line) or self.ledger.find(self.sheet.served, area, names)
        except Unfit as unfit:
            self._complain(line, self.sheet.names[-1], unfit.expected)
            return None
        entry = entry if entry is None or entry.record.path == area else None
        return Task(line, area, names, entry)

    def _numbered(self, line: Line) -> Entry | None:
        """The record whose id the line gives, if it is here; an id from elsewhere says nothing."""
        number = words.plain(_plain(self.part, line, columns.NUMBER))
        if not number:
            return None
        key = uuid(number)
        if key is None:
            raise Unfit("记录编号由系统填写；新的记录请留空")
        return self.ledger.entries[self.sheet.served].get(key)

    async def _step(self, place: int, step: Step, tasks: list[Task]) -> list[Task]:
        """Carries one step out for all; answers the tasks that may go on."""
        drafted: list[tuple[Task, Any]] = []
        staying = []
        for task in tasks:
            holder = task.entry.holders[place] if task.entry else None
            try:
                draft = self._draft(step, task, holder, first=place == 0)
            except _Wrong:
                self.ledger.spoil(self.sheet.served, task.area, task.names[-1])
                continue
            if draft is None:
                task.holders.append(holder)
                staying.append(task)
            else:
                drafted.append((task, draft))
        deed = Deed(self.context, step.act)
        for start in range(0, len(drafted), SLICE):
            some = drafted[start : start + SLICE]
            answers = await step.carry(deed, [draft for _, draft in some])
            for (task, _), answer in zip(some, answers, strict=True):
                if isinstance(answer, Refusal):
                    self._refused(task, step, answer)
                else:
                    self._answered(task, place, answer)
                    staying.append(task)
        return staying

    def _draft(self, step: Step, task: Task, holder: Any, *, first: bool) -> Any:
        """The draft that a step asks for; none if the row says nothing for it."""
        given: dict[str, Any] = {}
        filled = False
        for each in columns.filled(step):
            try:
                value = self._value(each, task, holder)
            except Spoiled as spoiled:
                raise _Wrong from spoiled
            except Unfit as unfit:
                self._complain(task.line, each.heading, unfit.expected)
                raise _Wrong from unfit
            filled = filled or bool(self._own(each, task))
            if value is not _LACKING:
                given[each.name] = value
        if not (filled or first):
            return None
        if first and task.entry is not None and not issubclass(step.draft, Draft):
            self._standing_already(task)
            return None
        for each in columns.filled(step):
            if each.required and given.get(each.name) is None:
                self._complain(task.line, each.heading, "必须填写")
                raise _Wrong
        return self._made(step, task, given)

    def _standing_already(self, task: Task) -> None:
        """A record that is never changed: the row says what stands, or it is wrong."""
        assert task.entry is not None
        task.record = task.entry.record
        shown = self.ledger.cells(self.sheet, task.record, task.entry.holders)
        for heading, value in task.line.values.items():
            if words.plain(words.told(value)) != words.plain(shown.get(heading)):
                self._complain(task.line, heading, "已经登记，不能再改，请另起一行")
                raise _Wrong

    def _made(self, step: Step, task: Task, given: dict[str, Any]) -> Any:
        for name, attribute in step.given.items():
            record = task.record
            given[name] = getattr(record, attribute) if attribute else _global(record)
        draft: Any = step.draft
        if issubclass(step.draft, Draft) and task.entry is not None and "id" not in given:
            record = task.record or task.entry.record
            given |= {"id": _global(record), "expected_version": record.version}
        made = draft(**given)
        try:
            examine(made)
        except Refusal as refusal:
            self._refused(task, step, refusal)
            raise _Wrong from refusal
        return made

    def _own(self, field: Field, task: Task) -> Any:
        """Whether the row itself says something for a field."""
        return task.line.values.get(field.heading) is not None and field.heading != AREA

    def _value(self, field: Field, task: Task, holder: Any) -> Any:
        if field.name in {"area", "path"}:
            return task.area
        if field.pieces is not None:
            return self._list(field, task, holder)
        value = task.line.values.get(field.heading)
        named = [task.line.values.get(each) for each in (*field.before, field.heading)]
        stands = holder is not None and (
            field.heading not in self.part.places or field.default is not None
        )
        if field.refers is not None and any(each is not None for each in named):
            return self._referred(field, task, named)
        if value is None and stands:
            return _standing(field, holder)
        if value is None:
            return [] if field.many else _LACKING
        return value

    def _list(self, field: Field, task: Task, holder: Any) -> Any:
        if field.heading in task.line.values:
            return task.line.values[field.heading]
        listed = self.lists.of(field.heading, (task.area, task.names))
        if listed is None:
            return [] if holder is None else getattr(holder, field.name)
        return listed

    def _referred(self, field: Field, task: Task, named: Sequence[Any]) -> Any:
        assert field.refers is not None
        names = [words.plain(words.told(each)) or None for each in named]
        entry = self.ledger.named(field.refers, task.area, names)
        return _global(entry.record)

    def _answered(self, task: Task, place: int, answer: Served) -> None:
        """Takes down what a step made."""
        before = task.entry.holders[place] if task.entry else None
        if isinstance(answer, self.sheet.served):
            before = task.record or (task.entry.record if task.entry else None)
            task.record = answer
            task.holders.append(answer)
        else:
            task.holders.append(answer)
        same = before is not None and (before.id, before.version) == (answer.id, answer.version)
        task.changed = task.changed or not same

    def _entered(self, task: Task) -> None:
        """Counts a line that was carried out, and enters its record for the rows to come."""
        if task.entry is None:
            self.tally.created += 1
        elif task.changed:
            self.tally.changed += 1
        else:
            self.tally.unchanged += 1
        entry = self.ledger.add(self.sheet, task.record, tuple(task.holders))
        self.entered.append(entry)

    def _refused(self, task: Task, step: Step, refusal: Refusal) -> None:
        heading = complaints.heading(refusal, step)
        self._complain(task.line, heading, complaints.said(refusal))
        self.ledger.spoil(self.sheet.served, task.area, task.names[-1])

    def _complain(self, line: Line, heading: str | None, expected: str) -> None:
        self.complaints.append(self.part.complaint(line, heading, expected))


class _Wrong(Exception):
    """A line cannot be drafted; why has been said."""


def _global(record: Any) -> relay.GlobalID:
    return relay.GlobalID(type(record).__name__, str(record.id))


def _standing(field: Field, holder: Any) -> Any:
    """What stands in a field that a row leaves as it is."""
    if field.refers is not None:
        return relay.GlobalID(field.refers.__name__, str(getattr(holder, f"{field.name}_id")))
    return getattr(holder, field.name)


def _plain(part: Lines, line: Line, heading: str) -> Any:
    value = part.cell(line, heading)
    return value if isinstance(value, str) else None
