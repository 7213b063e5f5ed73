"""Where an objection stands, told from its days and never set by hand.

Source: how soon to reply is the profile's period "objection.reply"; no national law settles it.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class ObjectionState(Enum):
    """Where an objection stands on a day."""

    WAITING = "WAITING"
    """等待答复"""

    OVERDUE = "OVERDUE"
    """逾期未答复"""

    ANSWERED = "ANSWERED"
    """已答复"""

    ANSWERED_LATE = "ANSWERED_LATE"
    """已答复，但是逾期"""

    ESCALATED = "ESCALATED"
    """已转上级处理"""

    SETTLED_ABOVE = "SETTLED_ABOVE"
    """上级已处理"""

    WITHDRAWN = "WITHDRAWN"
    """提出人已撤回"""


OPEN = frozenset({ObjectionState.WAITING, ObjectionState.OVERDUE})
"""The states in which nobody has answered yet."""


@dataclass(frozen=True, slots=True)
class Course:
    """The days in the course of an objection.

    due: the last day for the reply; withdrawn: its maker has taken it back; above: passed up;
    settled: what became of it there is known.
    """

    due: date
    replied: date | None
    withdrawn: bool
    above: bool
    settled: bool


def state(course: Course, today: date) -> ObjectionState:
    """Where it stands on `today`; the due day itself is in time."""
    if course.withdrawn:
        return ObjectionState.WITHDRAWN
    if course.settled:
        return ObjectionState.SETTLED_ABOVE
    if course.replied is None:
        return ObjectionState.OVERDUE if today > course.due else ObjectionState.WAITING
    if course.above:
        return ObjectionState.ESCALATED
    late = course.replied > course.due
    return ObjectionState.ANSWERED_LATE if late else ObjectionState.ANSWERED


def late(course: Course, today: date) -> bool:
    """Whether the reply came after its day, or should have come by now; a withdrawal ends that."""
    return not course.withdrawn and (course.replied or today) > course.due


def number(year: int, sequence: int) -> str:
    """The number that people quote, such as 2026-003."""
    return f"{year}-{sequence:03}"
