"""A restricted name is found however it is spaced; what only looks like one is not."""

from __future__ import annotations

import pytest

from publisher.gate import names

RESTRICTED = names.restricted(["松小塘", "高兴", "欧阳 松塘", "Li Song", "松"])


@pytest.mark.parametrize(
    "text",
    [
        "由松小塘领取",
        "松 小 塘",
        "松·小·塘",
        "松\u200b小\ufe0f塘",
        "松\u3000小塘",
        "欧阳松塘同志",
        "li song",
        "高兴",
        "王某、高兴、李某",
        "高兴同志主持",
        "由高兴主持",
        "补助高兴户",
    ],
)
def test_a_name_is_found(text: str) -> None:
    assert RESTRICTED.found(text)


@pytest.mark.parametrize(
    "text",
    ["", "大家很高兴地说", "松小\n塘", "小塘松", "松树", "欧阳", "不高兴的", "松小某"],
)
def test_what_is_no_name_is_left_alone(text: str) -> None:
    assert not RESTRICTED.found(text)


def test_who_holds_office_is_not_hidden_by_a_namesake() -> None:
    found = names.restricted(["松小塘", "松大塘"], public=["松 小塘"])
    assert not found.found("组长松小塘")
    assert found.found("松大塘")


def test_without_names_nothing_is_found() -> None:
    assert not names.NOBODY.found("松小塘")


def test_signs_in_a_name_are_no_pattern() -> None:
    found = names.restricted(["]^-", "a.b", "[\\x"])
    assert found.found("]^-")
    assert not found.found("axb")
