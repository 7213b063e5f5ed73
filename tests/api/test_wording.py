"""What errors say: where and what was expected, and nothing of what was given."""

from __future__ import annotations

from typing import Any

import pytest

from api import wording
from tests.api.service import Service

SECRET = "13800000000"

LISTED = (
    "query($n: Int, $f: PublicationFilter) { publications(first: $n, filter: $f) { totalCount } }"
)
SAID_THEN = "query($id: ID!, $at: DateTime!) { publicationAsOf(id: $id, at: $at) { __typename } }"


@pytest.mark.parametrize(
    ("query", "variables", "said"),
    [
        (LISTED, {"n": SECRET}, "Variable '$n' has invalid value: Int cannot represent"),
        (LISTED, {"n": int(SECRET)}, "Variable '$n' has invalid value: Int cannot represent"),
        (LISTED, {"f": SECRET}, "Expected value of type 'PublicationFilter' to be an object."),
        (LISTED, {"f": {"text": SECRET, "x": 1}}, "not to include unknown field 'x'."),
        (LISTED, {"f": {SECRET + " ": 1}}, "Expected value of type 'PublicationFilter'."),
        (LISTED, {"f": {"area": SECRET}}, "at .area: Expected value of type 'AreaPath'."),
        (LISTED, {"f": {"document": SECRET}}, "Expected a value of the enum 'DocumentType'."),
        (LISTED, {"f": {"document": 138}}, "Enum 'DocumentType' cannot represent"),
        (LISTED, {"f": {"text": 13800000000}}, "Expected value of type 'Text'."),
        (SAID_THEN, {"id": "x", "at": SECRET}, "Value cannot represent a DateTime."),
        (
            SAID_THEN,
            {"id": SECRET},
            "of non-null type 'DateTime!' to be provided.",
        ),
        (SAID_THEN, {"id": [SECRET], "at": "2026-01-01"}, "ID cannot represent value."),
        (f'{{ publications(first: "{SECRET}") {{ totalCount }} }}', {}, "Int cannot represent"),
        (f"{{ publications(first: {SECRET}) {{ totalCount }} }}", {}, "Int cannot represent"),
        (f'{{ publications(filter: {{area: "{SECRET}"}}) {{ totalCount }} }}', {}, "'AreaPath'."),
        (f'{{ node(id: "x") "{SECRET}" }}', {}, "Syntax Error: "),
        (f"{{ node(id: x) {SECRET} }}", {}, "Syntax Error: "),
    ],
)
def test_a_message_never_repeats_a_value(
    service: Service, query: str, variables: dict[str, Any], said: str
) -> None:
    response = service.ask(query, variables=variables)
    assert said in "".join(error["message"] for error in response.json()["errors"])
    assert SECRET not in response.text


def test_a_message_of_unknown_making_says_nothing() -> None:
    assert wording.reticent(f"Expected value like {SECRET}") == (
        "The value is not of the expected type."
    )


def test_a_message_about_names_stays_and_is_short() -> None:
    said = "Cannot query field 'nothing' on type 'Query'."
    assert wording.reticent(f"{said} Did you mean 'notice'?") == said
    assert len(wording.reticent("Cannot query field '" + "x" * 9000)) == wording.LONGEST
