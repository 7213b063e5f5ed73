"""Limits: what is too large is refused before anything is executed, and in no time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import village as v
from conformance.gql_client import documented
from docs.test_manuals import ROOT
from graphql import build_schema, get_introspection_query, parse

from api import limits
from api.codes import Code
from api.examining import Examined, examined
from api.limits import LARGEST

SCHEMA = build_schema("type Query { a: Query, b: Int, c(d: Int): Int }")


def faults(query: str) -> list[str]:
    """The codes of what the limits say of an operation."""
    return [(fault.extensions or {})["code"] for fault in limits.excess(parse(query))]


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


def fragments(*bodies: str) -> str:
    """Fragments F0, F1 ... with these selections."""
    return "".join(f"fragment F{n} on Query {{ {body} }}" for n, body in enumerate(bodies))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param(nested(LARGEST.depth + 1), Code.LIMITS_DEPTH, id="fields within fields"),
        pytest.param("{" + "b " * (LARGEST.roots + 1) + "}", Code.LIMITS_ROOTS, id="at the top"),
        pytest.param("{a{" + "b " * LARGEST.fields + "}}", Code.LIMITS_FIELDS, id="fields in all"),
        pytest.param(
            "{a{" + " ".join(f"x{n}: b" for n in range(LARGEST.aliases + 1)) + "}}",
            Code.LIMITS_ALIASES,
            id="aliases",
        ),
        pytest.param(
            "{b" + " @skip(if: false)" * (LARGEST.directives + 1) + "}",
            Code.LIMITS_DIRECTIVES,
            id="directives",
        ),
        pytest.param(
            "{a{" + "...{ }" * (LARGEST.fragments + 1) + "}}", Code.LIMITS_FRAGMENTS, id="fragments"
        ),
        pytest.param(
            "{b}" + fragments(*["b"] * (limits.WRITTEN + 1)), Code.LIMITS_FRAGMENTS, id="written"
        ),
        pytest.param(
            "{a{" + "b " * (LARGEST.repeats + 2) + "}}", Code.LIMITS_REPEATS, id="the same again"
        ),
        pytest.param(
            "{" + "a{b b b b b b b b} " * 15 + "}", Code.LIMITS_REPEATS, id="again among merged"
        ),
        pytest.param(
            " ".join(f"query Q{n} {{b}}" for n in range(limits.OPERATIONS + 1)),
            Code.LIMITS_OPERATIONS,
            id="operations",
        ),
        pytest.param(
            "{" + "...{" * 150 + "b" + "}" * 151, Code.LIMITS_DEPTH, id="unnamed in unnamed"
        ),
    ],
)
def test_each_measure_has_its_limit(query: str, code: Code) -> None:
    assert faults(query) == [code]


def test_what_is_as_large_as_allowed_passes() -> None:
    assert not faults(nested(LARGEST.depth))


def test_fragments_count_for_what_they_spread_out_to() -> None:
    spread = "fragment F on Query { a { b c b c b } }"
    assert faults("{ a {" + "...F " * 90 + "} }" + spread) == [Code.LIMITS_FIELDS]


def linear(levels: int) -> str:
    """Each fragment spreads the next one twice, and asks for nothing itself."""
    return "{ ...F0 }" + fragments(*(f"...F{n + 1} ...F{n + 1}" for n in range(levels)), "b")


def hollow(levels: int) -> str:
    """The same, with nothing at its end."""
    return "{ ...F0 }" + fragments(*(f"...F{n + 1} ...F{n + 1}" for n in range(levels)), "")


def wide(levels: int) -> str:
    """Each fragment spreads the next one thirty times."""
    return "{ ...F0 }" + fragments(*(f"...F{n + 1} " * 30 for n in range(levels)), "b")


def unnamed(levels: int) -> str:
    """The same fields in nested fragments without a name, which have to be merged."""
    return "{" + "a { b ... { a { b" * levels + " b " + "} } }" * levels + "}"


def merged(levels: int) -> str:
    """As many fields of the same name as there is room for, each to be compared with each."""
    return "{ a {" + "c(d: 1) " * (12 * levels) + "} }"


def _quickest(examine: Callable[[], Examined]) -> tuple[Examined, float]:
    """What was found, and the seconds of computing that it took when nothing came between."""
    took = []
    for _ in range(3):
        started = time.process_time()
        found = examine()
        took.append(time.process_time() - started)
    return found, min(took)


@pytest.mark.parametrize("levels", [10, 20, 30, 40])
@pytest.mark.parametrize("shape", [bomb, linear, hollow, wide, unnamed, merged])
def test_a_bomb_is_refused_before_the_standard_rules_look_at_it(
    shape: Callable[[int], str], levels: int
) -> None:
    document = parse(shape(levels))
    found, took = _quickest(lambda: examined.__wrapped__(SCHEMA, document, known=False))
    assert took < 0.05
    assert all((each.extensions or {})["code"].startswith("limits.") for each in found.errors)
    assert found.errors


def test_what_passes_the_limits_is_validated_quickly() -> None:
    """The worst that the limits let through, for the rule that compares all with all."""
    document = parse("{" + ("a {" + "c(d: 1) " * 6 + "} ") * 14 + "}")
    found, took = _quickest(lambda: examined.__wrapped__(SCHEMA, document, known=False))
    assert not found.errors
    assert took < 0.05


def test_a_fragment_that_holds_itself_or_is_not_used_is_refused_too() -> None:
    assert faults("{ ...F } fragment F on Query { a { ...F } }") == [Code.VALIDATION_FAILED]
    assert faults("{ b } fragment F on Query { a { ...F } }") == [Code.VALIDATION_FAILED]


def test_introspection_as_tools_send_it_fits_in() -> None:
    query = get_introspection_query(input_value_deprecation=True, schema_description=True)
    assert not examined(v.schema()._schema, parse(query, max_tokens=2000), known=True).errors


@pytest.mark.parametrize("manual", ["README.md", "docs/frontends.md"])
def test_the_documented_operations_fit_in(manual: str) -> None:
    for operation in documented((ROOT / manual).read_text(encoding="utf-8")):
        assert not limits.excess(parse(operation.text))
