"""Attachments over HTTP: who hands in, what is taken, what is sent back, and how much it costs."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import attaching as a
import books
import pytest
from starlette.requests import Request
from strawberry import relay
from village import GROUP, NOW, TODAY, TOWN

from api import attachments, uploads
from api.asking import Unreadable
from schema import officers
from schema.papers import store
from schema.rules.roles import Role
from tests.api.service import Service

BODY = """mutation($input: BodyDraft!) { draftBody(input: $input) { ... on Body { id } } }"""
NOTICE = (
    """mutation($input: NoticeDraft!) { draftNotice(input: $input) { ... on Notice { id } } }"""
)
DESCRIBE = """mutation($input: AttachmentDescription!) { describeAttachment(input: $input) {
  ... on Attachment { version } } }"""


SUBMIT = """mutation($input: Submission!) { submit(input: $input) { ... on Edition { id } } }"""
APPROVE = """mutation($input: Ruling!) { approve(input: $input) { ... on Edition { version } } }"""
WITHDRAW = """mutation($input: ReasonedRuling!) { withdraw(input: $input) {
  ... on Edition { version } } }"""


def done(service: Service, act: str, token: str = "", **given: Any) -> Any:
    """What an act made; of another officer, where a token is given."""
    headers = {"Authorization": f"Bearer {token or service.token}"}
    sent = {"query": act, "variables": {"input": given}}
    answer = service.client.post("/graphql", json=sent, headers=headers).json()["data"]
    return next(iter(answer.values()))


async def _second() -> str:
    """The token of somebody else who may approve."""
    await officers.appoint("监事乙", Role.SUPERVISOR, TOWN, TODAY)
    return await officers.issue("监事乙", NOW, NOW + timedelta(days=30))


@pytest.fixture
def notice(service: Service) -> str:
    """The id of a notice."""
    body = done(
        service,
        BODY,
        area=GROUP,
        name="第一组组委会",
        classification="GROUP_COMMITTEE",
        contact="组务室 0731-00000000",
        foundingDate="2024-01-01",
    )
    made = done(
        service,
        NOTICE,
        body=body["id"],
        title="停水通知",
        text="五月五日检修水管。",
        contact="组务室 0731-00000000",
        postedFrom="2026-05-03",
        postedUntil="2026-06-02",
    )
    return str(made["id"])


def put(service: Service, record: str, content: Any, **headers: str) -> Any:
    """The response to a file for a record."""
    sent = {"Authorization": f"Bearer {service.token}", **headers}
    return service.client.put(
        "/attachments", params={"record": record}, content=content, headers=sent
    )


def get(service: Service, attachment: str, **headers: str) -> Any:
    """The response to an officer who asks for a content."""
    sent = {"Authorization": f"Bearer {service.token}", **headers}
    return service.client.get(f"/attachments/{attachment}", headers=sent)


def test_a_picture_goes_in_and_comes_back_without_its_place(service: Service, notice: str) -> None:
    named = {"Content-Disposition": "attachment; filename*=UTF-8''%E6%B8%A0.png"}
    response = put(service, notice, a.photograph(), **named)
    assert response.status_code == 201
    told = response.json()
    assert told["mediaType"] == "image/jpeg", "its name says otherwise"
    back = get(service, told["attachment"])
    assert back.status_code == 200
    assert b"Exif" not in back.content
    assert hashlib.sha256(back.content).hexdigest() == told["digest"]
    assert back.headers["content-type"] == "image/jpeg"
    assert back.headers["cache-control"] == "no-store"
    assert back.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert back.headers["x-content-type-options"] == "nosniff"
    assert back.headers["content-disposition"].startswith("inline; filename*=")


def test_a_paper_is_to_be_saved_and_not_shown(service: Service, notice: str) -> None:
    told = put(service, notice, a.paper()).json()
    disposition = get(service, told["attachment"]).headers["content-disposition"]
    assert disposition.startswith("attachment")


def test_nobody_without_a_token_reads_it(service: Service, notice: str) -> None:
    told = put(service, notice, a.paper()).json()
    for token in ("", "Bearer zuwu_x"):
        assert get(service, told["attachment"], Authorization=token).status_code == 401
    assert service.client.get(f"/public/attachments/{told['digest']}").status_code == 404


@pytest.mark.parametrize("name", ["x", "../zuwu.sqlite3", "%2e%2e%2f", "QXR0YWNobWVudDp4"])
def test_what_is_no_attachment_is_not_found(service: Service, name: str) -> None:
    assert get(service, name).status_code == 404
    assert service.client.get(f"/public/attachments/{name}").status_code == 404


NOWHERE = str(relay.GlobalID("Notice", "00000000-0000-4000-8000-000000000000"))


@pytest.mark.parametrize("record", ["", "x", NOWHERE, str(relay.GlobalID("Person", "x"))])
def test_a_record_out_of_scope_is_told_before_the_body_is_read(
    service: Service, record: str
) -> None:
    response = put(service, record, b" " * (uploads.LARGEST_FILE + 1))
    assert response.status_code == 404
    assert response.json()["code"] == "records.unknown"


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        pytest.param(b"", 400, "empty", id="nothing"),
        pytest.param(b"GIF89a", 415, "只收", id="another sort"),
        pytest.param(a.paper()[:90], 422, "损坏", id="broken"),
        pytest.param(a.paper("no. 11010519491231002X"), 422, "第 1 页", id="a private number"),
        pytest.param(b" " * (uploads.LARGEST_FILE + 1), 413, "bytes", id="too large"),
        pytest.param(
            iter([b" " * 1_000_000] * 21), 413, "bytes", id="too large, without saying how large"
        ),
    ],
)
def test_what_is_not_taken_says_why(
    service: Service, notice: str, content: Any, status: int, word: str
) -> None:
    response = put(service, notice, content)
    assert response.status_code == status
    assert word in response.text
    assert "1949" not in response.text
    assert not list(store.kept(service.home))


@pytest.mark.parametrize("header", ["Repr-Digest", "Content-Digest"])
def test_a_digest_that_comes_with_it_must_be_that_of_the_body(
    service: Service, notice: str, header: str
) -> None:
    content = a.paper()
    right = base64.b64encode(hashlib.sha256(content).digest()).decode()
    wrong = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
    good = put(service, notice, content, **{header: f"sha-512=:AAAA:, sha-256=:{right}:"})
    assert good.status_code == 201
    for told in (f"sha-256=:{wrong}:", "sha-256=:%%:", "sha-256=x"):
        assert put(service, notice, content, **{header: told}).status_code == 400
    assert put(service, notice, content, **{header: "md5=:AAAA:"}).status_code == 201


def test_a_packed_body_is_not_taken(service: Service, notice: str) -> None:
    response = put(service, notice, a.paper(), **{"Content-Encoding": "gzip"})
    assert response.status_code == 415


def arriving(*messages: tuple[float, dict[str, Any]]) -> Request:
    """A request whose body arrives message by message, each after so many seconds."""
    waiting = iter(messages)

    async def receive() -> Any:
        seconds, message = next(waiting)
        await asyncio.sleep(seconds)
        return message

    return Request({"type": "http", "method": "PUT", "headers": []}, receive)


def piece(content: bytes, *, more: bool = True) -> dict[str, Any]:
    """A part of a body."""
    return {"type": "http.request", "body": content, "more_body": more}


async def test_a_body_that_arrives_too_slowly_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "SLOWEST_FILE", 0.05)
    with pytest.raises(Unreadable) as fault:
        await attachments.received(arriving((0, piece(b"x")), (9, piece(b"x"))), tmp_path / "file")
    assert fault.value.status == 408


async def test_a_body_that_breaks_off_is_told(tmp_path: Path) -> None:
    gone = {"type": "http.disconnect"}
    with pytest.raises(Unreadable) as fault:
        await attachments.received(arriving((0, piece(b"x")), (0, gone)), tmp_path / "file")
    assert fault.value.status == 400


async def test_a_large_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    parts = [*((0, piece(b"x" * 65536)) for _ in range(300)), (0, piece(b"", more=False))]
    with books.weighed() as weight:
        await attachments.received(arriving(*parts), tmp_path / "file")
        store.measured(tmp_path / "file")
    assert (tmp_path / "file").stat().st_size == 300 * 65536
    assert weight() < 3_000_000


def test_everyone_reads_what_is_public_until_it_is_not(service: Service, notice: str) -> None:
    told = put(service, notice, a.photograph()).json()
    described = {
        "attachment": told["attachment"],
        "expectedVersion": 1,
        "title": "水渠",
        "alternativeText": "水渠已经清淤。",
    }
    assert done(service, DESCRIBE, **described) == {"version": 2}
    address = f"/public/attachments/{told['digest']}"
    given = {"document": "OPEN_NOTICE", "record": notice, "attachments": [told["attachment"]]}
    edition = done(service, SUBMIT, **given)
    assert service.client.get(address).status_code == 404
    token = service.client.portal.call(_second)
    ruling = {"edition": edition["id"], "expectedVersion": 1}
    assert done(service, APPROVE, token=token, **ruling)["version"] == 2
    shown = service.client.get(address)
    assert hashlib.sha256(shown.content).hexdigest() == told["digest"]
    assert shown.headers["cache-control"] == "public, no-cache"
    again = service.client.get(address, headers={"If-None-Match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    gone = {"edition": edition["id"], "expectedVersion": 2, "reason": "贴错了。"}
    done(service, WITHDRAW, **gone)
    assert service.client.get(address, headers=again.request.headers).status_code == 404
