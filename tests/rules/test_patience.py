"""How long somebody waits before trying again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules.patience import ADDRESS, BESIEGED, HERE, Patience

EACH = (HERE, BESIEGED, ADDRESS)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [
        pytest.param(4, 0, id="the fifth attempt is free"),
        pytest.param(5, 2, id="the sixth waits"),
        pytest.param(6, 4, id="twice as long"),
        pytest.param(12, 256, id="and so on"),
        pytest.param(13, 300, id="never longer than five minutes"),
        pytest.param(10**9, 300, id="whatever was tried"),
    ],
)
def test_waits_double_up_to_an_end(attempts: int, seconds: int) -> None:
    assert HERE.wait(attempts) == timedelta(seconds=seconds)


@given(st.sampled_from(EACH), st.integers(0, 10**6))
def test_another_attempt_never_shortens_the_wait(patience: Patience, attempts: int) -> None:
    assert timedelta(0) <= patience.wait(attempts) <= patience.wait(attempts + 1)
    assert patience.wait(attempts) <= patience.longest


def test_under_siege_patience_is_shorter_at_every_step() -> None:
    assert all(BESIEGED.wait(count) >= HERE.wait(count) for count in range(40))
