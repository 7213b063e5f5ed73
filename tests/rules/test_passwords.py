"""Which passwords are too easily guessed."""

import pytest

from schema.rules import passwords
from schema.rules.passwords import Weakness


@pytest.mark.parametrize(
    ("password", "found"),
    [
        pytest.param("松塘村口的老樟树有三百年", None, id="a sentence"),
        pytest.param("tea-4-kettle", None, id="words with signs between"),
        pytest.param("松塘村口的老樟树!", Weakness.SHORT, id="nine signs"),
        pytest.param("松" * 9 + "塘" * 192, Weakness.LONG, id="201 signs"),
        pytest.param("13900000000", Weakness.DIGITS, id="a telephone number"),
        pytest.param("1390000000０", Weakness.DIGITS, id="in full width too"),
        pytest.param("aabbaabbaabb", Weakness.MONOTONOUS, id="two signs over and over"),
        pytest.param("MyPassword-77", Weakness.COMMON, id="the word itself"),
        pytest.param("松甲的账号很安全吗", Weakness.SHORT, id="short before anything else"),
        pytest.param("松甲的账号很安全，对吗", Weakness.NAME, id="the own name"),
        pytest.param("xy-qwertyu-z", Weakness.RUN, id="a row of the keyboard"),
        pytest.param("ab-987654-xyz", Weakness.RUN, id="a run backwards"),
        pytest.param("ab-98765-xyz!", None, id="five in a row are still allowed"),
    ],
)
def test_a_password_is_judged(password: str, found: Weakness | None) -> None:
    assert passwords.weakness(password, "松甲") is found


def test_full_width_and_half_width_are_the_same_password() -> None:
    assert passwords.normal("Ａｂｃ１２３") == passwords.normal("Abc123")
