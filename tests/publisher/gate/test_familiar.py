"""What was looked through before is not looked through again, and nothing is missed for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.gate import names, searching
from publisher.gate.finding import Finding, Passage, said
from publisher.gate.house import House

WANTED = names.restricted(["松小塘", "王伟"])
NUMBER = "13 800138 000"
"""A mobile number as nobody writes one, unless it is said what it is."""

PIECES = [
    *("138", "00138000", "13800138000", "一三八", "④③", NUMBER, "430121197001011234"),
    *("手机", "电话", "卡号", "tel", "身份证", "家里电话", "王", "伟", "松小", "塘", "高兴"),
    *(" ", "-", "\u200b", "\u3000", "/", "*", "x", "a@b.cn", "湘A", "12345", "\n", "\n", "\n"),
    "a1b2c3d4-0000-4000-8000-000000000000",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def found(text: str, house: House) -> list[Finding]:
    """What is found in a text."""
    return list(searching.searched([("a.txt", said([Passage("text", text)]))], house))


@given(st.lists(TEXTS, max_size=8))
def test_the_same_is_found_whatever_was_looked_through_before(texts: list[str]) -> None:
    house = House("https://zuwu.example/", restricted=WANTED)
    for text in texts:
        assert found(text, house) == found(text, replace(house)), text


@given(st.lists(TEXTS, max_size=8), TEXTS)
def test_the_same_is_found_in_many_at_once_as_in_each(texts: list[str], before: str) -> None:
    house = House("https://zuwu.example/", restricted=WANTED)
    found(before, house)
    files = [(f"{number}.txt", said([Passage("text", text)])) for number, text in enumerate(texts)]
    alone = [searching.searched([each], replace(house)) for each in files]
    assert [*searching.searched(files, house)] == [*chain.from_iterable(alone)]


def test_what_a_number_means_may_be_told_in_a_line_that_is_known() -> None:
    house = House("https://zuwu.example/")
    for innocent in ("手机", NUMBER, f"面积\n{NUMBER}"):
        assert not found(innocent, house), innocent
    assert found(f"手机\n{NUMBER}", house)


@pytest.mark.parametrize("ahead", ["一", "一\n二\n三", "\u200b" * 40])
def test_a_number_is_looked_at_with_what_stands_ahead_of_it(ahead: str) -> None:
    house = House("https://zuwu.example/")
    for innocent in (NUMBER, "电话", ahead):
        assert not found(innocent, house), innocent
    assert found(f"电话\n{ahead}\n{NUMBER}", house)


def test_another_house_has_looked_at_nothing() -> None:
    house = House("https://zuwu.example/")
    assert not found("找松小塘", house)
    assert found("找松小塘", replace(house, restricted=WANTED))
