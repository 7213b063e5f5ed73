"""What the pages say: verdicts, corrections, dated notices, home pages."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
import shelves
import village as v
from shelves import document, ended, itself, pages, shelf, the

from publisher import build, places
from schema.base.about import About, DocumentName
from schema.base.deadline import Deadline
from schema.base.verdict import Verdict
from schema.publications import Ending
from schema.records.objections import ObjectionFinding
from schema.rules.citation import cite
from schema.rules.gatherings import MeetingSort
from schema.rules.quorum import Basis


def attendance(present: int) -> Verdict:
    """32 of 47 households are needed."""
    missing = max(0, 32 - present)
    law = cite("VCOL25 32¶2")
    return Verdict(
        reached=not missing,
        basis=Basis.HOUSEHOLDS,
        required=32,
        present=present,
        entitled=47,
        missing=missing,
        source=law,
    )


def outcome(present: int) -> str:
    """The page of a meeting."""
    shown = document(
        "MeetingOutcome", attendance=attendance(present), sort=MeetingSort.DELIBERATION
    )
    return the(pages(shelf(shown)), "meeting-outcome")


def test_a_meeting_that_could_decide_says_so_with_its_numbers_and_the_law() -> None:
    page = outcome(32)
    assert '!!! success "会议有效"' in page
    assert "应到 47 户，实到 32 户，法定至少 32 户，会议有效。" in page
    assert "依据：《中华人民共和国村民委员会组织法》第三十二条第二款。" in page
    assert "民主议事会" in page


def test_a_meeting_that_could_not_decide_says_how_many_were_missing() -> None:
    page = outcome(31)
    assert "!!! failure" in page
    assert "还差 1 户" in page
    assert "会议有效" not in page


def test_votes_of_a_meeting_that_could_not_decide_do_not_count_however_many_they_are() -> None:
    told = "但是到会人数不够，会议不能作决定，这次表决不作数。"
    assert told in outcome(31)
    assert told not in outcome(32)


def test_every_page_says_when_until_when_which_edition_whose_and_which_item() -> None:
    page = the(pages(shelf(document("MeetingNotice"))), "meeting-notice")
    assert 'published: "2026-05-03"' in page
    assert 'posted_until: "2026-05-18"' in page
    assert "edition: 1" in page
    assert 'issuer: "松塘村第一组"' in page
    assert "公开目录：V04 会议通知和议题" in page


def test_a_correction_stands_beside_what_it_corrects() -> None:
    first = document("OpenNotice", "错的字")
    second = document("OpenNotice", "对的字", number=2, note="写错了一个字。")
    page = the(pages(shelf(second, earlier=(first,))), "open-notice")
    assert '!!! note "更正说明（第 2 版，2026年5月3日）"' in page
    assert page.index("写错了一个字。") < page.index("\n对的字\n") < page.index("\n错的字\n")
    assert "| 1 | 2026年5月3日 | 首次公开 |" in page
    assert "## 第 1 版原文（已更正，以第 2 版为准）" in page


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending.WITHDRAWN, "已撤回，2026年5月19日"),
        (Ending.EXPIRED, "公示期已满，2026年5月18日为最后一天"),
        (Ending.REDACTED, "为保护个人信息撤下，2026年5月19日"),
    ],
)
def test_what_has_ended_leaves_a_dated_notice(ending: Ending, words: str) -> None:
    found = pages(shelf(ended=(ended(ending),)))
    page = the(found, "open-notice")
    assert words in page
    assert "noindex: true" in page
    assert ("停水通知" in page) is (ending is not Ending.REDACTED)
    assert ("贴错了。" in page) is (ending is Ending.WITHDRAWN)


def test_pages_that_may_name_people_ask_robots_to_stay_away() -> None:
    found = pages(shelf(*map(document, ("BodyRoster", "MeetingOutcome", "OpenNotice"))))
    assert "noindex: true" in the(found, "body-roster")
    assert "noindex: true" in the(found, "meeting-outcome")
    assert "noindex: false" in the(found, "open-notice")
    assert "noindex: true" in found["201/001/index.md"]
    assert "noindex: false" in found["index.md"]


def test_a_home_page_answers_at_a_glance() -> None:
    roster = document("BodyRoster", "甲")
    meeting = document("MeetingNotice", "乙", day=date(2026, 5, 20))
    past = document("MeetingNotice", "丙", day=date(2026, 5, 2), record="past")
    home = pages(shelf(roster, meeting, past))["201/001/index.md"]
    new, upcoming, people = (home.index(f"## {each}") for each in ("最新", "即将", "谁在"))
    assert "乙" in home[upcoming:people]
    assert "丙" not in home[upcoming:people]
    assert "丙" in home[new:upcoming]
    assert "| 甲 | 甲 |" in home[people:]
    assert "(../../how-to-object.md)" in home


def test_today_is_the_last_day_a_meeting_is_upcoming() -> None:
    home = pages(shelf(document("MeetingNotice", "乙", day=v.TODAY)))["201/001/index.md"]
    assert "乙" in home[home.index("## 即将") :]


def test_the_town_lists_its_villages_and_a_village_its_groups() -> None:
    found = pages(shelf(document("OpenNotice"), document("OpenNotice", path=v.SIBLING, record="b")))
    assert "[松塘村](201/index.md)" in found["index.md"]
    assert "[松塘村第一组](001/index.md)" in found["201/index.md"]
    assert "[松塘村第二组](002/index.md)" in found["201/index.md"]


def test_a_document_of_the_town_lies_at_the_root() -> None:
    found = pages(shelf(document("OpenNotice", path=v.TOWN)))
    assert any(path.startswith("open-notice/") for path in found)


def test_an_area_that_only_ended_documents_are_known_of_is_shown_by_its_number() -> None:
    found = pages(shelf(ended=(ended(Ending.EXPIRED),)))
    assert 'title: "编号201编号001"' in found["201/001/index.md"]


def test_an_area_is_called_what_the_latest_edition_calls_it() -> None:
    old, new = document("OpenNotice"), document("OpenNotice", number=2, record="b")
    renamed = dataclasses.replace(new.standing.area, name=shelves.masking.text("新一组"))
    new.standing = dataclasses.replace(new.standing, area=renamed)
    found, _ = places.places(shelf(new, old))
    assert found[v.GROUP].full_name == "松塘村新一组"


def test_titles_carry_the_name_of_the_area_once() -> None:
    found = pages(shelf(document("OpenNotice", "第一组停水通知")))
    assert 'title: "松塘村第一组 停水通知"' in the(found, "open-notice")


def test_what_is_listed_is_what_is_public_and_what_has_ended() -> None:
    found = pages(shelf(document("OpenNotice", "甲"), ended=(ended(Ending.WITHDRAWN),)))
    listing = unescape(found["201/001/documents/index.md"])
    assert "[甲](../open-notice/" in listing
    assert "停水通知" in listing[listing.index("## 已经撤下的") :]


def test_rendering_is_a_function_of_the_shelf() -> None:
    of: Any = shelf(document("OpenNotice"), document("BodyRoster"))
    assert pages(of) == pages(of)


def test_the_hand_written_pages_are_pages_too() -> None:
    assert {page.html for page in build.handwritten()} == {
        "about/index.html",
        "how-to-object/index.html",
        "privacy/index.html",
        "search/index.html",
    }


def status(subject: str = "日期不对", **other: Any) -> Any:
    """What became of an objection to the open notice; nobody has answered it."""
    due = dataclasses.replace(shelves.value(Deadline, "字"), last=date(2026, 5, 11))
    given = {"due": due, "replied_on": None, "result": None, "escalation_outcome": None}
    about = itself(document("OpenNotice"))
    return document("ObjectionStatus", subject, **{"about": about} | given | other)


def test_what_speaks_of_a_document_stands_under_it_with_its_state() -> None:
    found = pages(shelf(document("OpenNotice", "停水"), status()))
    page = the(found, "open-notice")
    responses = page[page.index("## 有关本文件") :]
    assert "[日期不对](../../objection-status/" in responses
    assert "等待答复" in responses
    page = the(found, "objection-status")
    assert "有关文件：[停水](../../open-notice/" in page


def test_late_is_shown_as_late_on_the_day_the_site_is_made() -> None:
    late = dataclasses.replace(shelf(status()), moment=datetime(2026, 5, 11, 16, tzinfo=UTC))
    assert '!!! failure "逾期未答复"' in the(pages(late), "objection-status")
    in_time = dataclasses.replace(late, moment=datetime(2026, 5, 11, 15, tzinfo=UTC))
    assert '!!! info "等待答复"' in the(pages(in_time), "objection-status")


def test_an_objection_to_what_has_ended_leads_to_its_dated_notice() -> None:
    gone = ended(Ending.REDACTED)
    about = About(DocumentName("OpenNotice"), gone.record)
    found = pages(shelf(status(about=about), ended=(gone,)))
    assert "有关文件：[（已撤下）](../../open-notice/" in the(found, "objection-status")


def test_a_home_page_counts_the_objections_that_nobody_has_answered() -> None:
    answered = status(record="b", replied_on=v.TODAY, result=ObjectionFinding.REJECTED)
    home = pages(shelf(status("甲"), answered))["201/001/index.md"]
    assert "目前有 1 件异议还没有答复" in home
    assert "[甲](objection-status/" in home[home.index("## 怎样提出异议") :]


def test_a_deadline_that_may_move_says_so() -> None:
    for provisional in (True, False):
        due = dataclasses.replace(shelves.value(Deadline, "字"), provisional=provisional)
        page = the(pages(shelf(status(due=due))), "objection-status")
        assert ("当年放假安排公布以前暂定" in page) is provisional


def on_notice(title: str = "候选", **other: Any) -> Any:
    """A list of candidates that hangs from today to the eleventh."""
    notice = dataclasses.replace(
        shelves.value(Deadline, "字"), start=v.TODAY, last=date(2026, 5, 11), provisional=False
    )
    return document("CandidatesOnNotice", title, **{"notice": notice} | other)


def test_a_home_page_shows_the_candidates_on_notice_until_the_last_day() -> None:
    hanging = shelf(on_notice("甲"))
    home = pages(hanging)["201/001/index.md"]
    section = home[home.index("## 正在公示的候选名单") :]
    assert "[甲](candidates-on-notice/" in section
    assert "正在公示 · 公示至2026年5月11日" in section
    over = dataclasses.replace(hanging, moment=datetime(2026, 5, 11, 16, tzinfo=UTC))
    assert "## 正在公示的候选名单" not in pages(over)["201/001/index.md"]
    assert '!!! info "公示期满"' in the(pages(over), "candidates-on-notice")


def test_a_list_of_honours_stands_under_its_candidates() -> None:
    candidates = on_notice()
    result = document("HonourList", "结果", about=itself(candidates))
    found = pages(shelf(candidates, result))
    assert "[结果](../../honour-list/" in the(found, "candidates-on-notice")
    assert "noindex: true" in the(found, "candidates-on-notice")
