"""What a town of real size looks like: its villages, groups, households, people and meetings.

Everything is drawn from one source of chance, so that a town can be made again. Names of places
and people are invented; the numbers are those of a rural town of nine villages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from types import MappingProxyType

from schema.base.context import SHANGHAI
from schema.base.scope import AreaPath


@dataclass(frozen=True, slots=True)
class Size:
    """How large a town is; meetings, notices and award rounds are counted for each group."""

    villages: int
    groups: int
    households: int
    people: int
    years: int
    meetings: int
    notices: int
    rounds: int


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "town": Size(
            villages=9,
            groups=300,
            households=15_000,
            people=49_000,
            years=5,
            meetings=20,
            notices=8,
            rounds=2,
        )
    }
)
"""By the name that is typed."""

ENDINGS = "塘坪坳湾冲垅埠畈坡"
"""What tells the names of the villages from one another."""

MATTERS = ("修整组内道路", "清理水塘水渠", "安装路灯", "公布上季度收支", "安排防火值班")
"""What groups meet about and tell everyone."""

CHARTER = "通过组规民约"
"""What the meetings that adopt a text of a group's regulation meet about."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting of a group: when it began, and how many of its households came and agreed."""

    number: int
    starts_at: datetime
    present: int
    yes: int
    matter: str
    carried: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return f"第{self.number}次村民小组会议"

    @property
    def day(self) -> date:
        """The day it was held."""
        return self.starts_at.date()


@dataclass(frozen=True, slots=True)
class Group:
    """A group: people: how many live in each household; first: the number of its first person."""

    path: AreaPath
    name: str
    people: Sequence[int]
    first: int
    meetings: Sequence[Gathering]
    size: Size
    today: date

    @property
    def committee(self) -> str:
        """The name of its committee."""
        return f"{self.name}组委会"

    @property
    def heads(self) -> Iterator[str]:
        """The names of the heads of its households."""
        number = self.first
        for people in self.people:
            yield called(number)
            number += people

    def day(self, part: float) -> date:
        """A day of the years that are told: 0 is their first, 1 is today."""
        return self.today - timedelta(days=round(365 * self.size.years * (1 - part)))


@dataclass(frozen=True, slots=True)
class Village:
    """A village and its groups."""

    path: AreaPath
    name: str
    groups: Sequence[Group]


def called(number: int) -> str:
    """The name of a person."""
    return f"居民{number:05}"


def shares(random: Random, total: int, among: int, least: int) -> list[int]:
    """`total` divided by chance; each share is at least `least`."""
    found = [least] * among
    for place in random.choices(range(among), k=total - least * among):
        found[place] += 1
    return found


def town(size: Size, random: Random, path: AreaPath, today: date) -> Iterator[Village]:
    """The villages of a town, one after the other."""
    usual = size.households // size.groups
    households = iter(shares(random, size.households, size.groups, usual * 2 // 3))
    people = iter(shares(random, size.people, size.households, 1))
    first = 1
    for place in range(size.villages):
        village = AreaPath(f"{path}/{201 + place}")
        groups = []
        for number in range(1, len(range(place, size.groups, size.villages)) + 1):
            own = [next(people) for _ in range(next(households))]
            meetings = list(_meetings(size, random, len(own), today))
            below = AreaPath(f"{village}/{number:03}")
            groups.append(Group(below, f"第{number}组", own, first, meetings, size, today))
            first += sum(own)
        yield Village(village, f"松{ENDINGS[place]}村", groups)


def _meetings(size: Size, random: Random, households: int, today: date) -> Iterator[Gathering]:
    """One meeting in ten falls short of its quorum, but none that adopts a regulation."""
    apart = 365 * size.years / size.meetings
    needed = -(-households * 2 // 3)
    for number in range(1, size.meetings + 1):
        charter = number - 1 in adopting(size)
        short = not charter and random.random() < 0.1
        present = random.randint(1, needed - 1) if short else random.randint(needed, households)
        day = today - timedelta(days=round(apart * (size.meetings + 1 - number)))
        yield Gathering(
            number=number,
            starts_at=datetime.combine(day, time(19, 30), SHANGHAI),
            present=present,
            yes=random.randint(present // 2 + 1, present),
            matter=CHARTER if charter else random.choice(MATTERS),
            carried=not short,
        )


def adopting(size: Size) -> Sequence[int]:
    """The meetings that adopt a text of the group's regulation: the first, and one midway."""
    return sorted({0, size.meetings // 2})
