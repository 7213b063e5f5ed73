"""Previews over HTTP: who sees them, for how long, and that nobody waits while one is made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import village as v

from api import previews
from cli.previewing import Previews
from schema import database
from tests.api import live
from tests.api.live import Live

PREVIEW = "query($id: ID!) { node(id: $id) { ... on Edition { preview } } }"


@pytest.fixture
def dialect() -> str:
    """One database: what differs between the two is not asked here."""
    return "sqlite"


@pytest.fixture
def running(url: str, tmp_path: Path) -> Iterator[Live]:
    """The service, with the process that makes previews."""
    tokens = asyncio.run(live.staffed(url))
    with live.living(url, tmp_path, tokens, previews=Previews) as service:
        yield service


async def handed_in(running: Live, **other: Any) -> Any:
    """A notice that waits for approval."""
    clerk = running.village.clerk
    notice = await v.notice(clerk, await v.body(clerk, classification="OTHER"), **other)
    return await v.submitted(clerk, "OPEN_NOTICE", notice)


async def given(running: Live, address: str, name: str | None = None, **headers: str) -> Any:
    """The response to an officer, or to anyone."""
    if name:
        headers["Authorization"] = f"Bearer {running.tokens[name]}"
    async with httpx2.AsyncClient(timeout=60) as client:
        return await client.get(f"{running.url}{address}", headers=headers)


async def test_whoever_may_approve_it_sees_it_until_it_is_decided_and_approves_what_was_seen(
    running: Live, tmp_path: Path, url: str
) -> None:
    edition = await handed_in(running, title="</title><script>alert(1)</script>停水")
    village = running.village
    preview = (await village.supervisor(PREVIEW, id=edition["id"]))["node"]["preview"]
    for officer in ("clerk", "supervisor"):
        page = await given(running, preview, officer)
        assert page.status_code == 200
        assert "停水" in page.text
        assert "<script" not in page.text
        assert page.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'self'; sandbox" in page.headers["content-security-policy"]
    told = (await given(running, f"{preview}findings.json", "supervisor")).json()
    assert told["findings"] == []
    pdfs = [name for name in told["files"] if name.endswith(".pdf")]
    assert pdfs
    for name in pdfs:
        sheet = await given(running, f"{preview}{name}", "supervisor")
        assert sheet.content.startswith(b"%PDF")
    ruling = {"edition": edition["id"], "expectedVersion": 1}
    other = await village.supervisor.is_refused("approve", "Ruling", **ruling, digest="0" * 64)
    assert other["code"] == "editions.approved-unseen"
    await village.supervisor.does("approve", "Ruling", **ruling, digest=told["digest"])
    assert (await given(running, preview, "supervisor")).status_code == 404
    assert (await village.supervisor(PREVIEW, id=edition["id"]))["node"]["preview"] is None
    assert [*(tmp_path / "previews").iterdir()]
    async with database.opened(url):
        await previews.sweep(tmp_path / "previews", v.NOW)
    assert not [*(tmp_path / "previews").iterdir()]


async def test_nobody_else_does(running: Live, tmp_path: Path) -> None:
    edition = await handed_in(running)
    address = f"/previews/{edition['id']}/"
    assert (await given(running, address)).status_code == 401
    assert (await given(running, address, Authorization="Bearer zuwu_x")).status_code == 401
    assert (await given(running, address, "neighbour")).status_code == 404
    assert (await given(running, f"{address}findings.json", "neighbour")).status_code == 404
    assert not (tmp_path / "previews").exists(), "nothing is made for whoever may not see it"


@pytest.mark.parametrize("name", ["%2e%2e", "..%2fzuwu.sqlite3", "x", "%00", "%2e%2e%2f%2e%2e%2fx"])
async def test_there_is_no_way_out_of_its_folder(running: Live, name: str) -> None:
    edition = await handed_in(running)
    told = await given(running, f"/previews/{edition['id']}/{name}", "clerk")
    assert told.status_code in {404, 405}


async def test_what_is_no_submitted_edition_has_none(running: Live) -> None:
    for name in ("x", "RWRpdGlvbjp4", "Tm90aWNlOjE="):
        assert (await given(running, f"/previews/{name}/", "clerk")).status_code == 404


async def test_a_neighbour_is_answered_at_once_while_it_is_made(running: Live) -> None:
    editions = [await handed_in(running, title=f"停水通知{number}") for number in range(3)]
    addresses = [f"/previews/{each['id']}/" for each in editions]
    making = asyncio.gather(*(given(running, each, "clerk") for each in addresses))
    slowest: list[float] = []
    async with httpx2.AsyncClient() as client:
        while not making.done():
            begun = time.perf_counter()
            asked = {"query": "{ publications { totalCount } }"}
            assert (await client.post(f"{running.url}/graphql", json=asked)).status_code == 200
            slowest.append(time.perf_counter() - begun)
            await asyncio.sleep(0.02)
    assert [each.status_code for each in await making] == [200] * 3
    assert len(slowest) > 20
    assert sorted(slowest)[len(slowest) // 2] < 0.1


async def test_a_service_without_anybody_to_make_them_says_so(url: str, tmp_path: Path) -> None:
    tokens = await live.staffed(url)
    with live.living(url, tmp_path, tokens) as service:
        edition = await handed_in(service)
        told = await given(service, f"/previews/{edition['id']}/", "clerk")
    assert told.status_code == 503
    assert told.json()["code"] == "previews.unmade"


async def test_one_that_is_a_week_old_goes(running: Live, url: str, tmp_path: Path) -> None:
    edition = await handed_in(running)
    await given(running, f"/previews/{edition['id']}/", "clerk")
    folder = tmp_path / "previews"
    [kept] = folder.iterdir()
    made = kept.stat().st_mtime
    async with database.opened(url):
        await previews.sweep(folder, v.NOW.fromtimestamp(made, v.NOW.tzinfo) + timedelta(days=6))
        assert [*folder.iterdir()] == [kept]
        await previews.sweep(folder, v.NOW.fromtimestamp(made, v.NOW.tzinfo) + timedelta(days=8))
    assert not [*folder.iterdir()]
