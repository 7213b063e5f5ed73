"""How many must agree before a motion is carried."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import majority, quorum
from schema.rules.majority import Ballot, Tally
from schema.rules.profile import Profile
from schema.rules.quorum import Basis, BasisUnknown, Gathering, Headcount


@pytest.mark.parametrize(
    ("yes", "present", "reached", "required"),
    [
        pytest.param(17, 33, True, 17, id="17 of 33 present"),
        pytest.param(16, 33, False, 17, id="16 of 33 present fails"),
        pytest.param(18, 34, True, 18, id="18 of 34 present"),
        pytest.param(17, 34, False, 18, id="exactly half fails"),
        pytest.param(0, 0, False, 1, id="a meeting of nobody carries nothing"),
    ],
)
def test_an_ordinary_motion_needs_more_than_half_of_those_present(
    national: Profile, yes: int, present: int, reached: bool, required: int
) -> None:
    count = Headcount(Basis.HOUSEHOLDS, present, 47)
    verdict = majority.verdict(Tally(yes, 0, 0), count, Gathering.GROUP, national)
    assert (verdict.reached, verdict.required, verdict.entitled) == (reached, required, present)


def test_abstentions_and_spoiled_votes_count_against(national: Profile) -> None:
    count = Headcount(Basis.HOUSEHOLDS, 34, 47)
    verdict = majority.verdict(Tally(17, 1, 10, 6), count, Gathering.GROUP, national)
    assert not verdict.reached
    assert verdict.missing == 1


@pytest.mark.parametrize(
    ("yes", "reached"),
    [
        pytest.param(79, True, id="79 of all 118 members"),
        pytest.param(78, False, id="all 78 of those present would not do"),
    ],
)
def test_the_collective_needs_two_thirds_of_all_members(
    national: Profile, yes: int, reached: bool
) -> None:
    count = Headcount(Basis.MEMBERS, 90, 118)
    verdict = majority.verdict(Tally(yes, 0, 0), count, Gathering.COLLECTIVE, national)
    assert (verdict.reached, verdict.required, verdict.entitled) == (reached, 79, 118)
    assert "第二十七条第三款" in verdict.source


def test_one_vote_can_pass_the_ordinary_measure_and_fail_the_collective_one(
    national: Profile,
) -> None:
    both = majority.verdicts(
        Ballot(Tally(30, 5, 0), Headcount(Basis.HOUSEHOLDS, 35, 47)),
        Ballot(Tally(70, 9, 1), Headcount(Basis.MEMBERS, 80, 118)),
        national,
    )
    assert both.ordinary.reached
    assert not both.collective.reached
    assert both.collective.missing == 9


def test_the_collective_does_not_vote_by_households(national: Profile) -> None:
    count = Headcount(Basis.HOUSEHOLDS, 47, 47)
    with pytest.raises(BasisUnknown):
        majority.verdict(Tally(47, 0, 0), count, Gathering.COLLECTIVE, national)


@pytest.mark.parametrize(
    ("tally", "fact"),
    [
        pytest.param(Tally(30, 3, 1, 0), None, id="every vote of those present"),
        pytest.param(Tally(30, 3, 1, 1), "共计 35 票，多于实到的 34 户。", id="one vote too many"),
        pytest.param(Tally(30, -3, 1), "票数不能为负。", id="a negative vote"),
    ],
)
def test_impossible_votes_are_told_in_words(tally: Tally, fact: str | None) -> None:
    assert majority.impossible(tally, Headcount(Basis.HOUSEHOLDS, 34, 47)) == fact


def test_votes_of_an_impossible_meeting_are_impossible() -> None:
    count = Headcount(Basis.ADULTS, 5, 4)
    assert majority.impossible(Tally(1, 0, 0), count) == quorum.impossible(count)


votes = st.integers(0, 10**5)


@given(votes, votes, votes, votes)
def test_a_motion_and_its_opposite_are_never_both_carried(
    national: Profile, yes: int, no: int, abstain: int, invalid: int
) -> None:
    cast = Tally(yes, no, abstain, invalid).cast
    count = Headcount(Basis.ADULTS, cast, cast)
    carried = [
        majority.verdict(Tally(first, second, abstain, invalid), count, Gathering.GROUP, national)
        for first, second in ((yes, no), (no, yes))
    ]
    assert not all(verdict.reached for verdict in carried)
