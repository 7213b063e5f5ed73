"""What is told as it happens, over real connections, on both databases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import village as v
from websockets.exceptions import InvalidStatus

from schema import database
from schema.officers import GrantRecord, TokenRecord
from tests.api.live import PUBLICATIONS, RECORDS, Ear, Live, beside, living, staffed
from tests.conformance import sockets

TYPENAME = "subscription { publicationsChanged { __typename } }"


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases, for they tell of writes in different ways."""
    return str(request.param)


@pytest.fixture
def tokens(url: str) -> dict[str, str]:
    """A village in the database, and its officers' tokens."""
    return asyncio.run(staffed(url))


@pytest.fixture
def live(url: str, tmp_path: Path, tokens: dict[str, str]) -> Iterator[Live]:
    """The service, with an eye on tokens that never blinks for long."""
    bounds = {"init": 0.5, "recheck": 0.3, "subscriptions": 3, "per_address": 4}
    with living(url, tmp_path, tokens, **bounds) as running:
        yield running


async def test_everyone_hears_what_is_published_corrected_and_withdrawn(live: Live) -> None:
    clerk, supervisor = live.caller("clerk"), live.caller("supervisor")
    async with live.ear() as ear:
        await ear.ask(PUBLICATIONS)
        notice = await live.notice()
        told = await ear.event()
        assert told["now"]["id"] == v.public("OpenNotice", notice)
        assert (told["act"], told["path"]) == ("PUBLISHED", v.GROUP)
        again = await v.submitted(clerk, "OPEN_NOTICE", notice, changeNote="改日期")
        edition = await v.approved(supervisor, again)
        told = await ear.event()
        assert (told["act"], told["now"]["number"]) == ("CORRECTED", 2)
        given = {"edition": edition["id"], "expectedVersion": edition["version"]}
        await supervisor.does("withdraw", "ReasonedRuling", **given, reason="停水取消")
        told = await ear.event()
        assert (told["act"], told["now"]["ending"]) == ("WITHDRAWN", "WITHDRAWN")
        assert await ear.is_silent()


async def test_only_the_wanted_area_and_documents_are_told(live: Live) -> None:
    async with live.ear() as ear:
        await ear.ask(PUBLICATIONS, "1", area=v.SIBLING)
        await ear.ask(PUBLICATIONS, "2", documents=["MEETING_OUTCOME"])
        await live.notice()
        assert await ear.is_silent()


async def test_an_officer_hears_the_own_area_and_a_neighbour_nothing(live: Live) -> None:
    async with live.ear("clerk") as clerk, live.ear("neighbour") as neighbour:
        await clerk.ask(RECORDS)
        await neighbour.ask(RECORDS)
        body = await v.body(live.caller("clerk"))
        record = {"id": body["id"], "version": 1}
        told = {"act": "draftBody", "kind": "BODY", "path": v.GROUP, "record": record}
        assert await clerk.event() == told
        assert await neighbour.is_silent()


async def test_only_the_wanted_kinds_are_told(live: Live) -> None:
    async with live.ear("clerk") as ear:
        await ear.ask(RECORDS, kinds=["NOTICE"])
        await live.notice()
        assert (await ear.event())["kind"] == "NOTICE"
        assert await ear.is_silent()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("neighbour", "scope.outside", id="another group's clerk"),
        pytest.param(None, "scope.not-permitted", id="anyone"),
    ],
)
async def test_records_are_told_to_officers_in_scope_only(
    live: Live, name: str | None, code: str
) -> None:
    async with live.ear(name) as ear:
        await ear.ask(RECORDS, area=v.GROUP)
        told = await ear.hear()
        assert told["type"] == "error"
        assert told["payload"][0]["extensions"]["code"] == code


async def test_a_token_that_has_expired_ends_the_connection_without_any_event(live: Live) -> None:
    async with live.ear("clerk") as ear:
        live.clock.moment = v.NOW + timedelta(days=4000)
        assert (await ear.ended(2.0))[0] == 4403


async def test_an_office_that_has_ended_ends_the_connection_without_any_event(
    live: Live, url: str
) -> None:
    async with live.ear("clerk") as ear:
        async with database.opened(url):
            clerk = GrantRecord.filter(officer__name="clerk")
            yesterday = v.TODAY - timedelta(days=1)
            await clerk.update(held_to=yesterday, held_from=v.TODAY, version=2)
        assert (await ear.ended(2.0))[0] == 4403


async def test_a_revoked_token_is_noticed_before_the_next_event_is_told(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    with living(url, tmp_path, tokens) as live:
        async with live.ear("supervisor") as ear:
            await ear.ask(RECORDS)
            async with database.opened(url):
                await TokenRecord.filter(session__officer__name="supervisor").delete()
            await v.body(live.caller("clerk"))
            assert (await ear.ended(3.0))[0] == 4403


async def test_every_odd_frame_is_answered(live: Live) -> None:
    odd = [each for each in sockets.ODD if each.name != "for officers"]
    found = [await asyncio.to_thread(sockets.finding, live.url, each) for each in odd]
    late = [finding for finding in found if finding and "took" in finding]
    assert [finding for finding in found if finding and finding not in late] == []
    assert len(late) < 5  # of a machine that is busy with other things


async def test_who_does_not_say_who_asks_is_not_waited_for(live: Live) -> None:
    async with live.line() as wire:
        assert (await Ear(wire).ended(2.0))[0] == 4408


async def test_a_connection_carries_so_many_subscriptions(live: Live) -> None:
    async with live.ear() as ear:
        for number in range(3):
            await ear.ask(TYPENAME, str(number))
        await ear.ask(TYPENAME, "3")
        told = await ear.hear()
        assert (told["id"], told["type"]) == ("3", "error")
        assert "at most 3" in told["payload"][0]["message"]
        await ear.say("complete", id="0")
        await ear.ask(TYPENAME, "4")
        assert await ear.is_silent()


async def test_an_address_has_so_many_connections(live: Live) -> None:
    async with live.ear(), live.ear(), live.ear(), live.ear():
        with pytest.raises(InvalidStatus) as refused:
            await live.line().__aenter__()
        assert refused.value.response.status_code == 429
    await asyncio.sleep(0.2)
    async with live.ear() as ear:
        assert await ear.is_silent(0.1)


@pytest.mark.parametrize(
    ("origin", "welcome"), [("https://else.example", False), ("http://127.0.0.1:{port}", True)]
)
async def test_pages_from_elsewhere_may_not_connect(live: Live, origin: str, welcome: bool) -> None:
    from_there = live.line(origin=origin.format(port=live.port))
    if welcome:
        async with from_there as wire:
            await Ear(wire).begin()
        return
    with pytest.raises(InvalidStatus) as refused:
        await from_there.__aenter__()
    assert refused.value.response.status_code == 403


async def test_a_subscription_by_post_is_told_where_to_go(live: Live) -> None:
    told = await live.caller("clerk").raw(TYPENAME)
    assert [error["message"] for error in told.errors] == [
        "Subscriptions are answered over a WebSocket."
    ]


async def test_the_service_takes_leave_of_everyone_and_stops(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    with living(url, tmp_path, tokens) as live:
        async with live.ear() as ear, live.ear("clerk") as other:
            await ear.ask(PUBLICATIONS)
            stopping = asyncio.get_running_loop().run_in_executor(None, live.stop)
            assert (await ear.ended(3.0))[0] == 1001
            assert (await other.ended(3.0))[0] == 1001
            begun = time.monotonic()
            await stopping
            assert time.monotonic() - begun < 3


async def test_who_does_not_read_is_let_go(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    wide = " ".join(f"a{n}: now {{ ... on OpenNotice {{ text }} }}" for n in range(25))
    query = f"subscription {{ publicationsChanged {{ {wide} }} }}"
    with (
        living(url, tmp_path, tokens, buffer=4096, reading=0.5) as live,
        sockets.line(live.url) as deaf,
    ):
        deaf.wire.sendall(sockets.frame(sockets.INIT))
        deaf.met("connection_ack")
        for number in range(20):
            deaf.wire.sendall(sockets.frame(sockets.subscribe(str(number), query=query)))
        await asyncio.sleep(0.5)
        assert live.connections() == 1
        body = await v.body(live.caller("clerk"))
        for _ in range(2):
            notice = await v.notice(live.caller("clerk"), body, text="路灯检修。" * 500)
            await v.published(live.village, "OPEN_NOTICE", notice)
        for _ in range(100):  # half a second until it is too slow, one for the farewell
            await asyncio.sleep(0.05 if live.connections() else 0)
        assert live.connections() == 0


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_what_one_process_writes_is_told_by_another(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    with living(url, tmp_path, tokens) as one, beside(url, tmp_path, tokens) as other:
        one.clock.moment = datetime.now(UTC)  # which is what the other process goes by
        async with one.ear() as here, other.ear() as there:
            await here.ask(PUBLICATIONS)
            await there.ask(PUBLICATIONS)
            for writer in (one, other):
                published = v.public("OpenNotice", await writer.notice())
                for ear in (here, there):
                    assert (await ear.event())["now"]["id"] == published
            assert await here.is_silent()
            assert await there.is_silent()


@pytest.mark.parametrize("dialect", ["postgresql"])
async def test_nothing_is_lost_when_the_listening_connection_is(
    url: str, tmp_path: Path, tokens: dict[str, str]
) -> None:
    with living(url, tmp_path, tokens) as live:
        async with live.ear() as ear:
            await ear.ask(PUBLICATIONS)
            published = []
            for _ in range(5):
                await _cut(url)
                published.append(v.public("OpenNotice", await live.notice()))
            heard = [(await ear.event())["now"]["id"] for _ in published]
            assert sorted(heard) == sorted(published)
            assert await ear.is_silent()


async def _cut(url: str) -> None:
    """Ends every connection that listens; there is one, or there will be in a moment."""
    name, _, server = url.removeprefix("postgres://postgres@/").partition("?host=")
    connection = await asyncpg.connect(host=server, user="postgres", database=name)
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'zuwu-listens' AND datname = current_database()"
    )
    try:
        async with asyncio.timeout(10):
            while not (cut := await connection.fetch(ended)):  # noqa: ASYNC110  the server tells
                await asyncio.sleep(0.05)
    finally:
        await connection.close()
    assert [row[0] for row in cut] == [True]
