"""Proves that no operation that fits the schema ends in a fault, whoever asks it.

Operations are made from the committed SDL by hypothesis-graphql, the generator of schemathesis:
some for every field of Query and Mutation and for every role of the demonstration.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
from graphql import GraphQLSchema, build_schema
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes

EXAMPLES = int(os.environ.get("ZUWU_EXAMPLES", "3"))
"""Operations for each field and each role."""

AREAS = ("439901", "439901/101", "439901/101/201", "439901/101/201/001", "000000", "x", "")
DAYS = ("2026-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "x")
MOMENTS = ("2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "x")

SCALARS = {
    "AreaPath": st.sampled_from(AREAS).map(nodes.String),
    "Date": st.sampled_from(DAYS).map(nodes.String),
    "DateTime": st.sampled_from(MOMENTS).map(nodes.String),
    "Text": st.text(max_size=20).map(nodes.String),
    "CatalogueCode": st.just("V05").map(nodes.String),
    "Citation": st.text(max_size=9).map(nodes.String),
    "PublicName": st.text(max_size=9).map(nodes.String),
    "PublicText": st.text(max_size=9).map(nodes.String),
}


@dataclass
class Trial:
    """One service that is asked, and what came of it."""

    address: str
    schema: GraphQLSchema
    tokens: Mapping[str, str | None]
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Asks for every field as every role."""
        for role, token in self.tokens.items():
            for root in (self.schema.query_type, self.schema.mutation_type):
                for name in root.fields if root else ():
                    self._about(role, token, name)

    def _about(self, role: str, token: str | None, name: str) -> None:
        operations = from_schema(self.schema, fields=[name], custom_scalars=SCALARS)

        @hypothesis.seed(20261125)
        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(operations)
        def asked(operation: str) -> None:
            self._judge(f"{name} as {role}", operation, *ask(self.address, token, operation))

        asked()

    def _judge(self, what: str, operation: str, status: int, answer: bytes) -> None:
        codes = {error["extensions"]["code"] for error in json.loads(answer).get("errors", ())} or {
            "answered"
        }
        self.outcomes.update(codes)
        if status >= 500 or "fault" in codes:
            self.findings.append(
                f"    {what}: {status} {sorted(codes)} {' '.join(operation.split())}"
            )


def ask(address: str, token: str | None, operation: str) -> tuple[int, bytes]:
    """The status and the body of an answer."""
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request("POST", "/graphql", json.dumps({"query": operation}).encode(), headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def run(environ: Mapping[str, str]) -> int:
    """Asks the demonstration; 0 if no answer was a fault."""
    told = json.loads(Path(environ["ZUWU_TOKENS"]).read_text("utf-8"))
    schema = build_schema(Path(environ["ZUWU_SCHEMA"]).read_text("utf-8"))
    tokens = {"everyone": None, **{role: each["token"] for role, each in told.items()}}
    trial = Trial(urlsplit(environ["ZUWU_URL"]).netloc, schema, tokens)
    trial.run()
    total = trial.outcomes.total()
    told_most = ", ".join(f"{count} {code}" for code, count in trial.outcomes.most_common(4))
    print(f"{'generated':<17}{len(trial.findings)} faults of {total}: {told_most}")
    print(*trial.findings[:20], sep="\n", end="\n" if trial.findings else "")
    return 1 if trial.findings else 0


if __name__ == "__main__":
    sys.exit(run(os.environ))
