"""What may be shown of a name or a text."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import masking

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王五", "王某"),
        ("王小五", "王某某"),
        ("王 小五", "王某某"),
        ("王\u200b小五", "王某某"),
        ("欧阳修", "欧阳某"),
        ("司马相如", "司马某某"),
        pytest.param("欧阳", "欧某", id="two characters are one and one"),
        pytest.param("王", "王某", id="a surname alone"),
        pytest.param("买买提·吐尔逊", "买某某", id="a long name shows one character"),
        pytest.param("John Smith", "某某", id="another script shows nothing"),
        pytest.param("<b>", "某某", id="markup shows nothing"),
        pytest.param("", "某某", id="nobody"),
    ],
)
def test_a_resident_shows_the_surname_only(name: str, shown: str) -> None:
    assert masking.resident(name) == shown


def test_an_office_is_public_and_so_is_its_holder() -> None:
    assert masking.post_holder(" 王\u202e小五\n") == "王小五"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("12", "第12户"),
        ("１２", "第12户"),
        ("第12户", "第12户"),
        ("A-012", "第A-012户"),
        pytest.param("王五家", "某户", id="a name is no number"),
        pytest.param("13800000000", "某户", id="a telephone number is no household"),
        pytest.param("", "某户", id="no number"),
    ],
)
def test_a_household_shows_its_number_in_the_group(number: str, shown: str) -> None:
    assert masking.household(number) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param(" 同意\u200b。 ", "同意。", id="zero-width characters go"),
        pytest.param("甲\u202e乙\u2066丙", "甲乙丙", id="direction marks go"),
        pytest.param("一\r\n二\r三\u2028四", "一\n二\n三\n四", id="every line end is one"),
        pytest.param("金额\t12", "金额 12", id="a tab is a space"),
        pytest.param("e\u0301", "é", id="letters are composed"),
        pytest.param("①全角（12）", "①全角（12）", id="what is shown stays as it is"),
        pytest.param("\ud800甲", "甲", id="half a character goes"),
    ],
)
def test_a_text_keeps_what_it_shows_and_nothing_that_it_hides(raw: str, shown: str) -> None:
    assert masking.text(raw) == shown


han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@given(st.text(han, min_size=2, max_size=6))
def test_a_resident_is_never_shown_by_the_given_name(name: str) -> None:
    shown = masking.resident(name)
    kept = shown.rstrip("某")
    assert name.startswith(kept)
    assert len(kept) <= 2 - (len(name) == 2)
    assert re.fullmatch(r".{1,2}?某{1,2}", shown)


@given(st.text())
def test_a_resident_is_made_of_chinese_characters_only(name: str) -> None:
    shown = masking.resident(name)
    assert all(unicodedata.name(c).startswith("CJK UNIFIED") for c in shown)
    assert 2 <= len(shown) <= 4


@given(st.text())
def test_a_text_hides_nothing(raw: str) -> None:
    shown = masking.text(raw)
    assert all(c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"} for c in shown)
    assert unicodedata.is_normalized("NFC", shown)
    assert shown == shown.strip()


@given(st.text())
def test_a_public_text_stays_as_it_is(raw: str) -> None:
    assert masking.text(masking.text(raw)) == masking.text(raw)


def test_only_masking_makes_public_names_and_texts() -> None:
    made = re.compile(r"\bPublic(?:Name|Text)\(")
    elsewhere = [
        str(path.relative_to(ROOT))
        for room in ("api", "schema", "publisher", "cli")
        for path in (ROOT / room).rglob("*.py")
        if path.name != "masking.py" and made.search(path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


def test_who_has_agreed_is_named_in_full_and_a_group_by_its_name() -> None:
    assert masking.consenting("松某禾\u200b") == "松某禾"
    assert masking.area(" 第一组\u202e ") == "第一组"
