"""Limits: what is too large is refused before anything is executed, and in no time."""

from __future__ import annotations

import time

import pytest
from graphql import build_schema, get_introspection_query, parse, specified_rules, validate

from api.endpoint import bounded
from api.limits import LARGEST, WithinLimits

SCHEMA = build_schema("type Query { a: Query, b: Int }")


def faults(query: str) -> list[str]:
    """What the limits say of an operation."""
    return [fault.message for fault in validate(SCHEMA, parse(query), [WithinLimits])]


def nested(depth: int) -> str:
    """Fields within fields, the last of them plain."""
    return "{" + "a{" * (depth - 1) + "b" + "}" * depth


def bomb(levels: int) -> str:
    """Fragments that each spread the next one twice."""
    chain = [
        f"fragment F{n} on Query {{ x: a {{ ...F{n + 1} }} y: a {{ ...F{n + 1} }} }}"
        for n in range(levels)
    ]
    return "{ ...F0 }" + "".join(chain) + f"fragment F{levels} on Query {{ b }}"


@pytest.mark.parametrize(
    ("query", "measure"),
    [
        pytest.param(nested(LARGEST.depth + 1), "depth", id="fields within fields"),
        pytest.param("{" + "b " * (LARGEST.roots + 1) + "}", "roots", id="fields at the top"),
        pytest.param("{a{" + "b " * LARGEST.fields + "}}", "fields", id="fields in all"),
        pytest.param(
            "{a{" + " ".join(f"x{n}: b" for n in range(LARGEST.aliases + 1)) + "}}",
            "aliases",
            id="aliases",
        ),
        pytest.param(
            "{b" + " @skip(if: false)" * (LARGEST.directives + 1) + "}",
            "directives",
            id="directives",
        ),
    ],
)
def test_each_measure_has_its_limit(query: str, measure: str) -> None:
    assert [fault.split()[5] for fault in faults(query)] == [measure]


def test_what_is_as_large_as_allowed_passes() -> None:
    assert not faults(nested(LARGEST.depth))


def test_fragments_count_for_what_they_spread_out_to() -> None:
    spread = "fragment F on Query { a { b b b b b } }"
    assert any("fields" in fault for fault in faults("{ a {" + "...F " * 90 + "} }" + spread))


def test_a_bomb_of_fragments_is_measured_in_no_time() -> None:
    document = parse(bomb(40))
    started = time.process_time()
    found = validate(SCHEMA, document, [WithinLimits])
    assert time.process_time() - started < 0.05
    assert any("fields far more" in fault.message for fault in found)


def test_a_bomb_passes_through_all_rules_quickly() -> None:
    document = parse(bomb(40))
    started = time.process_time()
    assert validate(SCHEMA, document, [*specified_rules, WithinLimits])
    assert time.process_time() - started < 1


def test_a_fragment_that_holds_itself_ends() -> None:
    assert faults("{ ...F } fragment F on Query { a { ...F } }") == []


def test_introspection_as_tools_send_it_fits_in() -> None:
    query = get_introspection_query(input_value_deprecation=True, schema_description=True)
    assert not validate(bounded()._schema, parse(query, max_tokens=2000), [WithinLimits])
