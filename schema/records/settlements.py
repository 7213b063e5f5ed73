"""Settlements: somebody joins a household, and what was so before ends the day before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import strawberry
from strawberry import relay

from schema.base.act import Answer, act
from schema.base.context import Info
from schema.base.document import Document
from schema.base.draft import Instruction, asked
from schema.base.keeping import Acting, change, create_all, kept
from schema.base.refusal import InputImpossible, RecordUnknown, Refusal
from schema.base.scope import AreaPath
from schema.base.served import Row
from schema.base.sheet import Sheet, Step
from schema.records import persons
from schema.records.households import Household
from schema.records.persons import Person, PersonDraft
from schema.records.residences import Residence, ResidenceRecord
from schema.rules.roles import Permission

# Stored, served and asked: with the residence.

Query: type | None = None

# Done


@strawberry.input
class Settlement(Instruction):
    """Somebody joins a household."""

    person: relay.GlobalID = asked("姓名", refers=Person)
    """Who."""

    household: relay.GlobalID = asked("户号", refers=Household)
    """Which household, of the same group."""

    head: bool = asked("户主", False)
    """As its head (户主)."""

    valid_from: date = asked("入户日期")
    """From which day; an earlier residence ends the day before."""


@strawberry.type
class Mutation:
    """What officers do with residences."""

    @act(Residence)
    async def settle(self, info: Info, input: Settlement) -> Answer[Residence]:
        """Put somebody into a household from a day on; the earlier residence ends before it.

        Who lives there so already is left alone.
        """
        return kept(await write(info, [input]))


async def write(info: Acting, settlements: Sequence[Settlement]) -> list[Residence | Refusal]:
    """Settles people; each is answered with the residence or why it was not written.

    A roll in which nobody comes twice takes six statements, and one more for each residence
    that ends.
    """
    answers: list[Residence | Refusal] = []
    for wave in _waves(settlements):
        answers += await _settled(info, wave)
    return answers


def _waves(settlements: Sequence[Settlement]) -> Iterator[list[Settlement]]:
    """Runs of settlements in which no person, and no household's head, comes twice."""
    wave: list[Settlement] = []
    touched: set[str] = set()
    for each in settlements:
        own = {each.person.node_id, *([each.household.node_id] if each.head else [])}
        if touched & own:
            yield wave
            wave, touched = [], set()
        wave.append(each)
        touched |= own
    if wave:
        yield wave


@dataclass(slots=True)
class _Roll:
    """Who lives where before a wave, and what the wave makes of it."""

    persons: Mapping[str, Person]
    households: Mapping[str, Household]
    homes: Mapping[UUID, Residence]
    heads: Mapping[UUID, Residence]
    ended: list[tuple[Residence, date]] = field(default_factory=list)
    begun: list[tuple[AreaPath, Row]] = field(default_factory=list)

    def settle(self, given: Settlement, moving: set[str]) -> Residence | int:
        """The residence that stands already, or the place in `begun` of the new one."""
        person = self.persons.get(given.person.node_id)
        household = self.households.get(given.household.node_id)
        if person is None or household is None:
            lacking = "person" if person is None else "household"
            raise RecordUnknown(f"“{lacking}”所指的记录不存在或不在范围内。", field=lacking)
        if person.path != household.path:
            raise InputImpossible("人员与户不在同一小组。", field="household")
        home, head = self.homes.get(person.id), self.heads.get(household.id)
        if home and (home.household_id, home.head) == (household.id, given.head):
            return home
        last = given.valid_from - timedelta(days=1)
        former = head if given.head and head and str(head.person_id) not in moving else None
        for each in (home, former):
            if each is not None and last < each.valid_from:
                raise InputImpossible(f"现有记录自 {each.valid_from} 起。", field="validFrom")
        self.ended += [(each, last) for each in (home, former) if each is not None]
        if former is not None:
            self._begin(former.person_id, household, given.valid_from, head=False)
        return self._begin(person.id, household, given.valid_from, head=given.head)

    def _begin(self, person: UUID, household: Household, since: date, *, head: bool) -> int:
        values = {"person_id": person, "household_id": household.id, "head": head}
        self.begun.append((household.path, values | {"valid_from": since}))
        return len(self.begun) - 1


async def _settled(info: Acting, wave: Sequence[Settlement]) -> list[Residence | Refusal]:
    roll = await _roll(info, wave)
    moving = {each.person.node_id for each in wave}
    found: list[Residence | Refusal | int] = []
    for each in wave:
        try:
            found.append(roll.settle(each, moving))
        except Refusal as refusal:
            found.append(refusal)
    for home, last in roll.ended:
        await change(info, home, home.version, permission=Permission.PEOPLE, valid_to=last)
    begun = await create_all(info, Residence, roll.begun, permission=Permission.PEOPLE)
    return [begun[each] if isinstance(each, int) else each for each in found]


async def _roll(info: Acting, wave: Sequence[Settlement]) -> _Roll:
    scope = info.context.may(Permission.PEOPLE)
    persons = await Person.several(scope, [each.person for each in wave])
    households = await Household.several(scope, [each.household for each in wave])
    running = ResidenceRecord.filter(valid_to__isnull=True)
    homes = await Residence.among(running, "person_id", [each.id for each in persons.values()])
    led = {each.household.node_id for each in wave if each.head}
    leading = [each.id for name, each in households.items() if name in led]
    heads = await Residence.among(running.filter(head=True), "household_id", leading)
    return _Roll(
        persons,
        households,
        {each.person_id: each for each in homes},
        {each.household_id: each for each in heads},
    )


async def _homes(people: Sequence[Person]) -> Mapping[UUID, Residence]:
    """Where people live now, by who they are."""
    running = ResidenceRecord.filter(valid_to__isnull=True)
    homes = await Residence.among(running, "person_id", [each.id for each in people])
    return {each.person_id: each for each in homes}


SHEETS = (
    Sheet(
        "persons",
        "人员",
        Person,
        ("户号", "姓名"),
        (
            Step(PersonDraft, "draftPerson", persons.write),
            Step(Settlement, "settle", write, given={"person": ""}, standing=_homes),
        ),
    ),
)
"""A row is a person and the household that it belongs to."""

# Shown: nothing.

DOCUMENTS: tuple[Document, ...] = ()
