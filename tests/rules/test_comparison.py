"""Two texts side by side: what stayed, came, went, moved and was reworded."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import comparison
from schema.rules.comparison import Change, Clause, Mark

WORDS = ("爱护环境。", "邻里和睦。", "红白事从简办理，不铺张。", "会议每季度开一次，由组长召集。")

clauses = st.lists(
    st.builds(
        Clause,
        st.sampled_from(["第一条", "第二条", "第三条"]),
        st.sampled_from(WORDS) | st.text("红白事从简办理会议", max_size=12),
    ),
    max_size=8,
)


def text(*words: str) -> list[Clause]:
    """Clauses numbered in their order."""
    return [Clause(f"第{'一二三四五六'[place]}条", each) for place, each in enumerate(words)]


def changes(old: list[Clause], new: list[Clause]) -> list[Change]:
    """What became of each clause."""
    return [row.change for row in comparison.compare(old, new)]


@given(clauses)
def test_a_text_beside_itself_has_no_change(one: list[Clause]) -> None:
    assert set(changes(one, one)) <= {Change.UNCHANGED}


@given(clauses, clauses)
def test_both_texts_can_be_told_from_the_rows(old: list[Clause], new: list[Clause]) -> None:
    rows = comparison.compare(old, new)
    assert comparison.old_text(rows) == tuple(old)
    assert comparison.new_text(rows) == tuple(new)


@given(st.text("红白事从简办理会议\n"), st.text("红白事从简办理会议\n"))
def test_both_wordings_can_be_told_from_the_pieces(old: str, new: str) -> None:
    found = comparison.pieces(old, new)
    assert "".join(each.text for each in found if each.mark is not Mark.INSERTED) == old
    assert "".join(each.text for each in found if each.mark is not Mark.DELETED) == new
    assert all(each.text for each in found)
    assert all(left.mark is not right.mark for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param((0, 1), (0, 1, 2), "UNCHANGED UNCHANGED ADDED", id="one came at the end"),
        pytest.param((0, 1), (2, 0, 1), "ADDED RENUMBERED RENUMBERED", id="one came in front"),
        pytest.param((0, 1, 2), (0, 2), "UNCHANGED REMOVED RENUMBERED", id="one went"),
        pytest.param((0, 1, 2), (1, 2, 0), "RENUMBERED RENUMBERED MOVED", id="one moved"),
        pytest.param((), (0,), "ADDED", id="the first text"),
        pytest.param((0,), (), "REMOVED", id="nothing is left"),
    ],
)
def test_what_became_of_a_clause(old: list[int], new: list[int], expected: str) -> None:
    found = changes(text(*(WORDS[each] for each in old)), text(*(WORDS[each] for each in new)))
    assert " ".join(each.value for each in found) == expected


def test_a_reworded_clause_is_found_under_another_number() -> None:
    old = text("爱护环境。", "会议每季度开一次，由组长召集。")
    new = text("会议每月开一次，由组长召集。")
    removed, changed = comparison.compare(old, new)
    assert (removed.change, changed.change) == (Change.REMOVED, Change.CHANGED)
    assert changed.old is not None
    assert changed.old.number == "第二条"
    assert [(each.mark.value, each.text) for each in changed.pieces] == [
        ("KEPT", "会议每"),
        ("DELETED", "季度"),
        ("INSERTED", "月"),
        ("KEPT", "开一次，由组长召集。"),
    ]


def test_a_single_kept_character_between_two_changes_is_read_with_them() -> None:
    found = comparison.pieces("罚款一百元并示众", "劝导一次元月起记入")
    assert len([each for each in found if each.mark is Mark.KEPT]) == 0


def test_a_clause_that_says_something_else_is_another_clause() -> None:
    old, new = text("爱护环境，不乱倒垃圾。"), text("会议每季度开一次。")
    assert changes(old, new) == [Change.REMOVED, Change.ADDED]


def test_two_hundred_reworded_clauses_are_compared_in_well_under_a_second() -> None:
    body = "村民应当爱护公共设施，损坏的由责任人修复或者协商赔偿，具体办法由会议商定。"
    old = [Clause(f"第{place}条", f"{place}号道路{body * 2}{place}") for place in range(200)]
    new = [Clause(f"第{place}条", f"{place}号水渠{body}及时{body}{place}") for place in range(200)]
    begun = time.perf_counter()
    rows = comparison.compare(old, new)
    assert time.perf_counter() - begun < 1
    assert {row.change for row in rows} == {Change.CHANGED}
