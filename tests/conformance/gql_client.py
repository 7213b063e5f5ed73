"""Proves that the Python client gql is answered without errors, whatever documented it asks.

Each query and mutation is checked against the committed SDL first, then asked by the one for whom
it is documented. The manuals' conventions are those of operations.mjs.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportError
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, build_schema, parse

ROOT = Path(__file__).parent.parent.parent
FENCE = re.compile(r"^( *)(`{3,})([^`\n]*)\n(.*?)^\1\2 *$", re.DOTALL | re.MULTILINE)
REFERENCE = re.compile(r"\{\{(.+)\}\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """A documented operation: what it is called, for whom it runs, and with which variables."""

    names: tuple[str, ...]
    role: str
    text: str
    variables: str = "{}"

    @property
    def lasting(self) -> bool:
        """Whether it is a subscription, which is asked elsewhere."""
        return "subscription" in self.text.partition("{")[0]


def documented(manual: str) -> Iterator[Operation]:
    """The operations of a manual, in the order in which they are read."""
    last: Operation | None = None
    for _, _, info, body in FENCE.findall(manual):
        words = re.findall(r"[\w-]+", info)
        if words[:1] == ["graphql"]:
            if last:
                yield last
            last = _operation(body, words)
        elif words == ["json", "variables"] and last:
            yield Operation(last.names, last.role, last.text, body)
            last = None
    if last:
        yield last


def _operation(body: str, words: list[str]) -> Operation | None:
    found = [d for d in parse(body).definitions if isinstance(d, OperationDefinitionNode)]
    if not found or found[0].name is None:
        return None
    alias = re.search(r"^# operation: *(\S+)", body, re.MULTILINE)
    names = (found[0].name.value, *([alias[1]] if alias else []))
    return Operation(names, words[-1] if len(words) > 1 else "anonymous", body)


def filled(value: Any, answers: Mapping[str, Any]) -> Any:
    """Variables with every "{{operation.path}}" taken from an earlier answer."""
    if isinstance(value, dict):
        return {key: filled(each, answers) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, answers) for each in value]
    reference = REFERENCE.fullmatch(value) if isinstance(value, str) else None
    if reference is None:
        return value
    answer: Any = answers
    for key in reference[1].strip().split("."):
        answer = answer[int(key)] if isinstance(answer, list) else answer[key]
    return answer


@dataclass(frozen=True, slots=True)
class Subject:
    """The demonstration that is asked, its schema, and the manuals' operations by name."""

    url: str
    tokens: Mapping[str, Any]
    schema: GraphQLSchema
    operations: Mapping[str, Operation]

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Subject:
        """What the same variables name that run.mjs reads."""
        given = environ.get("ZUWU_DOCS", "").split(os.pathsep)
        manuals = given if given != [""] else [ROOT / "README.md", ROOT / "docs/frontends.md"]
        found = [op for each in manuals for op in documented(Path(each).read_text("utf-8"))]
        return cls(
            url=environ["ZUWU_URL"],
            tokens=json.loads(Path(environ["ZUWU_TOKENS"]).read_text("utf-8")),
            schema=build_schema(Path(environ["ZUWU_SCHEMA"]).read_text("utf-8")),
            operations={op.names[0]: op for op in reversed(found) if not op.lasting},
        )


async def ask(subject: Subject, operation: Operation, answers: dict[str, Any]) -> None:
    """Asks one operation, and keeps its answer for those that refer to it."""
    headers = {}
    if operation.role != "anonymous":
        headers["Authorization"] = f"Bearer {subject.tokens[operation.role]['token']}"
    transport = AIOHTTPTransport(url=f"{subject.url}/graphql", headers=headers)
    async with Client(transport=transport, schema=subject.schema) as session:
        variables = filled(json.loads(operation.variables), answers)
        request: GraphQLRequest = gql(operation.text)
        request.variable_values = variables
        answer = await session.execute(request)
    answers.update(dict.fromkeys(operation.names, answer))


async def run(subject: Subject) -> int:
    """Asks all of them; 0 if each was answered."""
    answers: dict[str, Any] = {}
    findings = []
    for operation in reversed(subject.operations.values()):
        try:
            await ask(subject, operation, answers)
        except (TransportError, GraphQLError, LookupError, TypeError) as fault:
            findings.append(f"    {operation.names[0]} ({operation.role}): {fault!r}")
    total = len(subject.operations)
    print(f"{'gql (Python)':<17}{total - len(findings)}/{total} operations", *findings, sep="\n")
    return 1 if findings or not total else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(run(Subject.from_environ(os.environ))))
