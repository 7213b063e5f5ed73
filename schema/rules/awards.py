"""How an award is given: who may vote, when the notice is over, who has been honoured before.

Source: no law settles it; the days of the notice are the profile's period "posting.award".
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

Receiver = TypeVar("Receiver", bound=Hashable)


class AwardStage(Enum):
    """Where a round stands on a day."""

    PLANNED = "PLANNED"
    """尚未开始"""

    NOMINATING = "NOMINATING"
    """正在推荐"""

    EVALUATING = "EVALUATING"
    """正在评议"""

    ON_NOTICE = "ON_NOTICE"
    """正在公示"""

    DECIDABLE = "DECIDABLE"
    """公示期满，等待决定"""

    DECIDED = "DECIDED"
    """已经决定"""


class NoticeState(Enum):
    """Where a notice of candidates stands on a day."""

    COMING = "COMING"
    """公示尚未开始"""

    RUNNING = "RUNNING"
    """正在公示"""

    OVER = "OVER"
    """公示期满"""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of a round; those of the notice are none as long as it is not planned."""

    nominations_from: date
    nominations_to: date
    notice_from: date | None
    notice_last: date | None
    decided: date | None


@dataclass(frozen=True, slots=True)
class Posting:
    """A list of candidates as it hung: made public on a day, for a period that it names itself.

    numbers: the candidates on it.
    """

    published: date
    start: date
    last: date
    numbers: Collection[int]

    @property
    def whole(self) -> bool:
        """Whether it hung from its first day on."""
        return self.published <= self.start


@dataclass(frozen=True, slots=True)
class Ballot:
    """How the panel voted on a candidate."""

    yes: int
    no: int
    abstain: int

    @property
    def cast(self) -> int:
        """How many voted."""
        return self.yes + self.no + self.abstain


def stage(schedule: Schedule, today: date) -> AwardStage:
    """Where a round stands on `today`; the last day of a period belongs to it."""
    if schedule.decided is not None:
        return AwardStage.DECIDED
    if today < schedule.nominations_from:
        return AwardStage.PLANNED
    if today <= schedule.nominations_to:
        return AwardStage.NOMINATING
    start, last = schedule.notice_from, schedule.notice_last
    if start is None or last is None or today < start:
        return AwardStage.EVALUATING
    return AwardStage.ON_NOTICE if today <= last else AwardStage.DECIDABLE


def notice_state(start: date, last: date, today: date) -> NoticeState:
    """Where a notice stands on `today`."""
    if today < start:
        return NoticeState.COMING
    return NoticeState.RUNNING if today <= last else NoticeState.OVER


def notice_ends(postings: Sequence[Posting]) -> date | None:
    """The last day of the notice; none if no list hung from its first day on.

    A later list may run longer and never shortens what an earlier one promised.
    """
    if not any(posting.whole for posting in postings):
        return None
    return max(posting.last for posting in postings)


def unnoticed(numbers: Iterable[int], postings: Iterable[Posting]) -> tuple[int, ...]:
    """The candidates that stood on no list that hung from its first day on."""
    hung = {number for posting in postings if posting.whole for number in posting.numbers}
    return tuple(sorted(set(numbers) - hung))


def impossible(ballot: Ballot, panel: int, abstaining: int) -> str | None:
    """Why a ballot cannot be true; nobody with a declared conflict votes."""
    if min(ballot.yes, ballot.no, ballot.abstain) < 0:
        return "票数不能小于零。"
    if ballot.cast > panel - abstaining:
        return f"评委 {panel} 人，回避 {abstaining} 人，却有 {ballot.cast} 票。"
    return None


def repeated(receivers: Iterable[Receiver]) -> Mapping[Receiver, int]:
    """Who was honoured more than once, and how often."""
    return {receiver: times for receiver, times in Counter(receivers).items() if times > 1}
