"""Cost: the most fields that an answer can hold, known before anything is executed."""

from __future__ import annotations

import time
from typing import Any

import orjson
import pytest
from conformance.gql_client import documented
from docs.test_manuals import ROOT
from graphql import parse

from api import cost
from schema.base.scope import ANYONE, Actor, AreaPath, Grant
from schema.rules.roles import Role
from tests.api.service import EXACT, Service

MOTIONS = """
query ($first: Int = 50) {
  motions(first: $first) { edges { node { id title result
    meeting { id title heldOn body { id name area { id fullName } } } } } }
}"""

HONOURS = """
query ($first: Int) {
  publications(first: $first) { edges { node { id ... on HonourList {
    laureates(first: 10) { edges { node { id group label a b c d e } } } } } } }
}"""


def requested(query: str, **variables: Any) -> int:
    """The cost of the only operation of a document."""
    [price] = cost.prices(parse(query)).values()
    return price.at(variables)


@pytest.mark.parametrize(
    ("query", "variables", "costs"),
    [
        pytest.param("{ a b c }", {}, 3, id="every field counts one"),
        pytest.param("{ a { totalCount } }", {}, 11, id="a total is a statement of its own"),
        pytest.param("{ a { edges { node { b } } } }", {}, 61, id="a page holds 20"),
        pytest.param("{ a(first: 3) { edges { cursor } } }", {}, 7, id="unless it says so"),
        pytest.param("{ a(last: 3) { edges { cursor } } }", {}, 7, id="also from the end"),
        pytest.param("{ a(first: 0) { edges { cursor } } }", {}, 1, id="nothing"),
        pytest.param("{ a(first: 9, last: 3) { edges { x } } }", {}, 7, id="the last come first"),
        pytest.param("{ a(first: 9, last: null) { edges { x } } }", {}, 19, id="null is no size"),
        pytest.param("{ a(first: 5000) { edges { x } } }", {}, 2001, id="never more than a page"),
        pytest.param("{ a(first: -5) { edges { x } } }", {}, 1, id="never less than nothing"),
        pytest.param("query($n: Int) { a(first: $n) { edges { x } } }", {"n": 3}, 7, id="given"),
        pytest.param("query($n: Int) { a(first: $n) { edges { x } } }", {}, 41, id="not given"),
        pytest.param("query($n: Int) { a(first: $n) { edges { x } } }", {"n": "x"}, 41, id="odd"),
        pytest.param("query($n: Int = 4) { a(first: $n) { edges { x } } }", {}, 9, id="a default"),
        pytest.param(
            "query($n: Int) { a(last: $n, first: 9) { edges { x } } }", {}, 19, id="the other one"
        ),
        pytest.param(
            "{ a(first: 10) { edges { b(first: 10) { edges { x } } } } }",
            {},
            1 + 10 * (1 + 1 + 10 * 2),
            id="pages within pages multiply",
        ),
        pytest.param(
            "query($n: Int, $m: Int) { a(first: $n) { edges { b(first: $m) { edges { x } } } } }",
            {"n": 10, "m": 10},
            1 + 10 * (1 + 1 + 10 * 2),
            id="also by variables",
        ),
        pytest.param(
            "query($m: Int) { a(first: 10) { edges { b(first: $m) { edges { x } } } } }",
            {"m": 10},
            1 + 10 * (1 + 1 + 10 * 2),
            id="or by one of them",
        ),
        pytest.param(
            "{ a(first: 3) { ...F } } fragment F on X { ... { edges { x } } }",
            {},
            7,
            id="fragments know their page",
        ),
    ],
)
def test_the_formula(query: str, variables: dict[str, Any], costs: int) -> None:
    assert requested(query, **variables) == costs


def test_the_largest_questions_of_front_ends_are_within_everyones_limit() -> None:
    assert requested(MOTIONS) < cost.ANYONE_MAY
    assert requested(HONOURS, first=100) < cost.ANYONE_MAY


def test_the_documented_operations_are_far_below() -> None:
    for manual in ("README.md", "docs/frontends.md"):
        for operation in documented((ROOT / manual).read_text(encoding="utf-8")):
            [price] = cost.prices(parse(operation.text)).values()
            assert price.at({}) < cost.ANYONE_MAY / 10, operation.names


def test_every_role_has_its_limit() -> None:
    assert set(cost.MOST) == set(Role)
    assert min(cost.MOST.values()) == cost.ANYONE_MAY


def test_the_highest_office_counts() -> None:
    path = AreaPath("439901")
    grants = (Grant(Role.CLERK, path), Grant(Role.AUDITOR, path), Grant(Role.GRID_WORKER, path))
    assert cost.limit(Actor(officer=None, name="甲", grants=grants)) == cost.MOST[Role.AUDITOR]
    assert cost.limit(ANYONE) == cost.ANYONE_MAY


def test_a_priced_document_is_computed_in_no_time() -> None:
    [price] = cost.prices(parse(HONOURS)).values()
    started = time.process_time()
    for _ in range(1000):
        price.at({"first": 100})
    assert time.process_time() - started < 1000 * 50e-6


DEAR = """
query($n: Int) { publications(first: $n) { edges { node { id
  responses(first: 100) { edges { node { id title } } } } } } }
"""


def test_the_cost_is_told_with_the_answer(service: Service) -> None:
    told = service.ask(DEAR, variables={"n": 10}).json()["extensions"]["cost"]
    assert told == {"requested": 1 + 10 * (3 + 1 + 100 * 4), "limit": cost.ANYONE_MAY}


def test_what_costs_too_much_is_refused_before_it_is_executed(service: Service) -> None:
    response = service.post(orjson.dumps({"query": DEAR, "variables": {"n": 100}}), accept=EXACT)
    assert response.status_code == 400
    answer = response.json()
    assert "data" not in answer
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "limits.cost"
    assert error["extensions"]["requested"] == answer["extensions"]["cost"]["requested"] == 40_401


def test_an_officer_may_ask_for_more(service: Service) -> None:
    answer = service.ask(DEAR, known=True, variables={"n": 100}).json()
    assert "errors" not in answer
    assert answer["extensions"]["cost"]["limit"] == cost.MOST[Role.ADMINISTRATOR]
