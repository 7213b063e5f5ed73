"""Room: how many connections there may be, in all and from one address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from api import addresses
from schema.rules.addresses import Network


@dataclass
class Room:
    """How many connections there may be, in all and from one address, and how many there are.

    proxies: addresses that speak for many, whose connections are counted in all only.
    """

    in_all: int
    per_address: int
    proxies: tuple[Network, ...]
    taken: Counter[str] = field(default_factory=Counter)

    def enter(self, address: str) -> bool:
        """Takes a place, if there is one."""
        alone = not addresses.among(address, self.proxies)
        if self.taken.total() >= self.in_all or (alone and self.taken[address] >= self.per_address):
            return False
        self.taken[address] += 1
        return True

    def leave(self, address: str) -> None:
        """Gives a place back."""
        self.taken[address] -= 1
        if not self.taken[address]:
            del self.taken[address]
