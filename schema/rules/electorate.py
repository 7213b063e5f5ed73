"""Who counts on a day: adults, households and full-capacity members of the collective.

Only the year of birth is held. In the year somebody turns eighteen it does not tell whether
they have, so the birthday itself is held for that year and otherwise not at all.
Source: Organic Law of the Villagers' Committees (2025 amendment), art. 25 and 32; Law on Rural
Collective Economic Organizations, art. 26.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

AGE = 18
"""Years after which somebody counts as an adult."""


class Adulthood(Enum):
    """Whether somebody is eighteen, as far as what is held can tell."""

    ADULT = "adult"
    MINOR = "minor"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class Entry:
    """A person on the roll.

    comes_of_age: the eighteenth birthday, held only where the year alone does not settle it;
    member: belongs to the collective; full_capacity: has full civil capacity.
    """

    birth_year: int
    comes_of_age: date | None
    member: bool
    full_capacity: bool


@dataclass(frozen=True, slots=True)
class Electorate:
    """How many count on `day`, on each basis.

    members: those with full capacity; unsettled: persons not counted as adults until their
    birthday is given.
    """

    day: date
    adults: int
    households: int
    members: int
    unsettled: int


def adulthood(birth_year: int, comes_of_age: date | None, day: date) -> Adulthood:
    """Whether somebody born in `birth_year` is an adult on `day`.

    The birthday itself counts. A birthday in another year than the eighteenth settles nothing.
    """
    turns = birth_year + AGE
    if day.year != turns:
        return Adulthood.ADULT if day.year > turns else Adulthood.MINOR
    if comes_of_age is None or comes_of_age.year != turns:
        return Adulthood.UNSETTLED
    return Adulthood.ADULT if comes_of_age <= day else Adulthood.MINOR


def count(entries: Iterable[Entry], households: int, day: date) -> Electorate:
    """The roll counted on `day`: the unsettled are reported, not counted.

    households: those registered on the day, whether or not their persons are written down.
    """
    roll = tuple(entries)
    ages = [adulthood(entry.birth_year, entry.comes_of_age, day) for entry in roll]
    return Electorate(
        day=day,
        adults=ages.count(Adulthood.ADULT),
        households=households,
        members=sum(entry.member and entry.full_capacity for entry in roll),
        unsettled=ages.count(Adulthood.UNSETTLED),
    )
