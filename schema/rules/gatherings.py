"""The sorts of meeting that a group knows, and which of them the law lets decide.

Source: Organic Law of the Villagers' Committees (2025 amendment), art. 26, 30, 32 and 33. The
talks of article 33 find what people want and hand it to a meeting that decides.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from schema.rules.quorum import Gathering


class MeetingSort(Enum):
    """What sort of meeting it is; the law gives a quorum to some of them only."""

    GROUP_ASSEMBLY = "GROUP_ASSEMBLY"
    """村民小组会议"""

    DELIBERATION = "DELIBERATION"
    """民主议事会(全体户主参加，按村民小组会议计算)"""

    VILLAGERS_ASSEMBLY = "VILLAGERS_ASSEMBLY"
    """村民会议"""

    REPRESENTATIVES = "REPRESENTATIVES"
    """村民代表会议"""

    COMMITTEE = "COMMITTEE"
    """组委会会议"""

    BOARD = "BOARD"
    """监事会会议"""

    SENTIMENT_TALK = "SENTIMENT_TALK"
    """民情恳谈会"""

    APPRAISAL = "APPRAISAL"
    """群众评议会"""

    COURTYARD = "COURTYARD"
    """屋场会"""


class EventStatus(Enum):
    """Where a meeting stands, in the words of Open Civic Data."""

    TENTATIVE = "TENTATIVE"
    """计划召开"""

    CONFIRMED = "CONFIRMED"
    """已通知召开"""

    PASSED = "PASSED"
    """已经开过"""

    CANCELLED = "CANCELLED"
    """取消"""


GATHERINGS: Mapping[MeetingSort, Gathering] = MappingProxyType(
    {
        MeetingSort.GROUP_ASSEMBLY: Gathering.GROUP,
        MeetingSort.DELIBERATION: Gathering.GROUP,
        MeetingSort.VILLAGERS_ASSEMBLY: Gathering.ASSEMBLY,
        MeetingSort.REPRESENTATIVES: Gathering.REPRESENTATIVES,
    }
)
"""The meetings that decide, as the law counts them."""
