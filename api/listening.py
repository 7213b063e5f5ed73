"""Where the service listens."""

from __future__ import annotations

import socket


class PortTaken(OSError):
    """Somebody else listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} of {host} is not free")


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections.

    It says that it speaks TCP: asyncio sends small pieces at once only where the socket says so,
    and a socket made by `socket.create_server` does not; each answer then waits 40 ms.
    """
    try:
        family, sort, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )[0]
        made = socket.socket(family, sort, protocol)
    except OSError as unknown:
        raise PortTaken(host, port) from unknown
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(2048)
    except OSError as taken:
        made.close()
        raise PortTaken(host, port) from taken
    return made
