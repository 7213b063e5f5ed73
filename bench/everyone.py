"""What everyone asks: over editions, answered anew each time and from what is kept."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from statistics import median
from typing import Any

from bench import contest, ours
from bench.contest import Contestant
from bench.town import Town

CLIENTS = 16

QUESTIONS: dict[str, str] = {
    "one publication": "{ publications(first: 1) { edges { node { id title day number } } } }",
    "50, three deep": "{ publications(first: 50, filter: {document: MEETING_OUTCOME}) { edges "
    "{ node { title day area { name fullName } ... on MeetingOutcome { attendance { reached "
    "required } } } } } }",
    "1,000 x 8": "{ publications(first: 1000) { edges { node { id title day number code "
    "changeNote publishedAt postedUntil } } } }",
    "page, counted": "{ publications(first: 20, filter: {document: OPEN_NOTICE}) { totalCount "
    "edges { node { id title day postedUntil } } } }",
}

LONG = "{ publications(first: 900) { edges { node { id title day number code postedUntil } } } }"
"""About 200 kB."""


def asked(found: Town, rounds: int, seconds: float) -> None:
    """A line for each question: answered anew, and kept; then the long answer."""
    with ExitStack() as stack:
        server = stack.enter_context(ours.running(found, known=False))
        print(
            f"\n{'everyone, over editions':26}{'anew/s':>9}{'kept/s':>9}{'p50 kept at 1, ms':>20}"
        )
        for name, query in QUESTIONS.items():
            _asked(server, name, {"query": query}, rounds, seconds)
        for encoding in ("identity", "gzip"):
            _long(server, encoding, rounds, seconds)


def _asked(server: Contestant, name: str, body: Any, rounds: int, seconds: float) -> None:
    for _ in range(3):  # the first answer teaches the plan, the second is kept
        if "errors" in (said := server.asked(body)):
            sys.exit(f"{name}: {said['errors']}")
    anew = [server.loaded(body, CLIENTS, seconds, varied=True) for _ in range(rounds)]
    kept = [server.loaded(body, CLIENTS, seconds) for _ in range(rounds)]
    alone = server.loaded(body, 1, seconds)
    rates = (median(each.rate for each in paces) for paces in (anew, kept))
    print(f"{name:26}{next(rates):9.0f}{next(rates):9.0f}{alone.p50:20.2f}", flush=True)


def _long(server: Contestant, encoding: str, rounds: int, seconds: float) -> None:
    body = {"query": LONG}
    for _ in range(3):
        length = len(contest.text(server, body))
    fetching = Contestant(server.name, server.port, {"Accept-Encoding": encoding})
    for _ in range(3):
        fetching.loaded(body, 1, 1)
    paces = [fetching.loaded(body, CLIENTS, seconds) for _ in range(rounds)]
    alone = fetching.loaded(body, 1, seconds)
    rate = median(each.rate for each in paces)
    print(
        f"{length // 1000} kB, {encoding}, kept {rate:.0f}/s, p50 at one client {alone.p50:.2f} ms"
    )
