"""What stays behind at the gate, as it is told between processes and to operators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from uuid import UUID

from publisher.gate.finding import Finding
from schema.gate.held import Held
from schema.rules.gating import Reason


@dataclass(frozen=True, slots=True)
class Named:
    """An edition: what it is, of which record, the how-manieth."""

    document: str
    record: UUID
    number: int


@dataclass(frozen=True, slots=True)
class Behind:
    """A reason by which an edition stays behind; edition: none for the whole release."""

    edition: Named | None
    file: str
    field: str
    reason: Reason
    detail: str

    @property
    def line(self) -> str:
        """How a report puts it."""
        return Finding(self.file, self.field, self.reason, self.detail).line


def told(held: Iterable[Held]) -> tuple[Behind, ...]:
    """What is held, fit to be told to another process."""
    return tuple(
        Behind(
            Named(*each.edition) if each.edition else None,
            each.file,
            each.field,
            each.reason,
            each.detail,
        )
        for each in held
    )


def heard(behind: Iterable[Behind]) -> tuple[Held, ...]:
    """What is held, as another process has told it."""
    return tuple(
        Held(
            astuple(each.edition) if each.edition else None,
            each.file,
            each.field,
            each.reason,
            each.detail,
        )
        for each in behind
    )


def lines(behind: Iterable[Behind]) -> list[str]:
    """A line for each place and reason, however many documents stay behind for it."""
    return sorted({each.line for each in behind})
