"""Proves that every odd request gets the right answer at once: never a fault, never silence.

Requests are written as bytes, for no client library sends most of them.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

IN_TIME = 0.25
"""Seconds until an answer must be there."""

PATIENCE = 12.0
"""Seconds until a connection on which too little was sent must be answered or closed."""

QUERY = b'{"query":"{ __typename }"}'
JSON = b"application/json"

PATHS = (
    *("/graphql/", "/graphql/..;/health", "/graphql/%2e%2e/health", "/../../etc/passwd"),
    *("/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/..%5c..%5cetc", "//etc/passwd"),
    *("/%00", "/a%00b", "/%ff", "/" + "a/" * 5000, "/" + "%e7%bb%84" * 300, "/~root", "/./."),
    *("/.git/config", "/con", "/graphql%20", "/graphql;x=1", "/GRAPHQL", "/\\..\\..\\x"),
)


@dataclass(frozen=True, slots=True)
class Odd:
    """A request in bytes, and the statuses that are right for it.

    0 stands for a connection that is closed without a word; `slow` says that the server has to
    wait, for the request never comes to its end.
    """

    name: str
    sent: bytes
    statuses: frozenset[int]
    slow: bool = False


def post(
    name: str,
    body: bytes,
    *statuses: int,
    media: bytes | None = JSON,
    more: bytes = b"",
    start: bytes = b"POST /graphql HTTP/1.1",
    length: bytes | None = None,
    slow: bool = False,
) -> Odd:
    """A POST with this body, whose answer has one of these statuses."""
    size = str(len(body)).encode() if length is None else length
    lines = [start, b"Host: x", b"Accept: application/graphql-response+json", b"Connection: close"]
    lines += [b"Content-Type: " + media] if media else []
    lines += [b"Content-Length: " + size] if size else []
    head = b"\r\n".join(lines) + b"\r\n" + more
    return Odd(name, head + b"\r\n" + body, frozenset(statuses), slow)


def raw(name: str, sent: bytes, *statuses: int, slow: bool = False) -> Odd:
    """A request that is written out whole."""
    return Odd(name, sent, frozenset(statuses), slow)


def asked(text: str, **more: object) -> bytes:
    """The body of an operation."""
    return json.dumps({"query": text, **more}).encode()


def not_objects() -> Iterator[Odd]:
    """JSON of another shape, and what is no JSON."""
    for text in (b"5", b"null", b'"x"', b"true", b"1e999", b"-0", b"[]", b"{}", b"[null]", b'""'):
        yield post(f"body {text.decode()}", text, 400)
    for text in (
        b"",
        b" ",
        b"{",
        b"}",
        b"{]",
        b"[",
        b"NaN",
        b"Infinity",
        b"{,}",
        b"{'a':1}",
        b"//",
    ):
        yield post(f"no JSON {text.decode()!r}", text, 400)
    yield post("a batch", b"[" + QUERY + b"," + QUERY + b"]", 400)
    yield post("a batch of a thousand", b"[" + b",".join([QUERY] * 1000) + b"]", 400)
    yield post("NaN as a variable", b'{"query":"{__typename}","variables":{"a":NaN}}', 400)
    yield post("two documents", QUERY + QUERY, 400)
    yield post("a comma too many", b'{"query":"{__typename}",}', 400)
    yield post("a comment", b'{"query":"{__typename}" /* x */}', 400)
    yield post("nested 100,000 deep", b"[" * 100_000, 400)
    yield post("objects 100,000 deep", b'{"a":' * 100_000, 400)
    yield post("closed 100,000 deep", b"[" * 100_000 + b"]" * 100_000, 400)
    yield post(
        "variables 100,000 deep", b'{"query":"{__typename}","variables":' + b"[" * 100_000, 400
    )


def encodings() -> Iterator[Odd]:
    """Bytes that are not what they are said to be."""
    text = QUERY.decode()
    yield post("a byte order mark", b"\xef\xbb\xbf" + QUERY, 400)
    yield post("UTF-16", text.encode("utf-16"), 400)
    yield post("UTF-16 that says so", text.encode("utf-16"), 415, media=JSON + b"; charset=utf-16")
    yield post("UTF-32", text.encode("utf-32-le"), 400)
    yield post("GB18030", '{"query":"{__typename}","x":"组"}'.encode("gb18030"), 400)
    yield post("GB18030 that says so", QUERY, 415, media=JSON + b"; charset=gb18030")
    yield post("broken UTF-8", b'{"query":"\xff\xfe"}', 400)
    yield post("overlong UTF-8", b'{"query":"\xc0\xaf"}', 400)
    yield post("a surrogate in UTF-8", b'{"query":"\xed\xa0\x80"}', 400)
    yield post("a lone surrogate", b'{"query":"\\ud800"}', 400)
    yield post("a surrogate as a variable", asked("{__typename}", variables={"a": "\ud800"}), 400)
    yield post("NUL in the operation", asked("{ __typename \0 }"), 400)
    yield post("NUL as a byte", b'{"query":"{__typename}\0"}', 400)
    yield post("a control character", b'{"query":"{__typename}\x01"}', 400)
    yield post(
        "NUL in a value", asked('{ publications(filter: {text: "\\u0000"}) { totalCount } }'), 400
    )
    squeezed = gzip.compress(QUERY)
    yield post("gzip that says so", squeezed, 415, more=b"Content-Encoding: gzip\r\n")
    yield post("gzip that does not", squeezed, 400)
    bomb = gzip.compress(b" " * 50_000_000)
    yield post("a gzip bomb", bomb, 415, more=b"Content-Encoding: gzip\r\n")
    yield post("an unknown encoding", QUERY, 415, more=b"Content-Encoding: rot13\r\n")


def media_types() -> Iterator[Odd]:
    """Everything but JSON in UTF-8."""
    for media in (
        b"text/plain", b"text/html", b"application/graphql", b"application/xml", b"*/*",
        b"application/json-patch+json", b"application/jsonx", b"application", b"/", b";",
        b"application/x-www-form-urlencoded", b"multipart/form-data", b"application/octet-stream",
        b"multipart/form-data; boundary=x", b'application/json; charset="utf-7"', b"\xff\xfe",
    ):  # fmt: skip
        yield post(f"type {media!r}", QUERY, 415, media=media)
    yield post("no type", QUERY, 415, media=None)
    yield post("a form", b"query=%7B__typename%7D", 415, media=b"application/x-www-form-urlencoded")
    part = (
        b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n' + QUERY + b"\r\n--x--"
    )
    yield post("an upload", part, 415, media=b"multipart/form-data; boundary=x")
    yield post("two types", QUERY, 415, 400, 200, more=b"Content-Type: text/plain\r\n")
    yield post("capitals and quotes", QUERY, 200, media=b'APPLICATION/JSON ; Charset="UTF-8"')
    yield post("a type of the answer unknown", QUERY, 200, more=b"Accept: image/png\r\n")


def parameters() -> Iterator[Odd]:
    """JSON objects that ask for nothing that could be answered."""
    for value in ("null", "5", "[]", "{}", '""', '" "', "true", '"\\n"'):
        yield post(f"query {value}", b'{"query":%b}' % value.encode(), 400)
    for value in ("[]", "5", '"x"', "true"):
        yield post(
            f"variables {value}", b'{"query":"{__typename}","variables":%b}' % value.encode(), 400
        )
    for value in ("5", "{}", "[]", "true", '"Nothing"'):
        yield post(
            f"operationName {value}",
            b'{"query":"{__typename}","operationName":%b}' % value.encode(),
            400,
        )
    yield post("extensions", b'{"query":"{__typename}","extensions":[]}', 400)
    yield post("a persisted query", b'{"extensions":{"persistedQuery":{"version":1}}}', 400)
    yield post("the same key twice", b'{"query":5,"query":"{__typename}"}', 200)
    yield post("unknown keys", b'{"query":"{__typename}","nothing":1}', 200)
    yield post("half an operation", asked("{ __typename"), 400)
    yield post("two operations", asked("query A{__typename} query B{__typename}"), 400)
    yield post("a subscription", asked("subscription { nothing }"), 400, 405)
    yield post("a type", asked("type A { a: Int }"), 400)
    yield post(
        "huge numbers", asked("{ publications(first: %s) { totalCount } }" % ("9" * 10_000)), 400
    )
    yield post(
        "a huge number as a variable",
        b'{"query":"query($n:Int){publications(first:$n){__typename}}","variables":{"n":1%b}}'
        % (b"0" * 300),
        400,
    )
    yield post("a deep list", asked("{ node(id: " + "[" * 900 + "]" * 900 + ") { id } }"), 400)
    deep: object = 1
    for _ in range(400):
        deep = {"area": deep}
    listed = "query($f: PublicationFilter) { publications(filter: $f) { totalCount } }"
    yield post("deep variables", asked(listed, variables={"f": deep}), 400)
    yield post("large variables", asked(listed, variables={"f": {"text": "x" * 300_000}}), 200, 400)
    yield post("many variables", asked(listed, variables={f"v{n}": n for n in range(50_000)}), 200)
    yield post("a body that is too long", b" " * 1_000_001, 413)
    yield post("an announced body that is too long", b"", 413, length=b"999999999999")


def heads() -> Iterator[Odd]:
    """Lines and headers that are no HTTP, or odd HTTP."""
    yield raw("no HTTP", b"hello\r\n\r\n", 400)
    yield raw("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100, 400)
    yield raw("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 405, 505)
    yield raw("HTTP/9.9", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400, 505)
    yield raw("HTTP/0.9", b"GET /\r\n\r\n", 200, 400)
    yield raw("HTTP/1.0", b"GET /graphql HTTP/1.0\r\n\r\n", 405)
    yield raw("binary", bytes(range(256)) * 4, 400)
    yield raw("NUL in the address", b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400)
    yield raw("NUL in a header", b"GET / HTTP/1.1\r\nHost: x\r\nX: \0\r\n\r\n", 400)
    yield raw("a header without a name", b"GET / HTTP/1.1\r\n: x\r\n\r\n", 400)
    yield raw("a space before the colon", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400)
    yield raw(
        "a folded header",
        b"GET /health HTTP/1.1\r\nX: a\r\n b\r\nConnection: close\r\n\r\n",
        400,
        200,
    )
    many = b"".join(b"X-%d: y\r\n" % n for n in range(5000))
    yield raw("a flood of headers", b"GET / HTTP/1.1\r\n" + many + b"\r\n", 400, 431)
    yield raw("an endless header", b"GET / HTTP/1.1\r\nX: " + b"y" * 5_000_000, 400, 431)
    yield raw("a very long address", b"GET /" + b"y" * 5_000_000, 400, 414, 431)
    yield raw(
        "a long address",
        b"GET /" + b"y" * 20_000 + b" HTTP/1.1\r\nConnection: close\r\n\r\n",
        404,
        414,
    )
    for method, status in (("PUT", 405), ("DELETE", 405), ("PATCH", 405), ("TRACE", 405),
                           ("OPTIONS", 405), ("GET", 405), ("PROPFIND", 405)):  # fmt: skip
        start = f"{method} /graphql HTTP/1.1".encode()
        yield post(f"method {method}", QUERY, status, start=start)
    yield raw("method NONSENSE", b"NONSENSE /graphql HTTP/1.1\r\nHost: x\r\n\r\n", 400, 405)
    yield raw("CONNECT", b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404, 405)
    yield raw(
        "OPTIONS *", b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400, 404, 405
    )
    yield post("an absolute address", QUERY, 200, 404, start=b"POST http://x/graphql HTTP/1.1")
    yield post("a websocket that is none", QUERY, 200, 400, 426, more=b"Upgrade: websocket\r\n")
    yield post("HTTP/1.0 with a body", QUERY, 200, start=b"POST /graphql HTTP/1.0")
    yield post("a token in a strange scheme", QUERY, 401, more=b"Authorization: \xff\xff\r\n")
    yield post(
        "a very long token", QUERY, 401, more=b"Authorization: Bearer " + b"x" * 20_000 + b"\r\n"
    )
    yield post("Expect: 100-continue", QUERY, 100, 200, more=b"Expect: 100-continue\r\n")
    yield post("Expect: nonsense", QUERY, 200, 417, more=b"Expect: nonsense\r\n")


def places() -> Iterator[Odd]:
    """Addresses that try to get elsewhere."""
    for path in PATHS:
        sent = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        yield raw(f"GET {path[:40]}", sent, 200, 307, 400, 404, 405)


def framings() -> Iterator[Odd]:
    """Bodies whose length is said wrongly, twice, or never comes."""
    chunked = b"Transfer-Encoding: chunked\r\n"
    whole = b"%x\r\n%b\r\n0\r\n\r\n" % (len(QUERY), QUERY)
    yield post("chunks", whole, 200, length=b"", more=chunked)
    yield post("chunks that are none", b"zz\r\nxx\r\n", 400, 0, length=b"", more=chunked)
    yield post(
        "a chunk longer than said", b"1\r\nxxxxx\r\n0\r\n\r\n", 400, 0, length=b"", more=chunked
    )
    yield post(
        "a chunk of negative length", b"-1\r\nx\r\n0\r\n\r\n", 400, 0, length=b"", more=chunked
    )
    yield post("a chunk of endless length", b"f" * 40 + b"\r\nx", 400, 0, length=b"", more=chunked)
    yield post("chunks and a length", whole, 400, 0, more=chunked)
    yield post("two lengths", QUERY, 400, more=b"Content-Length: 1\r\n")
    for length in (b"x", b"-5", b"1.5", b"0x10", b"99999999999999999999999999", b"5, 5"):
        yield post(f"length {length.decode()}", QUERY, 400, 413, length=length)
    yield post("no length", QUERY, 400, length=b"")
    yield post("length 0", QUERY, 400, length=b"0")
    yield post("an unknown transfer", QUERY, 400, 501, length=b"", more=b"Transfer-Encoding: x\r\n")
    after = QUERY + b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    yield post("a second request behind it", after, 200, length=str(len(QUERY)).encode())
    yield raw("pipelined", b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 5
              + b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n", 200)  # fmt: skip


def unfinished() -> Iterator[Odd]:
    """Requests that never come to their end."""
    yield raw("half a line", b"POST /gra", 408, 0, slow=True)
    yield raw("half a header", b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-", 408, 0, slow=True)
    yield raw("empty lines only", b"\r\n\r\n", 400, 408, 0, slow=True)
    yield raw("nothing at all", b"", 408, 0, slow=True)


ODD = [
    *not_objects(), *encodings(), *media_types(), *parameters(), *heads(), *places(), *framings(),
    *unfinished(),
]  # fmt: skip


@dataclass
class Tried:
    """What came of a request: statuses in their order, and after how long."""

    odd: Odd
    took: float
    statuses: list[int] = field(default_factory=list)

    @property
    def finding(self) -> str | None:
        """What is wrong with it."""
        first = self.statuses[0] if self.statuses else 0
        if first not in self.odd.statuses or any(each >= 500 for each in self.statuses):
            return f"{self.odd.name}: {self.statuses or 'closed'}, not {sorted(self.odd.statuses)}"
        if self.took > (PATIENCE if self.odd.slow else IN_TIME):
            return f"{self.odd.name}: after {self.took:.2f} s"
        return None


def tried(address: tuple[str, int], odd: Odd) -> Tried:
    """Sends a request and waits for the first answer, or for the end of the connection."""
    received = b""
    with socket.create_connection(address, timeout=PATIENCE + 3) as connection:
        started = time.perf_counter()
        with suppress(ConnectionError):
            connection.sendall(odd.sent)
        with suppress(ConnectionError, TimeoutError):
            received = connection.recv(65536)
        took = time.perf_counter() - started
    found = [int(each[:3]) for each in received.split(b"HTTP/1.1 ")[1:]]
    return Tried(odd, took, found)


def run(environ: Mapping[str, str]) -> int:
    """Sends all of them, each on a connection of its own; 0 if each was answered rightly."""
    parts = urlsplit(environ["ZUWU_PLAIN"])
    address = (parts.hostname or "", parts.port or 80)
    findings = []
    for odd in ODD:
        found = tried(address, odd)
        if found.finding and not odd.slow and found.took > IN_TIME:
            found = tried(address, odd)
        findings += [f"    {found.finding}"] if found.finding else []
    print(f"{'odd requests':<17}{len(ODD) - len(findings)}/{len(ODD)}", *findings, sep="\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(run(os.environ))
