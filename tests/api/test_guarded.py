"""What every response carries, and what happens to one request too many."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import correlation, guarded, logs
from api.app import create_app
from api.settings import Settings
from tests.api.service import Service

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

PAGE = "https://town.example"


@pytest.mark.parametrize("path", ["/", "/graphql", "/uploads", "/health", "/nothing", "/..%2f"])
def test_every_response_is_guarded_named_and_kept_by_nobody(service: Service, path: str) -> None:
    response = service.client.get(path)
    assert EVERYWHERE.items() <= dict(response.headers).items()
    assert "camera=()" in response.headers["permissions-policy"]
    assert len(response.headers["x-correlation-id"]) == 12
    assert response.headers["cache-control"] in {"no-store", "no-cache"}
    assert "strict-transport-security" not in response.headers


def settings(url: str, home: Path, **more: str) -> Settings:
    """The settings of a service that tells something of the web around it."""
    return Settings.from_environ({"ZUWU_HOME": str(home), "DATABASE_URL": url, **more})


def test_browsers_are_kept_to_https_where_the_address_says_so(url: str, tmp_path: Path) -> None:
    app = create_app(settings(url, tmp_path, ZUWU_SITE_URL="https://zuwu.example/"))
    with TestClient(app) as client:
        assert "max-age=" in client.get("/health").headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("proxy-0123456789", True), ("x", False), ("a b c d e f g", False), ("x" * 65, False)],
)
def test_the_id_of_a_proxy_is_kept_if_it_is_fit_for_a_log(
    service: Service, given: str, kept: bool
) -> None:
    response = service.client.get("/health", headers={"X-Correlation-Id": given})
    assert (response.headers["x-correlation-id"] == given) == kept


def test_every_line_of_the_log_says_which_request_it_is_about() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "broken", None, None)
    assert "id" not in contextvars.Context().run(logs.entry, record)
    named = correlation.begin([])
    assert logs.entry(record)["id"] == named


def test_pages_of_elsewhere_may_not_ask_unless_they_are_listed(url: str, tmp_path: Path) -> None:
    asking = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}
    for origins, status in (("", 405), (PAGE, 200), ("https://other.example", 400)):
        app = create_app(settings(url, tmp_path, ZUWU_CORS_ORIGINS=origins))
        with TestClient(app) as client:
            preflight = client.options("/graphql", headers=asking)
            answer = client.post("/graphql", json={"query": "{__typename}"}, headers=asking)
        allowed = PAGE if status == 200 else None
        assert preflight.status_code == status
        assert preflight.headers.get("access-control-allow-origin") == allowed
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in answer.headers
        assert ("Origin" in answer.headers["vary"]) == bool(origins)


async def test_one_request_too_many_is_asked_to_come_again() -> None:
    waiting, sent = asyncio.Event(), []

    async def slow(*_: Any) -> None:
        await waiting.wait()

    async def send(message: Any) -> None:
        sent.append(message)

    app = guarded.Guarded(slow, encrypted=False, busy=1)
    scope = {"type": "http", "headers": [], "method": "POST", "path": "/"}
    first = asyncio.ensure_future(app(scope, send, send))
    await asyncio.sleep(0)
    await app(scope, send, send)
    waiting.set()
    await first
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"1") in sent[0]["headers"]
    assert app.under_way == 0
