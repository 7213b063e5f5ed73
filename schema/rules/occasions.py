"""When a town's site is made anew: soon after something became public, and every night.

Product defaults. What becomes public in one go is made in one go, and nobody waits longer than some
seconds for it, however much follows. Every day the pages move with time, and once a week all of
them are made afresh, to prove that what was made piece by piece is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

QUIET = 0.3
"""Seconds without another change after which what has changed is published."""

LONGEST = 3.0
"""Seconds after which it is published though changes go on."""

AGAIN = 60.0
"""Seconds after which what failed is tried again, if nothing changes meanwhile."""

NIGHT = time(0, 5)
"""When the day of the pages moves on; five minutes past, so that no clock still has yesterday."""

SUNDAY = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a release, in seconds on a clock that nobody puts back.

    first, last: when something changed that is not published; none if nothing has. failed: when
    the last attempt did; none if it did not.
    """

    first: float | None = None
    last: float | None = None
    failed: float | None = None

    def changed(self, at: float) -> Waiting:
        """With a change at this moment."""
        return replace(self, first=at if self.first is None else self.first, last=at)

    def due(self) -> float | None:
        """From when on it is to be published; none while nothing waits."""
        due = None if self.failed is None else self.failed + AGAIN
        if self.first is None or self.last is None:
            return due
        settled = min(self.last + QUIET, self.first + LONGEST)
        return settled if due is None else min(settled, due)


def night(now: datetime) -> datetime:
    """The first night after `now`, a moment of the town's own clock."""
    tonight = datetime.combine(now.date(), NIGHT, now.tzinfo)
    return tonight if now < tonight else tonight + timedelta(days=1)


def afresh(night: datetime) -> bool:
    """Whether all pages are made afresh in that night: in the one before Sunday's morning."""
    return night.isoweekday() == SUNDAY
