"""Who holds which post on a day, which seats are empty, and who must not sit together.

Persons are whatever identifies them: any hashable id. That near relatives of committee members
stay off the supervision board of a group is a product default after art. 37 of the Organic Law
of the Villagers' Committees, which binds the village's supervision body.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tenure(Generic[Person]):
    """Somebody holds a post from `start` through `end`; no end means until further notice."""

    post: str
    person: Person
    start: date
    end: date | None


def serving(tenures: Iterable[Tenure[Person]], day: date) -> tuple[Tenure[Person], ...]:
    """The tenures that run on `day`; first and last day are served."""
    return tuple(t for t in tenures if t.start <= day and (t.end is None or day <= t.end))


def ending_within(
    tenures: Iterable[Tenure[Person]], day: date, days: int
) -> tuple[Tenure[Person], ...]:
    """The running tenures whose last day is at most `days` after `day`."""
    last = day + timedelta(days=days)
    return tuple(t for t in serving(tenures, day) if t.end is not None and t.end <= last)


def vacancies(
    seats: Mapping[str, int], tenures: Iterable[Tenure[Person]], day: date
) -> Mapping[str, int]:
    """How many seats of each post stand empty on `day`; posts that are full are left out."""
    taken = {(t.post, t.person) for t in serving(tenures, day)}
    empty = {
        post: number - sum(post == holder for holder, _ in taken) for post, number in seats.items()
    }
    return {post: number for post, number in empty.items() if number > 0}


def concurrent(
    tenures_a: Iterable[Tenure[Person]], tenures_b: Iterable[Tenure[Person]], day: date
) -> tuple[Person, ...]:
    """Persons who on `day` hold a post of both sorts (一肩挑), each once."""
    both = {t.person for t in serving(tenures_b, day)}
    return tuple(dict.fromkeys(t.person for t in serving(tenures_a, day) if t.person in both))


def relatives_across(
    committee: Collection[Person],
    board: Collection[Person],
    declared: Iterable[tuple[Person, Person]],
) -> tuple[tuple[Person, Person], ...]:
    """Declared near relatives of whom one sits on the committee and the other on the board.

    Each pair once, committee member first, whichever of the two declared it.
    """
    either = (pair for one, other in declared for pair in ((one, other), (other, one)))
    return tuple(dict.fromkeys((a, b) for a, b in either if a in committee and b in board))
