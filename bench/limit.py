"""The least that each question takes: one SQL statement by hand, and the answer written as JSON.

It knows the officer by the token, keeps to the scope and leaves the same rows behind, and does
nothing else: no GraphQL, no rules. `uvicorn bench.limit:postgresql` or `:sqlite`, with
BENCH_DATABASE.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SCOPE = """
SELECT "grant".path, "grant".role, officer.id
FROM token JOIN session ON session.id = token.session_id
JOIN officer ON officer.id = session.officer_id AND officer.disabled_at IS NULL
JOIN "grant" ON "grant".officer_id = officer.id
WHERE token.digest = {0} AND token.expires_at > {1}
"""

MEETING = "id, title, starts_at, location, status"
HONOUR = "id, version, changed_at, given_on, evidence, revoked_on, revocation_reason, area_id"
NOTICE = "id, title, posted_from, posted_until"

STATEMENTS = {
    "one": f"""
SELECT {MEETING} FROM meeting WHERE id = {{2}} AND area_id >= {{0}} AND area_id < {{1}}""",
    "nested": """
SELECT m.title, m.starts_at, m.location, a.name, a.level, b.name, b.classification, c.name, c.level
FROM meeting m JOIN area a ON a.path = m.area_id
JOIN body b ON b.id = m.convener_id JOIN area c ON c.path = b.area_id
WHERE m.area_id >= {0} AND m.area_id < {1} ORDER BY m.starts_at DESC, m.id DESC LIMIT 50""",
    "many": f"""
SELECT {HONOUR} FROM honour WHERE area_id >= {{0}} AND area_id < {{1}}
ORDER BY given_on DESC, id DESC LIMIT 1000""",
    "page": f"""
SELECT {NOTICE} FROM notice WHERE area_id >= {{0}} AND area_id < {{1}} AND posted_from <= {{2}}
ORDER BY posted_from DESC, id DESC LIMIT 20""",
    "count": """
SELECT COUNT(*) FROM notice WHERE area_id >= {0} AND area_id < {1} AND posted_from <= {2}""",
    "create": """
WITH made AS (
  INSERT INTO notice (id, version, changed_at, area_id, body_id, title, text, contact, posted_from,
    posted_until)
  SELECT {3}, 1, {4}, area_id, id, {5}, {6}, {7}, {8}, {9} FROM body
  WHERE id = {2} AND area_id >= {0} AND area_id < {1} RETURNING id, area_id)
INSERT INTO journal (at, officer_id, office, path, act, kind, record_id, after, version)
SELECT {4}, {10}, {11}, area_id, 'draftNotice', 'Notice', id, {12}, 1 FROM made""",
}


def _numbered(text: str) -> str:
    return text.format(*(f"${place}" for place in range(1, 14)))


def _answer(found: Any) -> Response:
    return Response(orjson.dumps(found, default=str), media_type="application/json")


def _digest(request: Request) -> str:
    token = request.headers["authorization"].removeprefix("Bearer ")
    return hashlib.sha256(token.encode()).hexdigest()


class Postgresql:
    """The statements over asyncpg."""

    def __init__(self) -> None:
        self.texts = {name: _numbered(text) for name, text in STATEMENTS.items()}

    async def respond(self, request: Request) -> Response:
        """The answer to one question."""
        async with self.pool.acquire() as connection:
            token = _digest(request), datetime.now(UTC)
            path, role, officer = await connection.fetchrow(_numbered(SCOPE), *token)
            asked = orjson.loads(await request.body())
            if asked["question"] == "create":
                return _answer(await self._created(connection, path, (officer, role), asked))
            return _answer(await self._found(connection, path, asked))

    async def _created(
        self, connection: Any, path: str, office: tuple[Any, str], asked: Any
    ) -> dict[str, str]:
        """A notice with its line in the journal, which tells what became of the record."""
        body, *words = asked["values"][:4]
        days = [datetime.fromisoformat(day).date() for day in asked["values"][4:]]
        notice = [uuid4(), datetime.now(UTC), *words, *days]
        told = hashlib.sha256(orjson.dumps([body, *notice])).hexdigest()
        await connection.execute(
            self.texts["create"], path, f"{path}0", body, *notice, *office, told
        )
        return {"id": str(notice[0])}

    async def _found(self, connection: Any, path: str, asked: Any) -> Any:
        name, given = asked["question"], asked.get("values", [])
        text = self.texts[name]
        if name == "page":
            given = [datetime.fromisoformat(given[0]).date()]
            total = await connection.fetchval(self.texts["count"], path, f"{path}0", *given)
            rows = await connection.fetch(text, path, f"{path}0", *given)
            return {"total": total, "rows": [dict(row.items()) for row in rows]}
        rows = await connection.fetch(text, path, f"{path}0", *given)
        return [list(row.values()) for row in rows]

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """The pool, open as long as the endpoint is."""
        host, _, database = os.environ["BENCH_DATABASE"].rpartition("#")
        async with asyncpg.create_pool(
            host=host, database=database, user="postgres", max_size=16, reset=_nothing
        ) as pool:
            self.pool = pool
            yield


async def _nothing(connection: Any) -> None:
    """What a connection needs before the next one may have it: nothing was set."""


class Sqlite:
    """The statements over sqlite3."""

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """The file, open as long as the endpoint is."""
        with closing(sqlite3.connect(os.environ["BENCH_DATABASE"])) as self.connection:
            yield

    async def respond(self, request: Request) -> Response:
        """The answer to one question."""
        asked = orjson.loads(await request.body())
        now = datetime.now(UTC).isoformat(" ")
        [path, _, _] = self._rows(SCOPE.format("?1", "?2"), _digest(request), now)[0]
        name, given = asked["question"], asked.get("values", [])
        rows = self._rows(self._text(name), path, f"{path}0", *given)
        if name == "page":
            [[total]] = self._rows(self._text("count"), path, f"{path}0", *given)
            return _answer({"total": total, "rows": rows})
        return _answer(rows)

    def _text(self, name: str) -> str:
        return STATEMENTS[name].format(*(f"?{place}" for place in range(1, 10)))

    def _rows(self, text: str, *values: Any) -> list[Any]:
        return self.connection.execute(text, values).fetchall()


def _app(endpoint: Postgresql | Sqlite) -> Starlette:
    routes = [Route("/graphql", endpoint.respond, methods=["POST"])]
    return Starlette(routes=routes, lifespan=endpoint.lifespan)


postgresql = _app(Postgresql())
sqlite = _app(Sqlite())
