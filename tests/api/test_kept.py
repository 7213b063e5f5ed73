"""Answers for everyone are kept, and never longer than they are true."""

from __future__ import annotations

import asyncio
import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import village as v

from api import kept
from api.answering import PLAIN, Answer
from schema.base.changes import Changes
from tests.api.live import Live, beside, living, staffed
from tests.api.service import Service

ASKED = {"query": "{ publications { totalCount edges { node { id title number } } } }"}
ROUNDS = 12
"""How often something is published while another process is asked all the time."""


def ask(service: Service, **headers: str) -> Any:
    """The response to the same question."""
    return service.client.post("/graphql", json=ASKED, headers=headers)


def test_the_same_question_has_the_same_answer_and_says_so(service: Service) -> None:
    first, second, third = (ask(service) for _ in range(3))
    assert first.headers["cache-control"] == "no-store"  # it taught the plan
    assert second.json() == third.json() == first.json()
    assert second.headers["cache-control"] == "public, no-cache"
    assert second.headers["etag"] == third.headers["etag"]
    again = ask(service, **{"If-None-Match": third.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert ask(service, **{"If-None-Match": '"another"'}).status_code == 200


def test_what_comes_with_a_token_is_kept_nowhere(service: Service) -> None:
    for _ in range(3):
        response = service.ask(ASKED["query"], known=True)
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers


def test_a_long_answer_is_kept_compressed_too(service: Service) -> None:
    parts = (f"a{n}: publications {{ totalCount pageInfo {{ hasNextPage }} }}" for n in range(20))
    wide = {"query": f"{{ {' '.join(parts)} }}"}
    etags = set()
    for encoding in ("identity", "gzip"):
        for _ in range(3):
            headers = {"Accept-Encoding": encoding}
            response = service.client.post("/graphql", json=wide, headers=headers)
        assert response.headers.get("content-encoding", "identity") == encoding
        assert response.json()["data"]["a19"]["totalCount"] == 0
        etags.add(response.headers["etag"])
    assert len(etags) == 2


async def test_what_is_kept_stays_within_its_room(
    village: v.Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long questions take room as well as answers; what was asked last is what stays."""
    monkeypatch.setattr(kept, "LARGEST", 20_000)
    answers, said = kept.Answers(Changes()), Answer(200, {"data": None})
    for number in (1, 2, 3, 4, 4):
        asked = bytes([number]) * 6_000, PLAIN, False
        await answers.keep(asked, said, v.NOW, answers.generation)
    found = [answers.found((bytes([n]) * 6_000, PLAIN, False), v.NOW) for n in (1, 2, 3, 4)]
    assert [each is not None for each in found] == [False, True, True, True]
    assert 18_000 < answers.size <= 20_000


def spoken(head: str, body: bytes) -> bytes:
    """A request to `/graphql` as it goes over the wire."""
    lines = f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n{head}\r\n"
    return lines.encode() + body


async def heard(live: Live, *pieces: bytes) -> list[tuple[dict[str, str], bytes]]:
    """The responses to what is sent piece by piece on one connection; the last asks to end it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.05)
    said, found = await reader.read(), []
    writer.close()
    while said:
        head, _, rest = said.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        told = dict(line.split(": ", 1) for line in lines) | {"status": status.split()[1]}
        length = int(told.get("content-length", "0"))
        found.append((told, rest[:length]))
        said = rest[length:]
    return found


PLAINLY = "content-type: application/json\r\n"
CLOSING = f"{PLAINLY}connection: close\r\n"


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_what_is_known_by_heart_is_told_as_the_service_tells_it(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    body = json.dumps(ASKED).encode()
    once, last = spoken(PLAINLY, body), spoken(CLOSING, body)
    with living(url, tmp_path, tokens) as live:
        await live.notice()
        *_, (slowly, answer) = await heard(live, once, once, last)
        for pieces in ((once, last), (once + last,), (once[:-9], once[-9:], last)):
            (quickly, same), _ = await heard(live, *pieces)
            apart = {"x-correlation-id", "date", "connection"}
            assert same == answer
            assert {name: slowly[name] for name in slowly.keys() - apart} == {
                name: quickly[name] for name in quickly.keys() - apart
            }
            assert re.fullmatch("[0-9a-f]{12}", quickly["x-correlation-id"])


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_whoever_asks_otherwise_is_not_answered_by_heart(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    body = json.dumps(ASKED).encode()
    with living(url, tmp_path, tokens) as live:
        known = await heard(live, *[spoken(PLAINLY, body)] * 3, spoken(CLOSING, body))
        etag = known[-1][0]["etag"]
        for head, status in (
            ("authorization: Bearer zuwu_unknown\r\n", "401"),
            (f"if-none-match: {etag}\r\n", "304"),
            ("accept: text/html\r\n", "406"),
            ("content-encoding: gzip\r\n", "415"),
            ("x-correlation-id: of-my-proxy\r\n", "200"),
        ):
            [(told, _)] = await heard(live, spoken(CLOSING + head, body))
            assert told["status"] == status, head
            (told, _), _ = await heard(live, spoken(PLAINLY + head, body), spoken(CLOSING, body))
            assert told["status"] == status, head
        assert told["x-correlation-id"] == "of-my-proxy"


both = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])


@pytest.fixture
async def tokens(url: str) -> dict[str, str]:
    """A village, and a token for each of its officers."""
    return await staffed(url)


async def number(live: Live, client: httpx2.AsyncClient | None = None) -> int:
    """How many publications everyone is told of."""
    if client is None:
        async with httpx2.AsyncClient() as fresh:
            return await number(live, fresh)
    response = await client.post(f"{live.url}/graphql", json=ASKED)
    return int(response.json()["data"]["publications"]["totalCount"])


@both
async def test_who_has_published_reads_it_at_once(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    with living(url, tmp_path, tokens) as live:
        body = await v.body(live.caller("clerk"))
        for published in range(1, 5):
            for _ in range(3):
                assert await number(live) == published - 1
            notice = await v.notice(live.caller("clerk"), body)
            edition = await v.published(live.village, "OPEN_NOTICE", notice)
            assert await number(live) == published
        ended = {"edition": edition["id"], "expectedVersion": edition["version"]}
        await live.caller("supervisor").does("withdraw", "ReasonedRuling", **ended, reason="有误。")
        assert await number(live) == published - 1


@both
async def test_a_posting_period_ends_for_what_is_kept_too(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    with living(url, tmp_path, tokens) as live:
        await live.notice()
        for _ in range(3):
            assert await number(live) == 1
        live.clock.moment += timedelta(days=400)
        assert await number(live) == 0


@pytest.mark.parametrize("dialect", ["postgresql"])  # one process serves a file
async def test_no_process_goes_on_telling_what_another_has_replaced(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    """Asked without a pause while the other publishes, so that answers are kept in every gap."""
    with living(url, tmp_path, tokens) as one, beside(url, tmp_path, tokens) as other:
        one.clock.moment = datetime.now(UTC)
        days = {
            "postedFrom": str(one.clock.moment.date()),
            "postedUntil": str(one.clock.moment.date() + timedelta(days=30)),
        }
        stopped = asyncio.Event()

        client = httpx2.AsyncClient()

        async def hammer() -> None:
            while not stopped.is_set():
                await number(other, client)

        hammering = [asyncio.ensure_future(hammer()) for _ in range(4)]
        body = await v.body(one.caller("clerk"))
        late = []
        for published in range(1, ROUNDS + 1):
            notice = await v.notice(one.caller("clerk"), body, **days)
            await v.published(one.village, "OPEN_NOTICE", notice)
            begun = time.monotonic()
            while await number(other, client) != published:
                assert time.monotonic() - begun < 1, "still told after a second"
            late.append(time.monotonic() - begun)
            assert await number(other, client) == published
        stopped.set()
        await asyncio.gather(*hammering)
        await client.aclose()
    assert sorted(late)[len(late) // 2] < 0.25
