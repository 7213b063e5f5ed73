"""The service as its tests see it: a client, a clock that stands still, and a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient
from village import NOW

EXACT = "application/graphql-response+json"


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        """The moment it is."""
        return self.moment


@dataclass
class Service:
    """The running service, and somebody who asks it."""

    client: TestClient
    clock: Clock
    home: Path
    token: str

    def ask(self, query: str, *, known: bool = False, **more: Any) -> Any:
        """The response to an operation, sent as most clients do."""
        headers = {"Authorization": f"Bearer {self.token}"} if known else {}
        return self.client.post("/graphql", json={"query": query, **more}, headers=headers)

    def post(self, body: bytes, **headers: str) -> Any:
        """The response to a body as it is."""
        sent = {"content-type": "application/json", "accept": EXACT, **headers}
        return self.client.post("/graphql", content=body, headers=sent)
