"""A month of a group: exactly what became public in it, in the order of the days."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from publisher.homes import Entry
from publisher.posters import months
from publisher.posters.frames import Posted


def entry(title: str, day: date, number: int = 1, last_day: date | None = None) -> Entry:
    """A line of a listing."""
    return Entry(None, title, Markup("a/"), "通知公告", "", number, day, last_day, None)


def test_a_month_holds_what_was_made_public_from_its_first_day_to_its_last() -> None:
    entries = [
        entry("丁", date(2026, 6, 1)),
        entry("丙", date(2026, 5, 31)),
        entry("乙", date(2026, 5, 1)),
        entry("甲", date(2026, 4, 30)),
        entry("戊", date(2025, 5, 2)),
    ]
    assert [each.title for each in months.posted(entries, date(2026, 5, 1))] == ["乙", "丙"]


def test_a_line_says_until_when_and_that_it_is_a_correction() -> None:
    corrected = entry("停水", date(2026, 5, 3), 2, date(2026, 5, 18))
    for_good = entry("规约", date(2026, 5, 4))
    assert months.posted([corrected, for_good], date(2026, 5, 1)) == (
        Posted("停水（第 2 版，有更正）", "通知公告", date(2026, 5, 3), date(2026, 5, 18)),
        Posted("规约", "通知公告", date(2026, 5, 4), None),
    )
