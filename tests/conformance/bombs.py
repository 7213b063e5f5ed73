"""Proves that operations made to cost much are answered at once, and that neighbours do not notice.

Each is sent several times, while somebody else asks small questions on another connection.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

IN_TIME = 0.05
"""Seconds until a bomb must be answered."""

NEIGHBOURLY = 0.1
"""Seconds until a small question must be, meanwhile."""

TIMES = 5
"""How often each is sent; the quickest answer counts, for the machine may be busy with others."""

LEVELS = (10, 20, 30, 40)


def _chain(levels: int, of: Callable[[int], str], last: str) -> str:
    """A document whose fragments F0, F1 ... lead to each other."""
    written = [f"fragment F{n} on Query {{ {of(n + 1)} }}" for n in range(levels)]
    return "{ ...F0 }" + "".join(written) + f"fragment F{levels} on Query {{ {last} }}"


def _ladder(levels: int) -> str:
    """Two fields by two names at each level, which have to be compared with each other."""

    def branch(name: str, n: int) -> str:
        return f"{name}: responses {{ ...G{n + 1} }}"

    rungs = [
        f"fragment F{n} on Publication {{ {branch('a', n)} {branch('b', n)} }}"
        f"fragment G{n + 1} on PublicationConnection {{ edges {{ node {{ ...F{n + 1} }} }} }}"
        for n in range(levels)
    ]
    end = f"fragment F{levels} on Publication {{ id }}"
    return "{ publications { edges { node { ...F0 } } } }" + "".join(rungs) + end


def _many(count: int, text: str) -> str:
    """The text so many times, each with its own number in place of the sign #."""
    return " ".join(text.replace("#", str(n)) for n in range(count))


def _crossed(levels: int) -> str:
    """Fragments each of which spreads all of them."""
    spread = _many(levels, "...F#")
    return "{ ...F0 }" + _many(levels, f"fragment F# on Query {{ {spread} }}")


def _paged(levels: int) -> str:
    """Full pages within full pages."""
    deep = min(levels, 4)
    page = "responses(first: 100) { edges { node {"
    ends = "} } }" * (deep + 1)
    return "{ publications(first: 100) { edges { node {" + page * deep + "id" + ends + "}"


SHAPES: Mapping[str, Callable[[int], str]] = {
    "doubling": lambda n: _chain(n, lambda k: f"...F{k} ...F{k}", "__typename"),
    "doubling to nothing": lambda n: _chain(n, lambda k: f"...F{k} ...F{k}", ""),
    "spread thirty times": lambda n: _chain(n, lambda k: f"...F{k} " * 30, "__typename"),
    "two fields a level": _ladder,
    "unnamed fragments": lambda n: "{" + "...{ a ...{" * n + "__typename" + "} }" * n + "}",
    "conditions": lambda n: _chain(n, lambda k: f"...F{k} @skip(if: false) ...F{k}", "__typename"),
    "the same field": lambda n: "{ publications { " + "totalCount " * (12 * n) + "} }",
    "the same merged": lambda n: "{" + ("publications {" + "totalCount " * n + "} ") * 20 + "}",
    "aliases": lambda n: "{" + _many(40 * n, "a#: __typename") + "}",
    "directives": lambda n: "{ __typename " + "@skip(if: false) " * (8 * n) + "}",
    "unknown directives": lambda n: "{ __typename " + "@a" * (20 * n) + "}",
    "operations": lambda n: _many(7 * n, "query Q# { __typename }"),
    "long names": lambda n: "{ publications { " + _many(n, "a" * 900 + "#") + "} }",
    "unknown fields": lambda n: "{ publications { " + _many(10 * n, "totalCoun#") + "} }",
    "unknown arguments": lambda n: "{ publications(" + _many(10 * n, "firs#: 1") + ") }",
    "tokens": lambda n: "{" + "a " * (50 * n) + "}",
    "many fragments": lambda n: (
        "{" + _many(3 * n, "...F#") + "}" + _many(3 * n, "fragment F# on Query { __typename }")
    ),
    "a circle": lambda n: _chain(n, lambda k: f"...F{k}", "...F0"),
    "a wide circle": _crossed,
    "lists in lists": lambda n: "{ node(id: " + "[" * (4 * n) + "]" * (4 * n) + ") { id } }",
    "pages within pages": _paged,
}
"""Each makes an operation of so many levels."""


def variables(levels: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Operations that are small themselves, with variables that are not."""
    asked = "query($f: PublicationFilter) { publications(filter: $f) { totalCount } }"
    deep: Any = 1
    for _ in range(10 * levels):
        deep = {"area": deep}
    yield "deep variables", {"query": asked, "variables": {"f": deep}}
    many = {f"v{n}": n for n in range(100 * levels)}
    yield "many variables", {"query": asked, "variables": many}
    yield "unknown keys", {"query": asked, "variables": {"f": many}}


def bombs() -> Iterator[tuple[str, bytes]]:
    """The name and the body of each."""
    for levels in LEVELS:
        for name, shape in SHAPES.items():
            yield f"{name} {levels}", json.dumps({"query": shape(levels)}).encode()
        for name, body in variables(levels):
            yield f"{name} {levels}", json.dumps(body).encode()


@dataclass
class Neighbour:
    """Somebody who asks small questions all the time."""

    address: str
    waited: list[float] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        """Asks until it is gone."""
        connection = http.client.HTTPConnection(self.address)
        while not self.gone.wait(0.01):
            self.waited.append(ask(connection, b'{"query":"{ __typename }"}')[0])
        connection.close()

    @property
    def slow(self) -> float:
        """Seconds in which 99 of 100 were answered."""
        return sorted(self.waited)[int(0.99 * len(self.waited))]


def ask(connection: http.client.HTTPConnection, body: bytes) -> tuple[float, int]:
    """Seconds until the answer was there, and its status."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/graphql-response+json",
    }
    started = time.perf_counter()
    connection.request("POST", "/graphql", body, headers)
    response = connection.getresponse()
    response.read()
    return time.perf_counter() - started, response.status


def run(environ: Mapping[str, str]) -> int:
    """Sends all of them; 0 if each was answered in time and nobody noticed."""
    address = urlsplit(environ["ZUWU_PLAIN"]).netloc
    neighbour = Neighbour(address)
    beside = threading.Thread(target=neighbour)
    beside.start()
    connection = http.client.HTTPConnection(address)
    findings, total, slowest = [], 0, 0.0
    for name, body in bombs():
        answers = [ask(connection, body) for _ in range(TIMES)]
        took = min(seconds for seconds, _ in answers)
        slowest, total = max(slowest, took), total + 1
        if took > IN_TIME or any(status >= 500 for _, status in answers):
            findings.append(f"    {name}: {answers[0][1]} after {took:.3f} s")
    connection.close()
    neighbour.gone.set()
    beside.join()
    if neighbour.slow > NEIGHBOURLY:
        findings.append(f"    a small question: after {neighbour.slow:.3f} s")
    told = f"{total - len(findings)}/{total}, the slowest {slowest * 1000:.0f} ms"
    print(f"{'bombs':<17}{told}; neighbours {neighbour.slow * 1000:.0f} ms", *findings, sep="\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(run(os.environ))
