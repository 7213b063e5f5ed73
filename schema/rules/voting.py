"""How a vote is taken, and what can come of it."""

from __future__ import annotations

from enum import Enum


class Method(Enum):
    """How the vote was taken."""

    SHOW_OF_HANDS = "SHOW_OF_HANDS"
    """举手表决"""

    SECRET_BALLOT = "SECRET_BALLOT"
    """无记名投票"""

    NAMED_BALLOT = "NAMED_BALLOT"
    """记名投票"""


class MotionOutcome(Enum):
    """What came of a motion."""

    PENDING = "PENDING"
    """Not declared yet."""

    PASS = "PASS"
    """Adopted."""

    FAIL = "FAIL"
    """Not adopted."""
