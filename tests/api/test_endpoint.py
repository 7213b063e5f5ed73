"""GraphQL over HTTP: odd requests, who may ask how, and what is told of faults."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from graphql import get_introspection_query

from api import asking, endpoint, logs
from schema.base.context import Context
from tests.api.service import EXACT, Service

PUBLIC = "{ publications { totalCount } }"
OFFICERS = "{ notices { totalCount } }"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"5", 400, "request.not-an-object", id="a number"),
        pytest.param(b"null", 400, "request.not-an-object", id="null"),
        pytest.param(b'"x"', 400, "request.not-an-object", id="a text"),
        pytest.param(b"[]", 400, "request.batch", id="a list"),
        pytest.param(b'[{"query":"{__typename}"}]', 400, "request.batch", id="a batch"),
        pytest.param(b"", 400, "request.not-json", id="nothing"),
        pytest.param(b"{", 400, "request.not-json", id="half of it"),
        pytest.param(b'{"query":"\xff"}', 400, "request.not-json", id="not UTF-8"),
        pytest.param(b'{"query":"\\ud800"}', 400, "request.not-json", id="half a character"),
        pytest.param(b"[" * 100_000, 400, "request.not-json", id="nested without end"),
        pytest.param(
            b'{"query":"{__typename}","variables":' + b"[" * 100_000,
            400,
            "request.not-json",
            id="nested variables",
        ),
        pytest.param(b"{}", 400, "request.query-missing", id="no operation"),
        pytest.param(
            b'{"query":null}', 400, "request.query-missing", id="an operation that is null"
        ),
        pytest.param(
            b'{"query":5}', 400, "request.query-missing", id="an operation that is a number"
        ),
        pytest.param(b'{"query":"   "}', 400, "request.query-missing", id="an empty operation"),
        pytest.param(b'{"query":"{"}', 400, "parsing.failed", id="half an operation"),
        pytest.param(
            b'{"query":"' + b"{a" * 900 + b'"}',
            400,
            "limits.depth",
            id="an operation nested too deeply",
        ),
        pytest.param(
            b'{"query":"' + b"a " * 3000 + b'"}',
            400,
            "parsing.failed",
            id="a word that begins no operation",
        ),
        pytest.param(
            b'{"query":"{' + b"a " * 3000 + b'}"}', 400, "limits.tokens", id="too many words"
        ),
        pytest.param(
            b'{"query":"#' + b"a" * 60_000 + b'"}', 400, "limits.length", id="too many letters"
        ),
        pytest.param(
            b'{"query":"{__typename}","variables":[]}',
            400,
            "request.parameter",
            id="variables in a list",
        ),
        pytest.param(
            b'{"query":"{__typename}","variables":"x"}',
            400,
            "request.parameter",
            id="variables in a text",
        ),
        pytest.param(
            b'{"query":"{__typename}","operationName":5}',
            400,
            "request.parameter",
            id="a name that is none",
        ),
        pytest.param(
            b'{"query":"{__typename}","operationName":"X"}',
            400,
            "request.operation-unnamed",
            id="a name of nothing",
        ),
        pytest.param(
            b'{"query":"query A{__typename} query B{__typename}"}',
            400,
            "request.operation-unnamed",
            id="which of two",
        ),
        pytest.param(
            b'{"query":"fragment F on Query{__typename}"}',
            400,
            "request.operation-unnamed",
            id="a fragment only",
        ),
        pytest.param(b'{"query":"subscription{x}"}', 405, "request.method", id="a subscription"),
        pytest.param(
            b'{"query":"query($id:ID!){node(id:$id){id}}"}',
            400,
            "variables.wrong",
            id="a variable missing",
        ),
        pytest.param(b'{"query":"{nothing}"}', 400, "validation.failed", id="a field that is none"),
        pytest.param(
            b'{"query":"{__typename}","extensions":1}',
            400,
            "request.parameter",
            id="odd extensions",
        ),
        pytest.param(b" " * (asking.LARGEST_BODY + 1), 413, "request.body-too-long", id="too long"),
        pytest.param(b'{"query":"{__typename}"}', 200, None, id="a good one"),
    ],
)
def test_odd_bodies_are_the_clients_mistake(
    service: Service, body: bytes, status: int, code: str | None
) -> None:
    response = service.post(body)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{EXACT}; charset=utf-8"
    answer = response.json()
    assert ("data" in answer) == (code is None)
    for error in answer.get("errors", []):
        named = response.headers["x-correlation-id"]
        assert error["extensions"] == {"code": code, "correlationId": named}


def test_variables_nested_as_deeply_as_json_allows_are_no_fault(service: Service) -> None:
    deep = "[" * 1000 + "]" * 1000
    body = '{"query":"query($v:ID!){node(id:$v){id}}","variables":{"v":' + deep + "}}"
    assert service.post(body.encode()).status_code == 400


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('APPLICATION/JSON; Charset="UTF-8"', 200),
        ("application/json; charset=gbk", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
    ],
)
def test_only_json_is_read(service: Service, content_type: str, status: int) -> None:
    body = json.dumps({"query": PUBLIC}).encode()
    assert service.post(body, **{"content-type": content_type}).status_code == status


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("application/json", "application/json"),
        (EXACT, EXACT),
        (f"{EXACT}, application/json;q=0.9", EXACT),
        (f"{EXACT};q=0, application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/*;q=0.5", "application/json"),
    ],
)
def test_the_client_chooses_the_media_type(service: Service, accept: str, answered: str) -> None:
    response = service.post(json.dumps({"query": PUBLIC}).encode(), accept=accept)
    assert response.headers["content-type"].startswith(answered)
    assert response.headers["cache-control"] == "no-store"


def test_who_accepts_neither_is_told(service: Service) -> None:
    assert service.post(b"{}", accept="image/png").status_code == 406


def test_an_impossible_operation_is_a_400_only_to_who_knows_the_exact_type(
    service: Service,
) -> None:
    body = json.dumps({"query": "{ nothing }"}).encode()
    assert service.post(body).status_code == 400
    assert service.post(body, accept="application/json").status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_public_may_only_post(service: Service, method: str) -> None:
    response = service.client.request(method, "/graphql", params={"query": PUBLIC})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


def test_a_token_opens_get_for_queries_only(service: Service) -> None:
    known = {"Authorization": f"Bearer {service.token}"}
    read = service.client.get("/graphql", params={"query": OFFICERS}, headers=known)
    assert read.json()["data"] == {"notices": {"totalCount": 0}}
    given = '{edition: "RWRpdGlvbjp4", expectedVersion: 1, reason: ""}'
    write = f"mutation {{ withdraw(input: {given}) {{ __typename }} }}"
    for _ in range(2):  # before it is known how it is carried out, and after
        refused = service.client.get("/graphql", params={"query": write}, headers=known)
        assert refused.status_code == 405
        carried = service.ask(write, known=True).json()
        assert carried["data"]["withdraw"]["__typename"] == "Refused"
        assert carried["extensions"]["cost"]["requested"] > 0


def test_the_public_learns_nothing_of_the_schema(service: Service) -> None:
    assert "errors" in service.ask(get_introspection_query()).json()
    assert "errors" in service.ask('{ __type(name: "Person") { name } }').json()
    assert service.ask("{ __typename }").json()["data"] == {"__typename": "Query"}


def test_a_token_opens_introspection(service: Service) -> None:
    answer = service.ask(get_introspection_query(), known=True).json()
    assert answer["data"]["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize(
    "query",
    [
        "{ publication { totalCount } }",
        "{ publications(firs: 1) { totalCount } }",
        '{ publications(filter: {are: "439901"}) { totalCount } }',
        "{ publications(order: NEWES) { totalCount } }",
        "{ publications { edges { node { ... on OpenNotic { text } } } } }",
    ],
)
def test_nothing_is_suggested(service: Service, query: str) -> None:
    answer = service.ask(query).text
    assert "errors" in answer
    assert "Did you mean" not in answer


def test_at_most_five_errors_are_told(service: Service) -> None:
    query = "{" + " ".join(f"nothing{n}" for n in range(9)) + "}"
    assert len(service.ask(query).json()["errors"]) == 5


@pytest.mark.parametrize("header", ["Bearer zuwu_unknown", "Bearer ", "Basic eDp5", "zuwu_x"])
def test_a_token_that_nobody_carries_is_an_error(service: Service, header: str) -> None:
    response = service.client.post(
        "/graphql", json={"query": PUBLIC}, headers={"Authorization": header}
    )
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_a_token_ends_on_its_day(service: Service) -> None:
    assert service.ask(OFFICERS, known=True).status_code == 200
    service.clock.moment += timedelta(days=31)
    assert service.ask(OFFICERS, known=True).status_code == 401


def test_a_refused_query_says_why(service: Service) -> None:
    [error] = service.ask(OFFICERS).json()["errors"]
    assert error["path"] == ["notices"]
    assert error["extensions"]["code"] == "scope.not-permitted"
    assert set(error["extensions"]) == {"code", "correlationId", "fact", "message"}


def test_a_fault_is_masked_and_logged_without_what_was_asked(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Any:
        raise ValueError("13800000000 and 松塘甲")

    monkeypatch.setattr(Context, "reads", broken)
    query = '{ notices(filter: {title: "松塘乙"}) { totalCount } }'
    with caplog.at_level(logging.DEBUG):
        response = service.ask(query, known=True)
    [error] = response.json()["errors"]
    reference = response.headers["x-correlation-id"]
    assert error["message"] == f"internal fault, quote id {reference}"
    assert error["extensions"] == {"code": "fault", "correlationId": reference}
    written = str([logs.entry(record) for record in caplog.records])
    assert reference in written
    assert "builtins.ValueError" in written
    for private in ("13800000000", "松塘甲", "松塘乙", service.token):
        assert private not in caplog.text + written


def test_a_fault_outside_of_the_schema_is_masked_too(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise ValueError("private")

    monkeypatch.setattr(endpoint.identity, "actor", broken)
    response = service.ask(PUBLIC, known=True)
    assert response.status_code == 500
    assert "private" not in response.text
    assert "internal fault, quote id" in response.text


def test_an_operation_that_takes_too_long_is_given_up(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: object, **__: object) -> Any:
        await asyncio.sleep(60)

    monkeypatch.setattr(endpoint, "SLOWEST", 0.01)
    monkeypatch.setattr(endpoint.Schema, "execute", slow)
    response = service.ask(PUBLIC)
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["code"] == "limits.time"


def test_an_id_that_is_none_names_nothing(service: Service) -> None:
    answer = service.ask("query($id: ID!) { node(id: $id) { id } }", variables={"id": "x"})
    assert answer.status_code == 200
    assert "internal fault" not in answer.text
