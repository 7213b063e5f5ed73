"""Who may vote for whom in an election.

Source: Organic Law of the Villagers' Committees (2025 amendment), art. 18 paragraph 4. It binds
the election of the villagers' committee; for a group's own election it is a default.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Proxy(Generic[Person]):
    """The principal is away and asks the holder in writing to vote for them."""

    principal: Person
    holder: Person


def overburdened(proxies: Iterable[Proxy[Person]], limit: int) -> tuple[Person, ...]:
    """Holders who vote for more than `limit` principals; the same proxy twice counts once."""
    held = Counter(proxy.holder for proxy in dict.fromkeys(proxies))
    return tuple(holder for holder, principals in held.items() if principals > limit)


def candidates_holding(
    proxies: Iterable[Proxy[Person]], candidates: Collection[Person]
) -> tuple[Person, ...]:
    """Candidates who hold a proxy, which no candidate may."""
    return tuple(dict.fromkeys(p.holder for p in proxies if p.holder in candidates))


def doubled(proxies: Iterable[Proxy[Person]]) -> tuple[Person, ...]:
    """Principals who gave their one vote to more than one holder."""
    given = Counter(proxy.principal for proxy in dict.fromkeys(proxies))
    return tuple(principal for principal, holders in given.items() if holders > 1)
