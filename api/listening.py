"""Where the service listens."""

from __future__ import annotations

import socket


class PortTaken(OSError):
    """Somebody else listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} of {host} is not free")


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections."""
    try:
        return socket.create_server((host, port))
    except OSError as taken:
        raise PortTaken(host, port) from taken
