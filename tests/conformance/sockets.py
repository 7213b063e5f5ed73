"""Proves that every odd frame over a WebSocket is answered with the right code, and soon.

Frames are made by hand, for no client library sends them. `python sockets.py` needs `ZUWU_URL`,
the address of a running service.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PROTOCOL = "graphql-transport-ws"
SOON = 0.25
"""Seconds from the last byte of the odd frame to the answer."""

TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
CONTINUED, RESERVED = 0, 3

INIT = '{"type":"connection_init"}'
LISTEN = "subscription { publicationsChanged { act } }"


def frame(
    content: bytes | str,
    opcode: int = TEXT,
    *,
    final: bool = True,
    masked: bool = True,
    reserved: int = 0,
) -> bytes:
    """One frame as a client sends it."""
    payload = content.encode() if isinstance(content, str) else content
    head = bytes([(0x80 if final else 0) | reserved | opcode])
    mask = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([mask | len(payload)])
    elif len(payload) < 65536:
        head += bytes([mask | 126]) + struct.pack("!H", len(payload))
    else:
        head += bytes([mask | 127]) + struct.pack("!Q", len(payload))
    # The mask of four zero bytes leaves the payload as it is.
    return head + (bytes(4) if masked else b"") + payload


def subscribe(id: Any = "1", **payload: Any) -> str:
    """A message that asks for changes, unless told otherwise."""
    asked = {"query": LISTEN, **payload}
    return json.dumps({"type": "subscribe", "id": id, "payload": asked})


@dataclass(frozen=True)
class Odd:
    """What is sent, after the first message unless `bare`, and the code or message it meets."""

    name: str
    frames: tuple[bytes, ...]
    met: int | str
    bare: bool = False
    protocols: str = PROTOCOL


def _bare(met: int, **texts: str) -> Iterator[Odd]:
    for name, text in texts.items():
        yield Odd(name.replace("_", " "), (frame(text),), met, bare=True)


def _after(met: int | str, **texts: str) -> Iterator[Odd]:
    for name, text in texts.items():
        yield Odd(name.replace("_", " "), (frame(text),), met)


def _init(payload: str) -> str:
    return f'{{"type":"connection_init","payload":{payload}}}'


ODD = (
    *_bare(
        4400,
        nothing="",
        a_blank=" ",
        a_number="5",
        a_list="[1]",
        null="null",
        true="true",
        a_text='"x"',
        an_empty_object="{}",
        half_an_object="{",
        words="hello",
        not_a_number="NaN",
        two_objects=INIT * 2,
        a_hundred_thousand_brackets="[" * 90_000,
        a_lone_surrogate='{"type":"\\ud800"}',
        type_a_number='{"type":5}',
        type_null='{"type":null}',
        type_a_list='{"type":["connection_init"]}',
        type_unknown='{"type":"hello"}',
        type_of_the_server='{"type":"connection_ack"}',
        type_next='{"type":"next","id":"1","payload":{}}',
        type_of_the_old_protocol='{"type":"start","id":"1","payload":{}}',
        ending_of_the_old_protocol='{"type":"connection_terminate"}',
        init_with_a_number=_init("5"),
        init_with_a_text=_init('"Bearer x"'),
        init_with_a_list=_init("[]"),
        authorization_a_number=_init('{"authorization":5}'),
        authorization_a_list=_init('{"authorization":["Bearer x"]}'),
        authorization_twice=_init('{"authorization":"Bearer x","Authorization":"Bearer y"}'),
        ping_with_a_number='{"type":"ping","payload":5}',
        pong_with_a_text='{"type":"pong","payload":"x"}',
    ),
    *_bare(
        4403,
        an_unknown_token=_init('{"authorization":"Bearer zuwu_x"}'),
        no_bearer=_init('{"authorization":"Basic eDp4"}'),
        an_empty_token=_init('{"authorization":""}'),
    ),
    *_bare(4401, subscribing_first=subscribe()),
    *_after(4429, a_second_init=INIT),
    *_after(
        4400,
        no_id=f'{{"type":"subscribe","payload":{{"query":"{LISTEN}"}}}}',
        id_empty=subscribe(""),
        id_a_number=subscribe(1),
        id_null=subscribe(None),
        id_too_long=subscribe("x" * 101),
        no_payload='{"type":"subscribe","id":"1"}',
        payload_null='{"type":"subscribe","id":"1","payload":null}',
        payload_a_list='{"type":"subscribe","id":"1","payload":[]}',
        no_query='{"type":"subscribe","id":"1","payload":{}}',
        query_a_number=subscribe(query=5),
        query_blank=subscribe(query=" "),
        variables_a_list=subscribe(variables=[]),
        extensions_a_text=subscribe(extensions="x"),
        name_a_number=subscribe(operationName=5),
        completing_nothing='{"type":"complete"}',
        completing_a_number='{"type":"complete","id":1}',
    ),
    Odd("the same id twice", (frame(subscribe()), frame(subscribe())), 4409),
    *_after(
        "error",
        no_graphql=subscribe(query="{"),
        an_unknown_field=subscribe(query="subscription { nothing }"),
        a_query=subscribe(query="{ __typename }"),
        a_mutation=subscribe(query='mutation { runImport(input: {upload: "x"}) { __typename } }'),
        two_fields=subscribe(query="subscription { a: " + LISTEN[15:-1] + LISTEN[15:]),
        two_operations=subscribe(query=f"{LISTEN} query Q {{ __typename }}"),
        an_unknown_name=subscribe(operationName="Nobody"),
        the_schema=subscribe(query="subscription { __schema { types { name } } }"),
        too_many_aliases=subscribe(
            query="subscription { publicationsChanged {"
            + " ".join(f"a{n}: act" for n in range(40))
            + "} }"
        ),
        no_path=subscribe(query='subscription { publicationsChanged(area: "x") { act } }'),
        a_variable_of_another_type=subscribe(
            query="subscription($a: AreaPath) { publicationsChanged(area: $a) { act } }",
            variables={"a": 5},
        ),
        for_officers=subscribe(query="subscription { recordsChanged { act } }"),
    ),
    *_after("pong", completing_what_is_not=f'{{"type":"complete","id":"{secrets.token_hex(4)}"}}'),
    Odd("binary", (frame(INIT, BINARY),), 4400, bare=True),
    Odd("binary and empty", (frame(b"", BINARY),), 4400, bare=True),
    Odd("no UTF-8", (frame(b'{"type":"\xff"}'),), 1007, bare=True),
    Odd("half a sign", (frame("组".encode()[:2]),), 1007, bare=True),
    Odd("half a sign in two parts", (frame("组".encode()[:1], final=False), frame(b"", 0)), 1007),
    Odd("huge", (frame(b" " * 200_000),), 1009, bare=True),
    Odd("very huge", (frame(b" " * 5_000_000),), 1009, bare=True),
    Odd("huge in parts", (frame(b" " * 90_000, final=False), frame(b" " * 90_000, 0)), 1009),
    Odd("an unknown opcode", (frame("x", RESERVED),), 1002, bare=True),
    Odd("reserved bits", (frame(INIT, reserved=0x40),), 1002, bare=True),
    Odd("unmasked", (frame(INIT, masked=False),), 1002, bare=True),
    Odd("a long ping", (frame(b"x" * 126, PING),), 1002, bare=True),
    Odd("a ping in parts", (frame(b"x", PING, final=False),), 1002, bare=True),
    Odd("the end of nothing", (frame("x", CONTINUED),), 1002, bare=True),
    Odd("a beginning within a message", (frame("x", final=False), frame("y")), 1002, bare=True),
    Odd("closing with a code of nobody", (frame(struct.pack("!H", 1005), CLOSE),), 1002),
    Odd("closing with half a code", (frame(b"\x03", CLOSE),), 1002),
    Odd("closing without UTF-8", (frame(struct.pack("!H", 1000) + b"\xff", CLOSE),), 1007),
    Odd("the old protocol", (), 4406, bare=True, protocols="graphql-ws"),
    Odd("no protocol", (), 4406, bare=True, protocols=""),
)


class Line:
    """A connection, frame by frame."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire
        self.rest = b""

    def open(self, host: str, path: str, protocols: str) -> None:
        """Shakes hands."""
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        offered = f"Sec-WebSocket-Protocol: {protocols}\r\n" if protocols else ""
        self.wire.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n{offered}"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        if b" 101 " not in head.partition(b"\r\n")[0]:
            raise ConnectionError(head.partition(b"\r\n")[0].decode())

    def read(self) -> tuple[int, bytes]:
        """The next frame of the server: opcode and payload."""
        opcode, length = self._take(1)[0] & 0x0F, self._take(1)[0]
        if length == 126:
            [length] = struct.unpack("!H", self._take(2))
        elif length == 127:
            [length] = struct.unpack("!Q", self._take(8))
        return opcode, self._take(length)

    def met(self, wanted: int | str) -> int | str:
        """The code of the closing, or the type of a message if that is what is wanted."""
        while True:
            opcode, payload = self.read()
            if opcode == CLOSE:
                return int(struct.unpack("!H", payload[:2])[0])
            if opcode == TEXT and json.loads(payload)["type"] == wanted:
                return wanted

    def _take(self, length: int) -> bytes:
        while len(self.rest) < length:
            self._more()
        taken, self.rest = self.rest[:length], self.rest[length:]
        return taken

    def _more(self) -> None:
        got = self.wire.recv(65536)
        if not got:
            raise ConnectionError("1006")
        self.rest += got


@contextmanager
def line(url: str, protocols: str = PROTOCOL) -> Iterator[Line]:
    """A connection to the service at `url`."""
    place = urlsplit(url)
    with socket.create_connection((str(place.hostname), place.port or 80), timeout=10) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened = Line(wire)
        opened.open(place.netloc, "/graphql", protocols)
        yield opened


def finding(url: str, odd: Odd) -> str | None:
    """What is wrong with the answer to an odd frame; nothing, if it is right and in time."""
    try:
        with line(url, odd.protocols) as opened:
            if not odd.bare:
                opened.wire.sendall(frame(INIT))
                opened.met("connection_ack")
            for each in odd.frames:
                opened.wire.sendall(each)
            if odd.met == "pong":
                opened.wire.sendall(frame('{"type":"ping"}'))
            begun = time.monotonic()
            met = opened.met(odd.met)
            took = time.monotonic() - begun
    except OSError as lost:
        return f"{odd.name}: {odd.met} expected, {lost or type(lost).__name__} met"
    if met != odd.met:
        return f"{odd.name}: {odd.met} expected, {met} met"
    return f"{odd.name}: took {took * 1000:.0f} ms" if took > SOON else None


def main() -> int:
    """Sends everything; 0 if all was answered as it should be."""
    url = os.environ["ZUWU_URL"]
    findings = [found for odd in ODD if (found := finding(url, odd))]
    print(f"{'odd frames':17}{len(ODD) - len(findings)}/{len(ODD)}")
    for found in findings:
        print(f"    {found}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
