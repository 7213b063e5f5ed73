"""The model for a group's own elections: turnout, majority, run-off and proxies."""

import pytest

from schema.rules import citation, proxies
from schema.rules.profile import Profile
from schema.rules.proxies import Proxy


@pytest.mark.parametrize(
    ("key", "total", "required"),
    [
        pytest.param("election.turnout", 118, 60, id="118 registered need 60 ballots"),
        pytest.param("election.majority", 75, 38, id="75 voters elect with 38"),
        pytest.param("election.runoff", 75, 25, id="a run-off of 75 ballots needs 25"),
        pytest.param("election.runoff", 76, 26, id="a third is rounded up"),
    ],
)
def test_an_election_by_the_model(national: Profile, key: str, total: int, required: int) -> None:
    assert national.rule(key).threshold.required(total) == required


def test_the_model_is_never_cited_as_the_law_of_a_group(national: Profile) -> None:
    tables = (national.thresholds, national.periods, national.limits, national.practices)
    sources = [
        row.source
        for table in tables
        for key, row in table.items()
        if key.startswith(("election.", "supervision."))
    ]
    assert len(sources) >= 8
    assert all(source.startswith(citation.MODELLED_TEXT) for source in sources)


@pytest.mark.parametrize(
    ("principals", "overburdened"),
    [
        pytest.param("abc", (), id="three principals are allowed"),
        pytest.param("abcd", ("holder",), id="four are too many"),
        pytest.param("abcc", (), id="the same proxy written twice counts once"),
    ],
)
def test_nobody_votes_for_more_than_three(
    national: Profile, principals: str, overburdened: tuple[str, ...]
) -> None:
    given = [Proxy(principal, "holder") for principal in principals]
    limit = national.limits["election.proxies"].count
    assert proxies.overburdened(given, limit) == overburdened


def test_a_candidate_holds_no_proxy() -> None:
    given = [Proxy("a", "candidate"), Proxy("b", "neighbour")]
    assert proxies.candidates_holding(given, {"candidate"}) == ("candidate",)


def test_one_vote_is_given_to_one_holder() -> None:
    assert proxies.doubled([Proxy("a", "x"), Proxy("a", "y"), Proxy("b", "x")]) == ("a",)
