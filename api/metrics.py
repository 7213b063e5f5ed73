"""What is counted while the service runs, for Prometheus; no label holds anything about anybody.

The numbers are told on a port of their own, which only monitoring may reach.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version

from prometheus_client import Counter, Gauge, Histogram, Info, start_http_server

from api.listening import PortTaken
from api.settings import Running
from schema import database

REQUESTS = Counter("zuwu_requests", "Requests answered.", ["route", "operation", "status"])
DURATION = Histogram(
    "zuwu_request_seconds",
    "How long requests took, from their first byte to the last of the answer.",
    ["route", "operation"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25),
)
REFUSED = Counter("zuwu_refused_sign_ins", "Requests whose credentials nobody has.")
OUTAGES = Counter("zuwu_database_outages", "Requests that the database let down.", ["code"])

_BUSY = Gauge("zuwu_database_connections_in_use", "Connections to the database in use.")
_LOG = Gauge("zuwu_database_log_bytes", "The write-ahead log of a SQLite file; 0 on a server.")

PUBLICATIONS = Counter("zuwu_publications", "Runs of the publisher.", ["outcome"])
PUBLISHING = Histogram(
    "zuwu_publishing_seconds",
    "How long runs of the publisher took.",
    ["outcome"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800),
)
DIFFERENCES = Counter(
    "zuwu_publisher_differences", "Files that were not what all pages made afresh had them to be."
)
EDITIONS = Gauge("zuwu_editions_published", "Editions that are public, as of the last run.")
HELD = Gauge(
    "zuwu_held_publications",
    "Documents that the gate holds back, as of the last run; the whole release counts as one.",
)
_LAG = Gauge("zuwu_publisher_lag_seconds", "How long something public has waited for a release.")

_BUILD = Info("zuwu_build", "What runs here.")


class Backlog:
    """Since when something public waits for a release, if anything does."""

    def __init__(self) -> None:
        self.since: float | None = None

    def begin(self) -> None:
        """Something waits; what waited before counts on."""
        self.since = self.since or time.monotonic()

    def end(self) -> None:
        """Nothing waits."""
        self.since = None

    def seconds(self) -> float:
        """For how long."""
        return time.monotonic() - self.since if self.since else 0.0


BACKLOG = Backlog()
_LAG.set_function(BACKLOG.seconds)


def answered(operation: str, route: str, status: int, seconds: float) -> None:
    """Counts a request."""
    _counter(route, operation, str(status)).inc()
    _histogram(route, operation).observe(seconds)


# Finding a child by its labels costs more than counting.
_counter = cache(REQUESTS.labels)
_histogram = cache(DURATION.labels)


def watch(url: str) -> None:
    """Looks at the open database whenever somebody asks for the numbers."""
    client = database.client(url)
    _BUSY.set_function(lambda: client.busy)
    _LOG.set_function(lambda: client.log_size)
    dialect = url.partition(":")[0]
    _BUILD.info(
        {"version": version("zuwu"), "python": platform.python_version(), "database": dialect}
    )


@contextmanager
def told(running: Running) -> Iterator[None]:
    """Answers `/metrics` as long as the block runs, if a port is set for that.

    A thread of its own answers, so that numbers come even when the service is too busy to.
    """
    host, port = running.metrics_host, running.metrics_port
    if port is None:
        yield
        return
    try:
        server, thread = start_http_server(port, host)
    except OSError as taken:
        raise PortTaken(host, port) from taken
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
