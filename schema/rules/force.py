"""Where the text of a regulation stands on a day; it follows from the dates that were written down.

A text that is on trial ends with its last day by itself, as a term of office does. A text that a
later one replaces, or that is repealed, is in force up to the day before.
Source: product default; no law says how the rules of a villager group begin and end.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum


class Stage(Enum):
    """How far a text has come."""

    DRAFT = "DRAFT"
    """起草中"""

    CONSULTATION = "CONSULTATION"
    """征求意见"""

    ADOPTED = "ADOPTED"
    """已经会议通过"""

    FILED = "FILED"
    """已备案"""

    IN_FORCE = "IN_FORCE"
    """施行中"""

    TRIAL = "TRIAL"
    """试行中"""

    LAPSED = "LAPSED"
    """试行期满，不再施行"""

    REPLACED = "REPLACED"
    """已由后一号文本代替"""

    REPEALED = "REPEALED"
    """已废止"""


@dataclass(frozen=True, slots=True)
class Life:
    """The days of a text; none where it has not come to that.

    trial_until: the last day of a trial; replaced_on, repealed_on: the first day without it.
    """

    consulted_from: date | None = None
    adopted_on: date | None = None
    filed_on: date | None = None
    in_force_from: date | None = None
    trial_until: date | None = None
    replaced_on: date | None = None
    repealed_on: date | None = None


def stage(life: Life, on: date) -> Stage:
    """How far the text has come on a day; what is dated later has not happened yet."""
    if _come(life.in_force_from, on):
        return _since_in_force(life, on)
    if _come(life.filed_on, on):
        return Stage.FILED
    if _come(life.adopted_on, on):
        return Stage.ADOPTED
    return Stage.CONSULTATION if _come(life.consulted_from, on) else Stage.DRAFT


def _since_in_force(life: Life, on: date) -> Stage:
    if _come(life.repealed_on, on):
        return Stage.REPEALED
    if _come(life.replaced_on, on):
        return Stage.REPLACED
    if life.trial_until is None:
        return Stage.IN_FORCE
    return Stage.TRIAL if on <= life.trial_until else Stage.LAPSED


def in_force(life: Life, on: date) -> bool:
    """Whether the text binds on a day, on trial or for good."""
    return stage(life, on) in {Stage.IN_FORCE, Stage.TRIAL}


def last_day(life: Life) -> date | None:
    """The last day on which the text binds, as far as is known; none while it has no end."""
    ends = [life.trial_until, _before(life.replaced_on), _before(life.repealed_on)]
    return min((each for each in ends if each is not None), default=None)


def _come(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _before(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=1)
