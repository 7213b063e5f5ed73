"""Calendars: as another program reads them, whatever somebody wrote."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
import shelves
import village as v
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from shelves import board, document, value

from publisher.announce import calendars
from publisher.markdown import visible
from schema.base.deadline import Deadline
from schema.base.document import Publication
from schema.publications import DOCUMENTS
from schema.records.outcomes import Resolution
from schema.rules import masking
from schema.rules.gatherings import EventStatus


def written(*publications: Publication) -> bytes:
    """The file."""
    return calendars.calendar(board(*publications), {})["201/001/calendar.ics"]


def events(*publications: Publication) -> list[Any]:
    """The entries as another program reads them."""
    read = Calendar.from_ical(written(*publications))
    assert not read.errors
    assert all(not each.errors for each in read.events)
    return list(read.events)


def meeting(**other: Any) -> Publication:
    """An invitation."""
    given = {"status": EventStatus.CONFIRMED, "last_day": None, "starts_at": v.NOW}
    return document("MeetingNotice", **given | other)


def test_a_meeting_stands_at_its_hour_with_its_place() -> None:
    (event,) = events(meeting(title=masking.text("修水渠"), location=masking.text("祠堂")))
    assert event.start == v.NOW
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTART"].to_ical() == b"20260503T090000"
    assert (event["SUMMARY"], event["LOCATION"]) == ("修水渠", "祠堂")
    assert event["STATUS"] == "CONFIRMED"
    assert event["URL"].startswith("https://zuwu.example/201/001/meeting-notice/")
    assert event["DESCRIPTION"] == "松塘村第一组，会议通知。"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (EventStatus.TENTATIVE, "TENTATIVE"),
        (EventStatus.CANCELLED, "CANCELLED"),
        pytest.param(EventStatus.PASSED, "CONFIRMED", id="iCalendar has no word for passed"),
    ],
)
def test_a_meeting_says_where_it_stands(status: EventStatus, told: str) -> None:
    (event,) = events(meeting(status=status))
    assert event["STATUS"] == told


def test_a_correction_moves_the_entry_and_adds_none() -> None:
    (first,) = events(meeting())
    (second,) = events(meeting(number=2, starts_at=v.NOW + timedelta(days=1)))
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert first["DTSTAMP"].dt == v.NOW + timedelta(hours=1)
    assert second["DTSTAMP"].dt == v.NOW + timedelta(hours=2)


def test_a_notice_period_is_whole_days_and_takes_nobody_s_time() -> None:
    hung = document("CandidatesOnNotice", day=date(2026, 5, 3), last_day=date(2026, 5, 9))
    (event,) = events(hung)
    assert (event.start, event.end) == (date(2026, 5, 3), date(2026, 5, 10))
    assert event["TRANSP"] == "TRANSPARENT"


def resolution(**other: Any) -> Any:
    """What came of a motion."""
    made = value(Resolution, "字")
    for name, given_ in other.items():
        setattr(made, name, given_)
    return made


def test_what_was_decided_is_due_on_its_day() -> None:
    follow = masking.text("组长请人修渠")
    due = resolution(number="1", follow_up=follow, due_on=date(2026, 6, 1))
    open_end = resolution(number="2", due_on=None)
    (event,) = events(document("MeetingOutcome", last_day=None, resolutions=[due, open_end]))
    assert event.start == date(2026, 6, 1)
    assert event["SUMMARY"] == "到期：组长请人修渠"


def test_the_entries_of_two_motions_are_two() -> None:
    both = [resolution(number=number) for number in ("1", "2")]
    found = events(document("MeetingOutcome", last_day=None, resolutions=both))
    assert len({each["UID"] for each in found}) == 2


def objection(**other: Any) -> Publication:
    """What everyone reads of an objection that waits."""
    due = value(Deadline, "字")
    due.last = date(2026, 5, 14)
    given = {"last_day": None, "due": due, "replied_on": None, "result": None}
    return document("ObjectionStatus", **given | other)


def test_an_objection_is_due_until_it_is_answered() -> None:
    (event,) = events(objection())
    assert event.start == date(2026, 5, 14)
    assert events(objection(replied_on=date(2026, 5, 5))) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_hostile_words_are_words(name: str) -> None:
    for event in events(document(name, shelves.HOSTILE)):
        assert "第二行" in event["SUMMARY"]
        assert set(event) <= KNOWN


KNOWN = frozenset({"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "TRANSP"}) | {
    *("SUMMARY", "LOCATION", "DESCRIPTION", "CATEGORIES", "URL", "STATUS"),
}
"""What an entry may have: words can add nothing to it."""


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_title_is_read_as_it_was_written(title: str) -> None:
    (event,) = events(meeting(title=masking.PublicText(title)))
    assert event["SUMMARY"] == visible(title)


@given(st.text("a字🏮 ", min_size=60, max_size=300))
def test_no_line_is_longer_than_75_octets_and_no_character_is_torn(line: str) -> None:
    pieces = calendars.folded(line).split(b"\r\n")
    assert all(len(each) <= 75 for each in pieces)
    assert "".join(each.decode() for each in [pieces[0], *(e[1:] for e in pieces[1:])]) == line


def test_a_place_without_days_to_remember_has_an_empty_calendar() -> None:
    made = calendars.calendar(board(path=v.TOWN), {})["calendar.ics"]
    read = Calendar.from_ical(made)
    assert (read.events, read.calendar_name) == ([], "编号101 日程")


def test_the_order_in_which_documents_come_does_not_matter() -> None:
    some = [document(each) for each in DOCUMENTS]
    assert written(*some) == written(*reversed(some))


MARKS = ("END:VEVENT", "BEGIN:VEVENT", "URL:https://zuwu.example/201/")


@pytest.mark.parametrize(
    "title",
    [
        "很长的题目，" * 9,
        *MARKS,
        *(f"{'a' * (75 - len('SUMMARY:') - len(each))}{each}{each}" for each in MARKS),
        *(f"{'a' * (75 - len('SUMMARY:'))}{each}" for each in MARKS),
    ],
)
def test_an_edition_that_is_not_read_keeps_its_entries(title: str) -> None:
    known = board(*(document(each, title=masking.PublicText(title)) for each in DOCUMENTS))
    made = calendars.calendar(known, {})
    unread = dataclasses.replace(known, contents={})
    (before,) = made.values()
    assert b"BEGIN:VEVENT" in before
    assert calendars.calendar(unread, calendars.pieces(before)) == made
