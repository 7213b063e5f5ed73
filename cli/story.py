"""A town's records told as steps that a person can write and read, and their telling.

A step says who does what, and when: `as`, `do`, `on`, `with`. `named` gives what it makes a name,
which later steps write as @name. `repeat` tells it once for each number, which it writes as {n}.
`refused` is the code with which it must be refused. Days are written from today: +12d, -3d 19:30,
-14y, and within a text {+12d}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from graphql import GraphQLInputObjectType, get_named_type
from strawberry import Schema

from schema.base.context import SHANGHAI, Context
from schema.base.profile import profiles
from schema.base.scope import Actor

OPENING = "-90d 09:00"
"""When a chapter begins unless it says so itself."""

_RELATIVE = re.compile(r"([+-]\d+)d(?: (\d\d):(\d\d))?")
_YEARS = re.compile(r"([+-]\d+)y")
_WITHIN = re.compile(r"\{([+-]\d+)d\}")


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
    """One act of somebody; `on` is a moment as it is written."""

    place: str
    actor: str
    act: str
    on: str
    given: Mapping[str, Any]
    named: str | None = None
    refused: str | None = None


def steps(chapter: Path) -> Iterator[Step]:
    """The steps of a chapter; who acts, and when, stays until another is named."""
    actor, on = "", OPENING
    for place, told in enumerate(read(chapter), start=1):
        actor, on = told.get("as", actor), told.get("on", on)
        for number in _numbers(told.get("repeat")):
            filled = _filled(told, number)
            yield Step(
                place=f"{chapter.name}, step {place}",
                actor=actor,
                act=filled["do"],
                on=on,
                given=filled["with"],
                named=filled.get("named"),
                refused=filled.get("refused"),
            )


def _numbers(repeat: Mapping[str, int] | None) -> Iterator[int | None]:
    yield from range(repeat["from"], repeat["to"] + 1) if repeat else (None,)


def _filled(value: Any, number: int | None) -> Any:
    """A step with its number written in."""
    if number is None:
        return value
    if isinstance(value, str):
        return value.replace("{n}", f"{number:03}").replace("{nn}", f"{number:02}")
    if isinstance(value, dict):
        return {key: _filled(each, number) for key, each in value.items()}
    return [_filled(each, number) for each in value] if isinstance(value, list) else value


def moment(text: str, now: datetime) -> datetime:
    """A written moment, such as -3d 19:30; at nine unless told, and never after `now`."""
    found = _RELATIVE.fullmatch(text)
    if found is None:
        raise Astray(f'"{text}" is no moment; write one like -3d 19:30')
    return min(_moment(found, now), now)


def _moment(found: re.Match[str], now: datetime) -> datetime:
    day = _day(found[1], now)
    return datetime.combine(day, time(int(found[2] or 9), int(found[3] or 0)), SHANGHAI)


def _day(distance: str, now: datetime) -> date:
    return now.astimezone(SHANGHAI).date() + timedelta(days=int(distance))


@dataclass(slots=True)
class Telling:
    """Carries steps out, one after the other, through the mutations that everyone uses."""

    schema: Schema
    actors: Mapping[str, Actor]
    now: datetime
    ids: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    async def tell(self, step: Step) -> None:
        """Does what a step says. `publish` stands for submitting and approving."""
        if step.act != "publish":
            return await self._do(step)
        edition = step.named or step.place
        given = {key: value for key, value in step.given.items() if key != "approvedBy"}
        await self._do(replace(step, act="submit", given=given, named=edition))
        decision = {"edition": f"@{edition}"}
        approver = step.given["approvedBy"]
        await self._do(replace(step, act="approve", actor=approver, given=decision))

    async def _do(self, step: Step) -> None:
        fields: Any = self.schema._schema.mutation_type.fields  # type: ignore[union-attr]
        if step.act not in fields:
            raise Astray(f"{step.place}: there is no mutation {step.act}")
        draft: GraphQLInputObjectType = get_named_type(fields[step.act].args["input"].type)
        answer = await self._ask(step, draft)
        if answer.get("code") != step.refused:
            raise Astray(f"{step.place}: {step.act} was answered {answer}")
        if "id" in answer:
            self.versions[answer["id"]] = answer["version"]
            if step.named:
                self.ids[step.named] = answer["id"]

    async def _ask(self, step: Step, draft: GraphQLInputObjectType) -> dict[str, Any]:
        given = self._meant(step.given)
        if "expectedVersion" in draft.fields:
            known = [self.versions[each] for each in given.values() if self._known(each)]
            given |= {"expectedVersion": known[0]} if known else {}
        question = (
            f"mutation($input: {draft.name}!) {{ {step.act}(input: $input) {{"
            " ... on Record { id version } ... on Refused { code fact threshold } } }"
        )
        actor, now = self.actors[step.actor], moment(step.on, self.now)
        context = Context(actor=actor, now=now, profiles=profiles())
        result = await self.schema.execute(question, {"input": given}, context)
        if result.errors or result.data is None:
            raise Astray(f"{step.place}: {result.errors}")
        found: dict[str, Any] = result.data[step.act]
        return found

    def _known(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.versions

    def _meant(self, value: Any) -> Any:
        """A value with its names and days written out."""
        if isinstance(value, dict):
            return {key: self._meant(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._meant(each) for each in value]
        if isinstance(value, date):
            return value.isoformat()
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> Any:
        if text.startswith("@"):
            if text[1:] not in self.ids:
                raise Astray(f"nothing is named {text[1:]} yet")
            return self.ids[text[1:]]
        if found := _RELATIVE.fullmatch(text):
            return (_moment(found, self.now) if found[2] else _day(found[1], self.now)).isoformat()
        if found := _YEARS.fullmatch(text):
            return self.now.year + int(found[1])
        return _WITHIN.sub(self._spoken, text)

    def _spoken(self, found: re.Match[str]) -> str:
        day = _day(found[1], self.now)
        return f"{day.month}月{day.day}日"
