"""A town's story told as steps that a person can write and read, and their telling.

A step says who does what, and when. Records come in files: `as`, `on`, `deliver`. What officers do
with them are acts: `as`, `on`, `do`, `with`; `named` gives what an act makes a name, which later
steps write as @name. What a file brought goes by the names that it has there: @会议/春季会议.
`refused` is the code, or the lines, with which a step must be refused. Days are counted from the
day on which the story is told: +12d, -3d 19:30.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from graphql import GraphQLInputObjectType, get_named_type
from strawberry import Schema, relay

from schema.base.context import SHANGHAI, Context
from schema.base.profile import profiles
from schema.base.scope import Actor, AreaPath, Scope
from schema.exchange import columns, importing, words
from schema.exchange.importing import Delivery, Parcel
from schema.exchange.ledger import Entry

OPENING = "-90d 09:00"
"""When a chapter begins unless it says so itself."""

_RELATIVE = re.compile(r"([+-]\d+)d(?: (\d\d):(\d\d))?")


class Plain(yaml.SafeLoader):
    """YAML in which `on`, `yes` and `no` are words, as in YAML 1.2; only true and false are not."""


Plain.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


def read(file: Path) -> Any:
    """What a file of the demonstration holds."""
    return yaml.load(file.read_text(encoding="utf-8"), Plain)


class Astray(Exception):
    """A step did not go as it is told; the message names chapter and step."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act of somebody, or a file that somebody takes in; `on` is a moment as it is written."""

    place: str
    actor: str
    act: str
    on: str
    given: Mapping[str, Any] = field(default_factory=dict)
    file: Path | None = None
    named: str | None = None
    refused: str | Sequence[str] | None = None


def steps(chapter: Path) -> Iterator[Step]:
    """The steps of a chapter; who acts, and when, stays until another is named."""
    actor, on = "", OPENING
    for place, told in enumerate(read(chapter), start=1):
        actor, on = told.get("as", actor), told.get("on", on)
        file = told.get("deliver")
        yield Step(
            place=f"{chapter.name}, step {place}",
            actor=actor,
            act=told.get("do", "deliver"),
            on=on,
            given=told.get("with", {}),
            file=chapter.parent / file if file else None,
            named=told.get("named"),
            refused=told.get("refused"),
        )


@dataclass(frozen=True, slots=True)
class Day:
    """The day on which a story is told, and how far it has moved since it was written."""

    told: date
    moved: timedelta

    @classmethod
    def nearest(cls, written: date, now: datetime) -> Day:
        """The last day not after `now` that is whole weeks from the written one: of its weekday."""
        moved = timedelta(weeks=(now.astimezone(SHANGHAI).date() - written).days // 7)
        return cls(written + moved, moved)

    def day(self, distance: str) -> date:
        """A written day, such as -3."""
        return self.told + timedelta(days=int(distance))

    def moment(self, found: re.Match[str]) -> datetime:
        """A written moment; at nine unless told."""
        hour = time(int(found[2] or 9), int(found[3] or 0))
        return datetime.combine(self.day(found[1]), hour, SHANGHAI)

    def move(self, parcel: Parcel) -> None:
        """Moves every day that the rows of a file give."""
        for line in (line for part in parcel.parts for line in part.lines):
            for heading, value in line.values.items():
                if isinstance(value, date):
                    line.values[heading] = value + self.moved


def _delivered(file: Path, area: AreaPath) -> Delivery:
    return Delivery(file.name, file.read_bytes(), area)


@dataclass(slots=True)
class Names:
    """What steps call records: by what made them, or by the columns that name them in a file."""

    ids: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, AreaPath]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def enter(self, entry: Entry) -> None:
        """Enters a record of a file under its names; the first ones may be left out."""
        record, title = entry.record, columns.OF[type(entry.record)].title
        made = str(relay.GlobalID(type(record).__name__, str(record.id)))
        self.versions[made] = record.version
        names = [each for each in entry.names if each]
        for first in range(len(names)):
            name = "/".join([title, *names[first:]])
            self.rows.setdefault(name, {})[made] = record.path

    def id(self, name: str, area: AreaPath) -> str:
        """The id of what goes by a name in an area, below it or above it."""
        if name in self.ids:
            return self.ids[name]
        found = [
            each
            for each, path in self.rows.get(words.plain(name), {}).items()
            if Scope((area,)).covers(path) or Scope((path,)).covers(area)
        ]
        if len(found) != 1:
            raise Astray(f"{len(found)} records are named {name} in {area}")
        return found[0]


@dataclass(slots=True)
class Telling:
    """Carries steps out, one after the other, through the mutations that everyone uses."""

    schema: Schema
    actors: Mapping[str, Actor]
    now: datetime
    day: Day
    names: Names = field(default_factory=Names)

    async def tell(self, step: Step) -> None:
        """Does what a step says. `publish` stands for submitting and approving."""
        if step.file is not None:
            return await self._deliver(step, step.file)
        if step.act != "publish":
            return await self._do(step)
        edition = step.named or step.place
        given = {key: value for key, value in step.given.items() if key != "approvedBy"}
        await self._do(replace(step, act="submit", given=given, named=edition))
        decision = {"edition": f"@{edition}"}
        approver = step.given["approvedBy"]
        await self._do(replace(step, act="approve", actor=approver, given=decision, named=None))

    async def _deliver(self, step: Step, file: Path) -> None:
        """Takes a file in, all its days moved; it is refused with exactly the lines told."""
        area = self._area(step)
        parcel = await importing.opened(_delivered(file, area))
        self.day.move(parcel)
        report = await importing.take(self.context(step), parcel, area, check=False)
        said = [str(each) for each in report.complaints]
        if said != list(step.refused or []):
            raise Astray(f"{step.place}: {file.name} was answered:\n" + "\n".join(said))
        if not said:
            for entry in report.entered:
                self.names.enter(entry)

    async def _do(self, step: Step) -> None:
        fields: Any = self.schema._schema.mutation_type.fields  # type: ignore[union-attr]
        if step.act not in fields:
            raise Astray(f"{step.place}: there is no mutation {step.act}")
        draft: GraphQLInputObjectType = get_named_type(fields[step.act].args["input"].type)
        answer = await self._ask(step, draft)
        if answer.get("code") != step.refused:
            raise Astray(f"{step.place}: {step.act} was answered {answer}")
        if "id" in answer:
            self.names.versions[answer["id"]] = answer["version"]
            if step.named:
                self.names.ids[step.named] = answer["id"]
                if content := answer.get("content"):
                    self.names.ids[f"公开/{step.named}"] = content["id"]

    async def _ask(self, step: Step, draft: GraphQLInputObjectType) -> dict[str, Any]:
        given = self.meant(step.given, self._area(step))
        if "expectedVersion" in draft.fields:
            versions = self.names.versions
            known = [versions[each] for each in given.values() if self._known(each)]
            given |= {"expectedVersion": known[0]} if known else {}
        drawn = " ... on Edition { content { id } }" if step.act == "submit" else ""
        question = (
            f"mutation($input: {draft.name}!) {{ {step.act}(input: $input) {{"
            f" ... on Record {{ id version }}{drawn} ... on Refused {{ code fact threshold }} }} }}"
        )
        result = await self.schema.execute(question, {"input": given}, self.context(step))
        if result.errors or result.data is None:
            raise Astray(f"{step.place}: {result.errors}")
        found: dict[str, Any] = result.data[step.act]
        return found

    def context(self, step: Step) -> Context:
        """Who acts at the moment that a step names, which is never after now."""
        moment = _RELATIVE.fullmatch(step.on)
        if moment is None:
            raise Astray(f'{step.place}: "{step.on}" is no moment; write one like -3d 19:30')
        now = min(self.day.moment(moment), self.now)
        return Context(actor=self.actors[step.actor], now=now, profiles=profiles())

    def _area(self, step: Step) -> AreaPath:
        """Where whoever acts holds office."""
        return self.actors[step.actor].grants[0].path

    def _known(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.names.versions

    def meant(self, value: Any, area: AreaPath) -> Any:
        """A value with its names and days written out, as somebody in an area means them."""
        if isinstance(value, dict):
            return {key: self.meant(each, area) for key, each in value.items()}
        if isinstance(value, list):
            return [self.meant(each, area) for each in value]
        return self._text(value, area) if isinstance(value, str) else value

    def _text(self, text: str, area: AreaPath) -> str:
        if text.startswith("@"):
            return self.names.id(text[1:], area)
        if found := _RELATIVE.fullmatch(text):
            return (self.day.moment(found) if found[2] else self.day.day(found[1])).isoformat()
        return text
