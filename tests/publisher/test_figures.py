"""Figures: counted from what is public, and shown beside a table that says the same."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import shelves
import village as v
from shelves import URL, document, shelf

from publisher import build, charts, figures, homes, markdown, templates, verify
from publisher.charts import Chart, Tone
from publisher.gate.house import House, digests
from publisher.markdown import FrontMatter
from publisher.render import Page
from schema.base.verdict import Verdict
from schema.rules.quorum import Basis
from schema.rules.voting import MotionOutcome


def attendance(present: int) -> Verdict:
    """32 of 47 households are needed."""
    verdict = shelves.value(Verdict, "字")
    return dataclasses.replace(
        verdict,
        reached=present >= 32,
        basis=Basis.HOUSEHOLDS,
        required=32,
        present=present,
        entitled=47,
    )


def outcome(title: str, day: date, *results: MotionOutcome, **other: Any) -> Any:
    """A meeting with its motions, made public on the third of May."""
    given = {"attendance": attendance(41), "record": title} | other
    shown: Any = document("MeetingOutcome", f"{title}结果", day=day, **given)
    [one] = shown.resolutions
    shown.resolutions = [dataclasses.replace(one, result=result) for result in results]
    return shown


def drawn(*outcomes: Any, **earlier: Any) -> dict[str, Chart]:
    """The charts of these meetings by their names."""
    found = figures.sittings(outcomes, earlier.get("earlier", {}))
    return {each.name: each for each in figures.charts(found)}


APRIL, MAY = date(2026, 4, 20), date(2026, 5, 1)


def test_meetings_stand_with_the_latest_first_and_other_documents_do_not_count() -> None:
    found = figures.sittings(
        [outcome("甲会", APRIL), document("OpenNotice"), outcome("乙会", MAY)], {}
    )
    assert [(each.title, each.day) for each in found] == [("乙会", MAY), ("甲会", APRIL)]


def test_attendance_shows_who_came_who_was_needed_and_whether_it_was_enough() -> None:
    short = outcome("乙会", MAY, attendance=attendance(31))
    chart = drawn(outcome("甲会", APRIL), short)["attendance"]
    first, second = chart.bars
    assert chart.description == "最近 2 次计算人数的会议，1 次够，1 次不够。"
    assert (first.label, first.told) == ("2026年5月1日 乙会", "应到 47，实到 31 户")
    assert (first.whole, first.mark, first.pieces[0].tone) == (47, 32, Tone.BAD)
    assert second.pieces[0].tone is Tone.GOOD


def test_a_talk_at_which_nobody_was_counted_is_in_no_chart_of_attendance() -> None:
    assert set(drawn(outcome("恳谈会", MAY, attendance=None))) == {"delays"}


def test_motions_show_how_many_were_carried_and_how_many_failed() -> None:
    carried, failed, waiting = MotionOutcome.PASS, MotionOutcome.FAIL, MotionOutcome.PENDING
    chart = drawn(outcome("甲会", APRIL, carried, carried, failed), outcome("乙会", MAY, waiting))[
        "motions"
    ]
    assert chart.description == "最近 2 次有表决的会议，通过 2 项，未通过 1 项。"
    assert [bar.told for bar in chart.bars] == ["还没有宣布结果 1", "通过 2，未通过 1"]
    assert [bar.whole for bar in chart.bars] == [3, 3]


def test_days_count_to_the_first_edition_whatever_was_corrected_later() -> None:
    first = outcome("甲会", APRIL)
    second = outcome("甲会", APRIL)
    late = second.standing.published_at + timedelta(days=30)
    second.standing = dataclasses.replace(second.standing, number=2, published_at=late)
    key = ("MeetingOutcome", first.standing.record)
    [bar] = drawn(second, earlier={key: (first,)})["delays"].bars
    assert (bar.told, bar.pieces[0].amount) == ("13 天", 13)
    [bar] = drawn(second)["delays"].bars
    assert bar.told == "43 天"


def test_what_is_told_on_the_day_itself_took_no_days() -> None:
    [bar] = drawn(outcome("甲会", v.TODAY))["delays"].bars
    assert bar.told == "0 天"


def test_a_chart_shows_the_latest_meetings_and_an_area_without_any_has_none() -> None:
    many = [outcome(f"第{n}次会", APRIL + timedelta(days=n)) for n in range(20)]
    assert len(drawn(*many)["delays"].bars) == figures.LATEST
    assert drawn(*many)["delays"].bars[0].label.endswith("第19次会")
    assert drawn() == {}


def _beside_the_releases(path: str) -> bool:
    return path == homes.COPIES


def test_the_page_of_the_figures_may_be_released(tmp_path: Path) -> None:
    shown = tuple(drawn(outcome("甲会", APRIL, MotionOutcome.PASS)).values())
    body = templates.render("figures.md", name="松塘村第一组", charts=shown)
    told = FrontMatter("松塘村第一组 开会的数字", "figures", "开会的数字。", noindex=False)
    page = Page("201/001/figures/index.md", f"{markdown.front_matter(told)}{body}", False)
    html = tmp_path / "html"
    pages = (page, Page("index.md", "首页\n", False), *build.handwritten())
    site = dataclasses.replace(shelves.site(shelf()), menu=[])
    assert build.build(pages, html, site, furniture=True) == ()
    beside = {f"201/001/figures/{chart.file}": charts.svg(chart) for chart in shown}
    for path, picture in beside.items():
        (html / path).write_text(picture, encoding="utf-8")
    own = digests([build.THEME, build.ROOT / "site" / "theme"])
    expected = verify.Expected(
        pages, House(URL, True, own=own), beside=frozenset(beside), elsewhere=_beside_the_releases
    )
    assert verify.verify(expected, html).findings == []
    text = (html / page.html).read_text(encoding="utf-8")
    assert 'alt="最近 1 次计算人数的会议，1 次够，0 次不够。" src="attendance.svg"' in text
    assert "<td>应到 47，实到 41 户</td>" in text
