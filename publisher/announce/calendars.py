"""Days to remember, for a telephone's calendar: meetings, notice periods, what is due.

Everything follows from what was approved, so the same documents give the same bytes on every day.
Source: RFC 5545 (iCalendar), RFC 7986 (names of calendars).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID, uuid5

from publisher import places, templates
from publisher.announce.board import Board, Pieces
from publisher.markdown import visible
from schema.base.context import SHANGHAI
from schema.base.document import Publication
from schema.cards import Card

CALENDAR = "calendar.ics"
"""The file of a calendar, in the folder of a place."""

_OCTETS = 75
"""How long a line may be without its end."""

_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19910915T020000",  # the end of the last summer time
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class _Event:
    """An entry. role: which of its document's; begins: a moment, or the first of whole days."""

    role: str
    title: str
    begins: date | datetime
    last: date | None = None
    where: str | None = None
    status: str | None = None

    @property
    def ends(self) -> date:
        """Its last day."""
        if isinstance(self.begins, datetime):
            return self.begins.astimezone(SHANGHAI).date()
        return self.last or self.begins


_BEGIN, _END = b"\r\nBEGIN:VEVENT\r\n", b"\r\nEND:VEVENT\r\n"


def calendar(board: Board, before: Pieces) -> Mapping[str, bytes]:
    """The calendar of a place: what a villager might come to, object to, or wait for."""
    name = _text(f"{board.place.full_name} 日程")
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Zuwu//Zuwu//ZH",
        "CALSCALE:GREGORIAN",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",  # for programs older than RFC 7986
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        *_ZONE,
    ]
    entries = (_entries(board, card, before) for card in reversed(board.newest))
    told = (*map(folded, head), *entries, folded("END:VCALENDAR"))
    return {board.file(CALENDAR): b"".join(told)}


def pieces(calendar: bytes) -> Pieces:
    """The entries of a calendar as they stand in it; those of a document stand together."""
    found: dict[str, bytes] = {}
    for told in calendar.split(_END)[:-1]:
        # No words begin a line: what does not fit on one goes on behind a blank.
        event = (b"\r\n" + told).partition(_BEGIN)[2]
        rest = event.partition(b"\r\nURL:")[2]
        page = rest.replace(b"\r\n ", b"").partition(b"\r\n")[0].decode()
        found[page] = found.get(page, b"") + _BEGIN[2:] + event + _END
    return found


def folded(line: str) -> bytes:
    """A line of 75 octets at most, the rest on further lines; no character is torn apart."""
    if len(line.encode()) <= _OCTETS:
        return line.encode() + b"\r\n"
    pieces, size = [b""], 0
    for character in line:
        encoded = character.encode()
        if size + len(encoded) > _OCTETS:
            pieces.append(b"")
            size = 1  # the blank that a further line begins with
        pieces[-1] += encoded
        size += len(encoded)
    return b"\r\n ".join(pieces) + b"\r\n"


def _entries(board: Board, card: Card, before: Pieces) -> bytes:
    """The entries of an edition; of one that is not read, those that it had before."""
    if card.id not in board.contents:
        return before.get(board.page(card), b"")
    events = _events(board.contents[card.id])
    told = chain.from_iterable(_entry(board, card, event) for event in events)
    return b"".join(map(folded, told))


def _events(publication: Publication) -> Iterator[_Event]:
    """What there is to remember of a document: its period, and what its sort adds."""
    if publication.last_day is not None:
        yield _Event("period", publication.title, publication.day, publication.last_day)
    yield from _OF_SORT.get(type(publication).__name__, _nothing)(publication)


def _nothing(publication: Any) -> Iterable[_Event]:
    return ()


def _meeting(notice: Any) -> Iterator[_Event]:
    """When and where a meeting is; one that was cancelled stays and says so."""
    status = "CONFIRMED" if notice.status.name == "PASSED" else notice.status.name
    yield _Event("meeting", notice.title, notice.starts_at, where=notice.location, status=status)


def _follow_ups(outcome: Any) -> Iterator[_Event]:
    """By when what was decided is to be done."""
    for each in outcome.resolutions:
        if each.due_on is not None:
            title = f"到期：{each.follow_up or each.title}"
            yield _Event(f"due/{each.number}", title, each.due_on)


def _answer(objection: Any) -> Iterator[_Event]:
    """By when an objection is to be answered, until it is."""
    if objection.replied_on is None and objection.result is None:
        title = f"答复期限：异议 {objection.objection_number}"
        yield _Event("due", title, objection.due.last)


_OF_SORT: Mapping[str, Callable[[Any], Iterable[_Event]]] = {
    "MeetingNotice": _meeting,
    "MeetingOutcome": _follow_ups,
    "ObjectionStatus": _answer,
}


def _entry(board: Board, card: Card, event: _Event) -> Iterator[str]:
    sort = templates.called(card.document)
    approved = card.published_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(card, event)}"
    yield f"DTSTAMP:{approved}"
    yield f"LAST-MODIFIED:{approved}"
    yield f"SEQUENCE:{card.number - 1}"
    yield from _time(event)
    yield f"SUMMARY:{_text(event.title)}"
    if event.where is not None:
        yield f"LOCATION:{_text(event.where)}"
    yield f"DESCRIPTION:{_text(f'{board.whose(card).full_name}，{sort}。')}"
    yield f"CATEGORIES:{_text(sort)}"
    yield f"URL:{board.page(card)}"
    if event.status is not None:
        yield f"STATUS:{event.status}"
    yield "END:VEVENT"


def _time(event: _Event) -> Iterator[str]:
    """A meeting takes somebody's time; a period or a due day does not."""
    if isinstance(event.begins, datetime):
        local = event.begins.astimezone(SHANGHAI)
        yield f"DTSTART;TZID=Asia/Shanghai:{local:%Y%m%dT%H%M%S}"
        return
    yield f"DTSTART;VALUE=DATE:{event.begins:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.ends + timedelta(days=1):%Y%m%d}"
    yield "TRANSP:TRANSPARENT"


def _uid(card: Card, event: _Event) -> UUID:
    """The same for every edition, so that a correction moves the entry and adds none."""
    return uuid5(card.record, f"{places.slug(card.document)}/{event.role}")


def _text(words: str) -> str:
    r"""Words as a value: `\`, `;` and `,` are marked, and a line end is written as `\n`."""
    shown = visible(words).replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,")
    return shown.replace("\n", r"\n")
