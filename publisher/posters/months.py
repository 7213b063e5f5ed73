"""A month of a group: what it made public, for those who read the board and no telephone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from publisher.homes import Entry
from publisher.posters.frames import Paper, Posted


def posted(entries: Iterable[Entry], first: date) -> tuple[Posted, ...]:
    """Those of the documents that were made public in the month that begins on `first`.

    In the order of their days; a correction counts as made public on its own day and says so.
    """
    found = [_posted(each) for each in entries if each.published.replace(day=1) == first]
    return tuple(sorted(found, key=lambda each: each.published))


def file(first: date, paper: Paper) -> str:
    """What the sheet of a month is called, beside the listing: month-2026-05-a4.pdf."""
    return f"month-{first:%Y-%m}-{paper.value}.pdf"


def _posted(entry: Entry) -> Posted:
    corrected = f"（第 {entry.number} 版，有更正）" if entry.number > 1 else ""
    return Posted(
        title=f"{entry.title}{corrected}",
        label=entry.label,
        published=entry.published,
        last_day=entry.last_day,
    )
