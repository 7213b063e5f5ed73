"""Connections are made to judged addresses only, under the receiver's own name."""

from __future__ import annotations

import ssl
from typing import Any

import httpcore2
import pytest
import trustme
import village as v

from api.postman import AddressForbidden, Postman
from schema.rules.addresses import Reach
from tests.api.receiver import receiving

NAME = "receiver.example"


class Names:
    """A name server that gives one answer after the other."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[tuple[Any, ...]]:
        """The next answer, in the shape of the system's."""
        self.asked.append(host)
        return [(0, 0, 0, "", (address, port)) for address in self.answers.pop(0)]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Somebody who vouches for certificates."""
    return trustme.CA()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """Trust in this authority only."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def serving(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """A server with a certificate for a name."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


async def test_a_name_that_is_public_first_and_private_later_is_refused_then() -> None:
    """Each connection goes to the very address that was judged for it; nobody asks twice."""
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    async with receiving() as receiver, Postman(v.OUTGOING.reach, resolve=names) as postman:
        reply = await postman.post(receiver.url(NAME), {}, b"{}")
        with pytest.raises(AddressForbidden):
            await postman.post(receiver.url(NAME), {}, b"{}")
    assert reply.status == 204
    assert names.asked == [NAME, NAME]
    assert receiver.got[0].headers["host"] == f"{NAME}:{receiver.port}"


async def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    names = Names(["127.0.0.1", "192.168.0.1"])
    async with receiving() as receiver, Postman(v.OUTGOING.reach, resolve=names) as postman:
        with pytest.raises(AddressForbidden):
            await postman.post(receiver.url(NAME), {}, b"{}")
    assert receiver.got == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
async def test_this_machine_is_not_called_unless_it_is_allowed(host: str) -> None:
    async with receiving() as receiver, Postman(Reach()) as postman:
        for scheme in ("http", "https"):
            with pytest.raises(AddressForbidden):
                await postman.post(receiver.url(host, scheme), {}, b"{}")
    assert receiver.got == []


async def test_the_certificate_is_checked_for_the_name_and_not_for_the_address(
    authority: trustme.CA,
) -> None:
    tls, trusted = serving(authority, NAME), trusting(authority)
    names = Names(["127.0.0.1"], ["127.0.0.1"])
    postman = Postman(v.OUTGOING.reach, trusted, names)
    async with receiving(tls=tls) as receiver, postman:
        reply = await postman.post(receiver.url(NAME, "https"), {}, b"{}")
        with pytest.raises(httpcore2.ConnectError):
            await postman.post(receiver.url("other.example", "https"), {}, b"{}")
    assert (reply.status, len(receiver.got)) == (204, 1)


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    authority: trustme.CA,
) -> None:
    postman = Postman(v.OUTGOING.reach, resolve=Names(["127.0.0.1"]))
    async with receiving(tls=serving(authority, NAME)) as receiver, postman:
        with pytest.raises(httpcore2.ConnectError):
            await postman.post(receiver.url(NAME, "https"), {}, b"{}")
    assert receiver.got == []
