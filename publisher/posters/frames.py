"""What stands around a document on paper: whose it is, until when it hangs, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from publisher.seal.proofs import Witness


class Paper(Enum):
    """The boards that villages have; A3 is read at a metre and a half, A4 at one."""

    A4 = "a4"
    A3 = "a3"


@dataclass(frozen=True, slots=True)
class Foot:
    """What every sheet says at its end: where the page lies, and who answers.

    address: of the page, as a whole URL, printed and as QR code; objection: the office that
    objections go to, with its telephone or room; witness: none where there is no log; preview:
    whether it shows what nobody has approved yet.
    """

    address: str
    objection: str | None
    witness: Witness | None
    demo: bool
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything about the poster of a document that is not the document itself.

    issuer: the area, by its full name; label: what the village calls such a document; item: code
    and title in the disclosure catalogue; last_day: none while it hangs for good; number: of the
    edition; subject: the title of what it speaks of.
    """

    issuer: str
    title: str
    label: str
    item: str
    published_at: datetime
    last_day: date | None
    number: int
    change_note: str | None
    subject: str | None
    foot: Foot


@dataclass(frozen=True, slots=True)
class Posted:
    """A line in the list of a month: a document that was made public in it."""

    title: str
    label: str
    published: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Month:
    """What one group made public in one month, in the order of the days.

    first: the first day of the month; as_of: when the list was made.
    """

    issuer: str
    first: date
    as_of: datetime
    entries: tuple[Posted, ...]
    foot: Foot
