"""How long somebody waits before trying again, when a name and a password did not fit.

Waits grow and end; nobody is ever shut out for good. What is counted, and why so, is told in
docs/decisions.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """How many attempts are free, and how the waits grow after them.

    free: attempts without any wait; first: the first wait; longest: no wait is longer.
    """

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, attempts: int) -> timedelta:
        """How long after so many attempts the next one has to wait: each time twice as long."""
        beyond = attempts - self.free
        if beyond < 0:
            return timedelta(0)
        doublings = 1 << min(beyond, 32)  # beyond any wait there is, and still a number of days
        return min(self.first * doublings, self.longest)


HERE = Patience(free=5, first=timedelta(seconds=2), longest=timedelta(minutes=5))
"""One account from one network address: somebody who types it wrong."""

BESIEGED = Patience(free=1, first=timedelta(seconds=10), longest=timedelta(minutes=5))
"""The same, while many addresses try the account: the first attempt is free for everybody."""

ADDRESS = Patience(free=40, first=timedelta(seconds=2), longest=timedelta(minutes=5))
"""All accounts from one network address: a village office shares one, and so may a guesser."""

SIEGE = 30
"""So many attempts on one account, from anywhere, and it counts as besieged."""

FORGOTTEN = timedelta(days=1)
"""After so long without an attempt, earlier ones no longer count."""
