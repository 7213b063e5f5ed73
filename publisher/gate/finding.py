"""What the gate finds: where and why, never the value; a report is read by people who may not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schema.rules.gating import Reason

WHOLE = "the whole"
"""The place of what cannot be placed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason why a file must not go out.

    field: the place in it, such as "title"; detail: what is wrong, where the reason leaves it open.
    """

    file: str
    field: str
    reason: Reason
    detail: str = ""

    @property
    def line(self) -> str:
        """How a report puts it."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.file}: {self.field}: {self.reason.value}{detail}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in a file, and the place where it stands."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says. whole: every passage, lines apart; passages: each with its place, which is
    asked for only where something was found."""

    whole: str
    passages: Callable[[], Iterable[Passage]]


def said(passages: Iterable[Passage]) -> Said:
    """What a file says in these passages."""
    known = tuple(passages)
    return Said("\n".join(each.text for each in known), lambda: known)


class Unreadable(Exception):
    """A file that cannot be looked into, and so must not go out; the reason is its only word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
