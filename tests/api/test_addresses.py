"""From which address somebody asks: what a stranger writes into a header is not believed."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from api import addresses
from api.settings import Settings

TRUSTED = Settings.from_environ({"ZUWU_PROXIES": "127.0.0.1, 10.0.0.0/8, ::1"}).proxies


def request(peer: str | None, *passed: str) -> HTTPConnection:
    """A request from a peer, with what proxies say about it."""
    headers = [(b"x-forwarded-for", each.encode()) for each in passed]
    client = (peer, 1) if peer is not None else None
    return HTTPConnection({"type": "http", "headers": headers, "client": client})


@pytest.mark.parametrize(
    ("peer", "passed", "found"),
    [
        pytest.param("203.0.113.7", [], "203.0.113.7", id="nothing in front"),
        pytest.param("203.0.113.7", ["198.51.100.1"], "203.0.113.7", id="a stranger's own header"),
        pytest.param("127.0.0.1", ["198.51.100.1"], "198.51.100.1", id="a proxy's header"),
        pytest.param(
            "127.0.0.1", ["192.0.2.9, 198.51.100.1"], "198.51.100.1", id="the last is the proxy's"
        ),
        pytest.param(
            "127.0.0.1", ["192.0.2.9", "198.51.100.1, 10.1.2.3"], "198.51.100.1", id="two proxies"
        ),
        pytest.param("127.0.0.1", [], "127.0.0.1", id="a proxy that says nothing"),
        pytest.param("127.0.0.1", ["nonsense"], "127.0.0.1", id="a header that is no address"),
        pytest.param("10.0.0.1", ["10.0.0.2"], "10.0.0.2", id="a proxy that asks for itself"),
        pytest.param("2001:db8:1:2:3::9", [], "2001:db8:1:2::/64", id="an IPv6 connection"),
        pytest.param("::ffff:203.0.113.7", [], "203.0.113.7", id="IPv4 written as IPv6"),
        pytest.param(None, ["198.51.100.1"], "", id="no address at all"),
    ],
)
def test_the_address_of_whoever_asks(peer: str | None, passed: list[str], found: str) -> None:
    assert addresses.of(request(peer, *passed), TRUSTED) == found
