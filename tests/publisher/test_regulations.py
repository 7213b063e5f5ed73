"""What the page of a regulation says to a villager, on a phone, on paper and without colour."""

from __future__ import annotations

from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import shelves
import village as v
from shelves import document, pages, shelf, the

from schema.records.clauses import Chapter, Clause
from schema.records.comparisons import ComparedClause, Wording
from schema.records.promulgations import EarlierText
from schema.rules import masking
from schema.rules.comparison import Change, Mark


def chapters(words: str) -> list[Chapter]:
    """A text of one clause."""
    clause = Clause(number=masking.text("第一条"), text=masking.text(words))
    return [Chapter(title=masking.text("第一章 总则"), clauses=[clause])]


def row(change: Change, *words: tuple[Mark, str], old: str = "第一条", new: str = "第一条") -> Any:
    """A clause beside what it was."""
    return ComparedClause(
        change=change,
        old_number=None if change is Change.ADDED else masking.text(old),
        new_number=None if change is Change.REMOVED else masking.text(new),
        wordings=[Wording(mark=mark, text=masking.text(text)) for mark, text in words],
    )


def text(**other: Any) -> Any:
    """A regulation in force for good, the first of its texts."""
    plain: dict[str, Any] = {
        "title": masking.text("组规民约"),
        "in_force_from": v.TODAY,
        "trial_until": None,
        "repealed_on": None,
        "compared_with": None,
        "chapters": chapters("大家一起遵守。"),
        "changes": [],
        "earlier": [],
    }
    return document("RegulationText", **plain | other)


def before(last: date | None, words: str | None) -> EarlierText:
    """The text before; words: what it says, while it still binds."""
    return EarlierText(
        version=1,
        in_force_from=date(2026, 1, 1),
        last_day=last,
        reason=masking.text("起初的约定"),
        chapters=chapters(words) if words else [],
    )


def page(of: Any) -> str:
    """What stands on its page."""
    return unescape(the(pages(shelf(of)), "regulation-text"))


def test_the_page_says_since_when_it_binds_and_every_clause() -> None:
    told = page(text())
    assert '!!! success "2026年5月3日起施行"' in told
    assert "### 第一章 总则\n\n**第一条**　大家一起遵守。" in told
    assert "比以前改了什么" not in told
    assert "以前施行的文本" not in told


def test_a_trial_says_until_when() -> None:
    told = page(text(trial_until=date(2027, 5, 2)))
    assert '!!! info "2026年5月3日起试行，到2027年5月2日为止"' in told


def test_a_repealed_regulation_says_so_first_and_why() -> None:
    told = page(text(repealed_on=date(2026, 6, 1), repeal_reason=masking.text("并入财务制度。")))
    assert '!!! warning "已经废止，2026年6月1日起不再施行"' in told
    assert "废止的原因：并入财务制度。" in told
    assert "起施行" not in told[: told.index("## 正文")]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param(
            row(
                Change.CHANGED, (Mark.KEPT, "由"), (Mark.DELETED, "组长"), (Mark.INSERTED, "组委会")
            ),
            "**第一条**（修改）　由【删去：组长】【新增：组委会】",
            id="reworded",
        ),
        pytest.param(
            row(Change.CHANGED, (Mark.INSERTED, "都"), old="第四条"),
            "**第一条**（修改，原来是第四条）　【新增：都】",
            id="reworded and renumbered",
        ),
        pytest.param(
            row(Change.ADDED, (Mark.INSERTED, "新的。")),
            "**第一条**（新增）　【新增：新的。】",
            id="new",
        ),
        pytest.param(
            row(Change.REMOVED, (Mark.DELETED, "旧的。")),
            "**第一条**（删去）　【删去：旧的。】",
            id="removed",
        ),
        pytest.param(
            row(Change.RENUMBERED, (Mark.KEPT, "同。"), new="第二条"),
            "**第一条**　现在是第二条，文字没有变化。",
            id="renumbered",
        ),
    ],
)
def test_what_changed_is_told_in_words_and_not_in_colours(changed: Any, words: str) -> None:
    told = page(text(compared_with=date(2026, 1, 1), changes=[changed]))
    assert words in told
    assert "与2026年1月1日起施行的文本逐条对照" in told


def test_while_the_text_before_still_binds_it_stands_on_the_page() -> None:
    earlier = before(date(2026, 5, 31), "先前的约定。")
    told = page(text(in_force_from=date(2026, 6, 1), earlier=[earlier]))
    assert "2026年6月1日以前，施行2026年1月1日起施行的旧文本" in told
    assert "先前的约定。" in told[told.index("## 以前施行的文本") :]


@pytest.mark.parametrize(
    ("of", "listed"),
    [
        pytest.param(text(), True, id="in force"),
        pytest.param(text(in_force_from=date(2026, 5, 4)), False, id="not yet"),
        pytest.param(text(repealed_on=v.TODAY), False, id="repealed"),
        pytest.param(text(trial_until=v.TODAY), True, id="the last day of its trial"),
        pytest.param(
            text(in_force_from=date(2026, 6, 1), earlier=[before(date(2026, 5, 31), "字")]),
            True,
            id="the text before is in force",
        ),
    ],
)
def test_the_home_page_lists_the_regulations_in_force(of: Any, listed: bool) -> None:
    home = pages(shelf(of))["201/001/index.md"]
    assert ("## 规章制度" in home) is listed


def test_a_draft_says_until_when_and_later_what_became_of_comments() -> None:
    of = document("ConsultationNotice", closes_on=date(2026, 6, 2), comments=[])
    told = the(pages(shelf(of)), "consultation-notice")
    assert "到2026年6月2日征求意见" in told
    assert "下面是拿来征求意见的草案，不是施行的文本" in told
    assert "怎样处理" not in told
    told = the(pages(shelf(document("ConsultationNotice"))), "consultation-notice")
    assert "### 意见1：还没有处理" in told


def test_both_pages_are_built_without_a_fault(tmp_path: Path) -> None:
    of = shelf(document("RegulationText"), document("ConsultationNotice"))
    html, faults = shelves.built(of, tmp_path)
    assert faults == ()
    built = the({str(path): path.read_text() for path in html.rglob("*.html")}, "regulation-text")
    assert "【" in built
