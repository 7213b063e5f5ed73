"""How many are enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules.fraction import Threshold

TWO_THIRDS = Threshold(2, 3, strict=False)
MORE_THAN_HALF = Threshold(1, 2, strict=True)


@pytest.mark.parametrize(
    ("threshold", "count", "total", "met"),
    [
        pytest.param(TWO_THIRDS, 2, 3, True, id="two thirds or more includes two thirds"),
        pytest.param(TWO_THIRDS, 1, 3, False, id="one third is not two thirds"),
        pytest.param(MORE_THAN_HALF, 17, 34, False, id="more than half does not include half"),
        pytest.param(MORE_THAN_HALF, 18, 34, True, id="one above half is more than half"),
        pytest.param(MORE_THAN_HALF, 1, 1, True, id="one of one is more than half"),
        pytest.param(TWO_THIRDS, 0, 0, False, id="of nobody nothing is enough"),
        pytest.param(TWO_THIRDS, 1, 0, False, id="not even one of nobody is enough"),
    ],
)
def test_the_edges_of_a_share(threshold: Threshold, count: int, total: int, met: bool) -> None:
    assert threshold.met(count, total) is met


@pytest.mark.parametrize("threshold", [TWO_THIRDS, MORE_THAN_HALF])
def test_an_empty_whole_still_requires_one(threshold: Threshold) -> None:
    assert threshold.required(0) == 1


def thresholds() -> st.SearchStrategy[Threshold]:
    shares = st.tuples(st.integers(1, 50), st.integers(1, 50), st.booleans())
    return shares.filter(lambda s: s[0] < s[1] or (s[0] == s[1] and not s[2])).map(
        lambda s: Threshold(*s)
    )


@given(thresholds(), st.integers(1, 10**6))
def test_required_is_the_smallest_count_that_meets(threshold: Threshold, total: int) -> None:
    required = threshold.required(total)
    assert threshold.met(required, total)
    assert not threshold.met(required - 1, total)
    assert 1 <= required <= total


@given(thresholds(), st.integers(1, 10**6), st.integers(0, 10**6))
def test_met_compares_without_division(threshold: Threshold, total: int, count: int) -> None:
    have, need = count * threshold.denominator, total * threshold.numerator
    assert threshold.met(count, total) is (have > need if threshold.strict else have >= need)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_more_than_half_cannot_carry_both_ways(total: int, yes: int) -> None:
    assert not (MORE_THAN_HALF.met(yes, total) and MORE_THAN_HALF.met(total - yes, total))


@pytest.mark.parametrize(
    "share",
    [
        pytest.param((0, 3, False), id="nothing is no share"),
        pytest.param((4, 3, False), id="more than the whole is no share"),
        pytest.param((3, 3, True), id="more than everybody cannot agree"),
    ],
)
def test_a_share_that_cannot_be_met_is_no_threshold(share: tuple[int, int, bool]) -> None:
    with pytest.raises(ValueError, match="no share"):
        Threshold(*share)
