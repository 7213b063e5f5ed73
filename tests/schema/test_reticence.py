"""What does not fit the schema is answered without the values that it held."""

from __future__ import annotations

import pytest
import village as v
from graphql import GraphQLError

from schema.base import reticence

SECRET = "hunter2-hunter2"
LOG_IN = "mutation($input: Credentials!) { logIn(input: $input) { __typename } }"
ASKED = [
    (LOG_IN, {"input": {"name": "松甲", "password": {"a": SECRET}}}),
    (LOG_IN, {"input": {"name": "松甲", "password": [SECRET]}}),
    (LOG_IN, {"input": {"name": "松甲", "passwort": SECRET}}),
    (LOG_IN, {"input": {"name": {"a": 1}, "password": SECRET}}),
    (LOG_IN, {"input": SECRET}),
    (LOG_IN, {"input": f"' found: {SECRET}"}),
    (LOG_IN, {"input": {"password": f"{SECRET}\ud800"}}),
    (f'mutation {{ logIn(input: {{password: ["{SECRET}"]}}) {{ __typename }} }}', {}),
    (f'mutation {{ logIn(input: "{SECRET}") {{ __typename }} }}', {}),
    (f'mutation {{ logIn(input: {{password "{SECRET}"}}) {{ __typename }} }}', {}),
    (f'mutation {{ logIn("{SECRET}") {{ __typename }} }}', {}),
    (f'{{ areas(first: "{SECRET}") {{ totalCount }} }}', {}),
    (f'{{ notices(filter: {{postedOn: "{SECRET}"}}) {{ totalCount }} }}', {}),
    ("query($on: Date) { areas(filter: {on: $on}) { totalCount } }", {"on": SECRET}),
]


@pytest.mark.parametrize(("query", "variables"), ASKED)
async def test_no_answer_repeats_what_was_in_the_wrong_place(
    query: str, variables: dict[str, object]
) -> None:
    answer = await v.Ask(v.ANYONE).raw(query, **variables)
    assert answer.errors
    assert not any("hunter2" in str(error.formatted) for error in answer.errors)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        pytest.param(
            "Variable '$input' has invalid value at .a[0].b: Int cannot represent"
            " non-integer value: 'x'",
            "Variable '$input' has invalid value at .a[0].b: Int cannot represent"
            " non-integer value.",
            id="place and type stay",
        ),
        pytest.param(
            "Value 'x' does not exist in 'Role' enum.",
            "Expected a value of the enum 'Role'.",
            id="the name of an enum stays",
        ),
        pytest.param(
            "Cannot query field 'x' on type 'Query'.",
            "Cannot query field 'x' on type 'Query'.",
            id="a field is no value",
        ),
    ],
)
def test_what_was_expected_is_told(message: str, told: str) -> None:
    error = GraphQLError(message)
    reticence.mask(error)
    assert error.message == told
