"""Where a webhook may lead: to the public internet, and to what the installation allows besides.

A server that calls addresses which others name can be made to call its own neighbours. So an
address is judged twice: as it is written, when it is registered, and as it is resolved, each time
a connection is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS = frozenset({80, 443}) | frozenset(range(1024, 65536))
"""The ports of web servers; those below 1024 belong to services that are no receivers."""

INTERNAL = (
    ip_network("192.0.0.0/24"),  # protocol assignments; one cloud's metadata lies there
    ip_network("192.88.99.0/24"),  # relays to IPv6, long given up
    ip_network("168.63.129.16/32"),  # a cloud answers its own machines there, and nobody else
)
"""What is not the public internet, although Python's tables do not say so."""

UNICAST = ip_network("2000::/3")
"""All IPv6 addresses that are given out for the public internet."""

NAT64 = ip_network("64:ff9b::/96")
"""IPv6 addresses whose last four bytes are the IPv4 address that is really reached."""

PRINTABLE = re.compile(r"[!-~]{1,500}")


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be called. allowed: networks of the installation's own, also without TLS."""

    allowed: tuple[Network, ...] = ()

    def admits(self, address: Address, *, encrypted: bool) -> bool:
        """Whether a connection to this address may be made."""
        if any(address in network for network in self.allowed):
            return True
        return encrypted and all(_public(each) for each in _meant(address))

    def fault(self, url: str) -> str | None:
        """Why this address cannot be a receiver's, in Chinese; none if it can."""
        if not PRINTABLE.fullmatch(url):
            return "地址须为不超过 500 个英文字符，不含空格，中文域名请写成 xn-- 开头的形式"
        try:
            parts = urlsplit(url)
            return self._fault(parts, parts.port)
        except ValueError:
            return "地址的写法不对，应如 https://receiver.example/hooks"

    def _fault(self, parts: SplitResult, port: int | None) -> str | None:
        literal = _literal(parts.hostname or "")
        encrypted = parts.scheme == "https"
        judged = (
            ("地址须以 https:// 开头", encrypted or (parts.scheme == "http" and self.allowed)),
            ("地址须写明主机名", parts.hostname),
            ("地址中不得含用户名或密码", "@" not in parts.netloc),
            ("地址中不得含“#”之后的部分", not parts.fragment),
            ("端口须为 80、443 或 1024 以上", port is None or port in PORTS),
            (
                "不得指向内部网络的地址",
                literal is None or self.admits(literal, encrypted=encrypted),
            ),
        )
        return next((fault for fault, fits in judged if not fits), None)


def network(text: str) -> Network:
    """A network such as 10.0.0.0/8 or ::1; a `ValueError` where it is none."""
    return ip_network(text)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _meant(address: Address) -> Iterator[Address]:
    """The address, and the IPv4 addresses that are reached through it."""
    yield address
    if isinstance(address, IPv6Address):
        teredo = address.teredo or ()
        for inner in (address.ipv4_mapped, address.sixtofour, *teredo):
            if inner is not None:
                yield inner
        if address in NAT64:
            yield IPv4Address(int(address) & 0xFFFFFFFF)


def _public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address not in UNICAST and address not in NAT64:
        return False
    internal = address.is_multicast or any(address in each for each in INTERNAL)
    return address.is_global and not internal
