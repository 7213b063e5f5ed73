"""From which network address a request comes, as far as the proxies in front can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

from schema.rules.addresses import Network

HOUSEHOLD = 64
"""Bits of an IPv6 address that tell one connection from another; who has one, has all the rest."""


def of(request: HTTPConnection, trusted: tuple[Network, ...]) -> str:
    """The address of whoever asks; empty if it is not known.

    X-Forwarded-For is read from its end for as long as what wrote it is trusted: whatever stands
    before that may have been written by anybody.
    """
    peer = request.client.host if request.client else ""
    return _behind(peer, ",".join(request.headers.getlist("x-forwarded-for")), trusted)


@lru_cache(maxsize=1024)
def _behind(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    passed = forwarded.split(",")
    while among(peer, trusted) and passed:
        before = passed.pop().strip()
        if not _known(before):
            break
        peer = before
    return _counted(peer)


def among(address: str, trusted: Sequence[Network]) -> bool:
    """Whether an address is in one of these networks."""
    return _known(address) and any(ip_address(address) in network for network in trusted)


def _known(address: str) -> bool:
    try:
        ip_address(address)
    except ValueError:
        return False
    return True


def _counted(address: str) -> str:
    """The address as attempts are counted by it."""
    if not _known(address):
        return address
    known = ip_address(address)
    if isinstance(known, IPv6Address):
        mapped = known.ipv4_mapped
        return str(mapped or ip_network((known, HOUSEHOLD), strict=False))
    return str(known)
