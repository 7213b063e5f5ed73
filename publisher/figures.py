"""The figures of an area: how many came to its meetings, what they decided, how soon it was told.

The words on the charts are in `site/templates/figures.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from publisher import templates
from publisher.book import day_of
from publisher.charts import Bar, Chart, Piece, Tone
from schema.base.document import Publication
from schema.base.verdict import Verdict
from schema.cards import Key
from schema.rules import quorum
from schema.rules.voting import MotionOutcome

LATEST = 12
"""How many meetings a chart shows; a group has fewer in a year."""

Earlier = Mapping[Key, tuple[Publication, ...]]
"""The editions that were corrected, by document and record, as a shelf has them."""

_OUTCOME = "MeetingOutcome"
_TONES = {
    MotionOutcome.PASS: Tone.GOOD,
    MotionOutcome.FAIL: Tone.BAD,
    MotionOutcome.PENDING: Tone.OPEN,
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting whose outcome is public.

    attendance: none where nobody was counted; declared: what was declared of each motion; days:
    from the day of the meeting to that on which its outcome was first made public.
    """

    title: str
    day: date
    attendance: Verdict | None
    declared: tuple[MotionOutcome, ...]
    days: int


def sittings(publications: Iterable[Publication], earlier: Earlier) -> tuple[Sitting, ...]:
    """The meetings among the publications of an area, the latest first."""
    outcomes = [each for each in publications if type(each).__name__ == _OUTCOME]
    found = [_sitting(each, earlier) for each in outcomes]
    return tuple(sorted(found, key=lambda each: each.day, reverse=True))


def charts(found: Iterable[Sitting]) -> tuple[Chart, ...]:
    """Every chart in which the latest meetings show something."""
    latest = tuple(found)[:LATEST]
    made = (_attendance(latest), _motions(latest), _delays(latest))
    return tuple(chart for chart in made if chart.bars)


def _sitting(outcome: Any, earlier: Earlier) -> Sitting:
    editions = (outcome, *earlier.get(Key(_OUTCOME, outcome.standing.record), ()))
    first = min(day_of(each.standing.published_at) for each in editions)
    return Sitting(
        title=outcome.title.removesuffix("结果"),
        day=outcome.day,
        attendance=outcome.attendance,
        declared=tuple(each.result for each in outcome.resolutions),
        days=(first - outcome.day).days,
    )


def _attendance(latest: tuple[Sitting, ...]) -> Chart:
    counted = [(each, each.attendance) for each in latest if each.attendance]
    enough = sum(verdict.reached for _, verdict in counted)
    bars = (_came(sitting, verdict) for sitting, verdict in counted)
    told = {"meetings": len(counted), "enough": enough, "short": len(counted) - enough}
    return _chart("attendance", bars, told)


def _came(sitting: Sitting, verdict: Verdict) -> Bar:
    told = _words()["attendance"]["told"].format(
        entitled=verdict.entitled, present=verdict.present, unit=quorum.unit(verdict.basis)
    )
    tone = Tone.GOOD if verdict.reached else Tone.BAD
    came = (Piece(verdict.present, tone),)
    return Bar(_label(sitting), told, came, verdict.entitled, verdict.required)


def _motions(latest: tuple[Sitting, ...]) -> Chart:
    voted = [each for each in latest if each.declared]
    most = max((len(each.declared) for each in voted), default=0)
    everything = [result for each in voted for result in each.declared]
    told = {
        "meetings": len(voted),
        "carried": everything.count(MotionOutcome.PASS),
        "failed": everything.count(MotionOutcome.FAIL),
    }
    return _chart("motions", (_decided(each, most) for each in voted), told)


def _decided(sitting: Sitting, most: int) -> Bar:
    amounts = [(each, sitting.declared.count(each)) for each in _TONES]
    declared = [(each, amount) for each, amount in amounts if amount]
    told = "，".join(f"{templates.label(each)} {amount}" for each, amount in declared)
    pieces = tuple(Piece(amount, _TONES[each]) for each, amount in declared)
    return Bar(_label(sitting), told, pieces, most)


def _delays(latest: tuple[Sitting, ...]) -> Chart:
    days = [each.days for each in latest]
    longest, shortest = max(days, default=0), min(days, default=0)
    told = {"meetings": len(latest), "longest": longest, "shortest": shortest}
    return _chart("delays", (_waited(each, longest) for each in latest), told)


def _waited(sitting: Sitting, longest: int) -> Bar:
    told = _words()["delays"]["told"].format(days=sitting.days)
    return Bar(_label(sitting), told, (Piece(sitting.days, Tone.PLAIN),), longest)


def _chart(name: str, bars: Iterable[Bar], told: Mapping[str, int]) -> Chart:
    words = _words()[name]
    return Chart(name, words["title"], words["description"].format(**told), tuple(bars))


def _label(sitting: Sitting) -> str:
    return f"{templates.day(sitting.day)} {sitting.title}"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = (templates.FOLDER / "figures.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
