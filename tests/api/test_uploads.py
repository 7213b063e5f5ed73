"""Files over HTTP: handed over with a token, tried, taken in; nobody else's, and not for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from exchange.deliveries import book
from village import GROUP

from api import uploads
from tests.api.service import Service

HOUSEHOLDS: Any = {"户": [["户号", "居住情况", "立户日期"], ["H01", "在家", "2004-01-01"]]}
WRONG: Any = {"户": [["户号", "居住情况", "立户日期"], ["H01", "在屋", "2004-01-01"]]}

IMPORT = """mutation($input: Import!) { %s(input: $input) {
  ... on ImportReport { taken created changed unchanged
    complaints { edges { node { sheet row column valueClass expected } } } }
  ... on Refused { code } } }"""


def put(service: Service, content: bytes, **headers: str) -> Any:
    """The response to a file."""
    sent = {"Authorization": f"Bearer {service.token}", **headers}
    return service.client.put("/uploads", content=content, headers=sent)


def run(service: Service, act: str, upload: str) -> Any:
    """What came of a file."""
    variables = {"input": {"upload": upload, "area": GROUP}}
    answer = service.ask(IMPORT % act, known=True, variables=variables).json()
    return answer["data"][act]


def test_a_file_is_tried_and_then_taken_in(service: Service) -> None:
    named = {"Content-Disposition": "attachment; filename*=UTF-8''%E6%88%B7.xlsx"}
    response = put(service, book(HOUSEHOLDS), **named)
    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    upload = response.json()["upload"]
    tried = run(service, "checkImport", upload)
    assert (tried["taken"], tried["created"]) == (False, 1)
    assert run(service, "checkImport", upload)["created"] == 1, "the trial wrote nothing"
    assert run(service, "runImport", upload)["taken"]
    again = run(service, "runImport", upload)
    assert (again["created"], again["unchanged"]) == (0, 1)


def test_what_is_wrong_is_told_in_its_place_and_nothing_is_taken_in(service: Service) -> None:
    upload = put(service, book(WRONG)).json()["upload"]
    report = run(service, "runImport", upload)
    [edge] = report["complaints"]["edges"]
    assert not report["taken"]
    assert edge["node"] == {
        "sheet": "户",
        "row": 2,
        "column": "B列“居住情况”",
        "valueClass": "文本",
        "expected": "应当是其中之一：在家、部分外出、全家外出",
    }


def test_a_file_lies_there_for_a_day(service: Service) -> None:
    upload = put(service, book(HOUSEHOLDS)).json()["upload"]
    service.clock.moment += timedelta(days=1, seconds=1)
    assert run(service, "runImport", upload) == {"code": "imports.upload-unknown"}


@pytest.mark.parametrize("upload", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_number_that_nobody_was_given_is_told(service: Service, upload: str) -> None:
    assert run(service, "checkImport", upload) == {"code": "imports.upload-unknown"}


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        pytest.param(b"x", {"Authorization": ""}, 401, id="nobody"),
        pytest.param(b"x", {"Authorization": "Bearer zuwu_x"}, 401, id="an unknown token"),
        pytest.param(b"", {}, 400, id="an empty file"),
        pytest.param(b" " * (uploads.LARGEST_FILE + 1), {}, 413, id="a file that is too large"),
    ],
)
def test_what_is_no_file_of_an_officer_is_not_kept(
    service: Service, content: bytes, headers: dict[str, str], status: int
) -> None:
    assert put(service, content, **headers).status_code == status


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_file_can_only_be_put(service: Service, method: str) -> None:
    assert service.client.request(method, "/uploads").status_code in {404, 405}


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        pytest.param('attachment; filename="roll.csv"', "roll.csv", id="a plain name"),
        pytest.param("attachment; filename*=UTF-8''%E6%88%B7.xlsx", "户.xlsx", id="Chinese"),
        pytest.param('attachment; filename="../../etc/x.csv"', "x.csv", id="with folders"),
        pytest.param("", "upload.xlsx", id="none"),
    ],
)
def test_the_name_of_a_file_is_its_last_part(disposition: str, name: str) -> None:
    assert uploads.file_name(disposition) == name
