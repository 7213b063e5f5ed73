"""How many must be present before a meeting may decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import quorum
from schema.rules.profile import Profile
from schema.rules.quorum import Basis, BasisUnknown, Gathering, Headcount

GROUP, ASSEMBLY = Gathering.GROUP, Gathering.ASSEMBLY
DELEGATES, COLLECTIVE = Gathering.REPRESENTATIVES, Gathering.COLLECTIVE


@pytest.mark.parametrize(
    ("gathering", "count", "reached", "required"),
    [
        pytest.param(
            GROUP,
            Headcount(Basis.HOUSEHOLDS, 32, 47),
            True,
            32,
            id="32 of 47 households is two thirds",
        ),
        pytest.param(
            GROUP, Headcount(Basis.HOUSEHOLDS, 31, 47), False, 32, id="one household short"
        ),
        pytest.param(
            GROUP, Headcount(Basis.HOUSEHOLDS, 0, 0), False, 1, id="an empty roll decides nothing"
        ),
        pytest.param(GROUP, Headcount(Basis.ADULTS, 80, 120), True, 80, id="80 of 120 adults"),
        pytest.param(GROUP, Headcount(Basis.ADULTS, 79, 120), False, 80, id="79 of 120 adults"),
        pytest.param(
            ASSEMBLY,
            Headcount(Basis.ADULTS, 60, 120),
            False,
            61,
            id="half the villagers are no assembly",
        ),
        pytest.param(
            ASSEMBLY,
            Headcount(Basis.ADULTS, 61, 120),
            True,
            61,
            id="more than half the villagers are",
        ),
        pytest.param(
            ASSEMBLY,
            Headcount(Basis.HOUSEHOLDS, 60, 90),
            True,
            60,
            id="an assembly by two thirds of houses",
        ),
        pytest.param(
            DELEGATES,
            Headcount(Basis.REPRESENTATIVES, 20, 30),
            True,
            20,
            id="two thirds of representatives",
        ),
        pytest.param(
            DELEGATES,
            Headcount(Basis.REPRESENTATIVES, 19, 30),
            False,
            20,
            id="one representative short",
        ),
        pytest.param(
            COLLECTIVE, Headcount(Basis.MEMBERS, 79, 118), True, 79, id="79 of 118 members"
        ),
        pytest.param(
            COLLECTIVE, Headcount(Basis.MEMBERS, 78, 118), False, 79, id="78.67 rounds up, not down"
        ),
    ],
)
def test_a_meeting_may_decide_from_the_legal_attendance_on(
    national: Profile,
    gathering: Gathering,
    count: Headcount,
    reached: bool,
    required: int,
) -> None:
    verdict = quorum.verdict(count, gathering, national)
    assert (verdict.reached, verdict.required) == (reached, required)
    assert verdict.missing == max(0, required - count.present)


def test_a_verdict_names_its_article(national: Profile) -> None:
    verdict = quorum.verdict(Headcount(Basis.HOUSEHOLDS, 31, 47), GROUP, national)
    assert verdict.source == "《中华人民共和国村民委员会组织法》第三十二条第二款"


@pytest.mark.parametrize(
    ("gathering", "basis"),
    [(g, b) for g in Gathering for b in Basis if (g, b) not in quorum.KEYS],
)
def test_a_meeting_is_counted_only_on_a_basis_the_law_gives_it(
    national: Profile, gathering: Gathering, basis: Basis
) -> None:
    with pytest.raises(BasisUnknown):
        quorum.verdict(Headcount(basis, 1, 1), gathering, national)


@pytest.mark.parametrize(
    ("present", "entitled", "fact"),
    [
        pytest.param(32, 47, None, id="what can be"),
        pytest.param(47, 47, None, id="everybody came"),
        pytest.param(48, 47, "实到 48 户，多于应到的 47 户。", id="more came than there are"),
        pytest.param(-1, 47, "实到 -1 户，户数不能为负。", id="fewer than nobody came"),
        pytest.param(0, -1, "应到 -1 户，户数不能为负。", id="fewer than nobody is entitled"),
    ],
)
def test_impossible_counts_are_told_in_words(present: int, entitled: int, fact: str | None) -> None:
    assert quorum.impossible(Headcount(Basis.HOUSEHOLDS, present, entitled)) == fact


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_meeting_reaches_exactly_when_nobody_is_missing(
    national: Profile, present: int, entitled: int
) -> None:
    verdict = quorum.verdict(Headcount(Basis.ADULTS, present, entitled), GROUP, national)
    assert verdict.reached is (verdict.missing == 0 and entitled > 0)
