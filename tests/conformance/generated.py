"""Proves that no operation that fits the schema ends in a fault, whoever asks it.

schemathesis makes operations from the committed SDL, some for every field of Query and Mutation;
each is asked by everyone and by every role of the demonstration. Half of them are asked as they
were made. The others are led deep into the service: they name records that exist.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import schemathesis
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLSchema,
    IntValueNode,
    NullValueNode,
    ObjectFieldNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    is_required_argument,
    parse,
    print_ast,
    visit,
)
from hypothesis import strategies as st
from hypothesis_graphql import nodes
from schemathesis.schemas import APIOperation

EXAMPLES = int(os.environ.get("ZUWU_EXAMPLES", "4"))
"""Operations for each field."""

LAST = ("disableAccount", "endGrant", "changePassword", "endSession")
"""What can end the tokens by which is asked comes last."""

AREAS = ("439901/101/201/001", "439901/101/201", "439901/101", "439901", "000000", "x", "")
DAYS = ("2026-01-01", "2026-12-01", "0001-01-01", "9999-12-31", "2026-02-30", "x")
MOMENTS = ("2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "x")

SCALARS = {
    "AreaPath": st.sampled_from(AREAS),
    "Date": st.sampled_from(DAYS),
    "DateTime": st.sampled_from(MOMENTS),
    "Text": st.text(max_size=20),
    "CatalogueCode": st.just("V05"),
    "Citation": st.text(max_size=9),
    "Digest": st.just("0" * 64),
    "PublicName": st.text(max_size=9),
    "PublicText": st.text(max_size=9),
    "Secret": st.text(max_size=20),
}

Ids = Mapping[str, Sequence[str]]
"""Ids of records that exist, by their type; all of them under the empty name."""


@dataclass
class Led(Visitor):
    """Turns what was made into what somebody could mean: ids that exist, pages that are short."""

    info: TypeInfo
    ids: Ids
    luck: int
    place: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """Remembers where a value stands."""
        self.place = node.name.value

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        """Remembers where a value stands."""
        self.place = node.name.value

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        """The same field with its first two, where it is a list."""
        asked = self.info.get_field_def()
        if asked is None or "after" not in asked.args:
            return None
        kept = [each for each in node.arguments if is_required_argument(asked.args[each.name.value])
                or each.name.value in {"filter", "area"}]  # fmt: skip
        first = parse("{ a(first: 2) }").definitions[0].selection_set.selections[0].arguments  # type: ignore[attr-defined]
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=(*(kept if self.luck % 3 else []), *first),
            directives=node.directives,
            selection_set=node.selection_set,
        )

    def enter_string_value(self, node: StringValueNode, *_: Any) -> StringValueNode | None:
        """An id that exists, of the type that its place names."""
        wanted = self.info.get_input_type()
        if wanted is None or get_named_type(wanted).name != "ID":
            return None
        within = self.info.get_parent_input_type()
        draft = get_named_type(within).name.removesuffix("Draft") if within else ""
        named = self.place[:1].upper() + self.place[1:]
        known = self.ids.get(named) or self.ids.get(draft) or self.ids[""]
        return StringValueNode(value=known[(self.luck + len(node.value)) % len(known)])

    def enter_int_value(self, node: IntValueNode, *_: Any) -> IntValueNode | None:
        """A version that a record may well have."""
        return IntValueNode(value=str(self.luck % 2 + 1)) if "ersion" in self.place else None

    def enter_null_value(self, node: NullValueNode, *_: Any) -> StringValueNode | None:
        """An id too, for a null leads nowhere."""
        return self.enter_string_value(StringValueNode(value=""))


@dataclass
class Trial:
    """One service that is asked, and what came of it."""

    address: str
    schema: GraphQLSchema
    tokens: Mapping[str, str | None]
    ids: Ids
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def about(self, made: APIOperation[Any, Any, Any, Any]) -> None:
        """Asks operations of one field as every role."""

        @hypothesis.seed(20261125)
        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(made.as_strategy(), st.integers(0, 1000))
        def asked(case: schemathesis.Case, luck: int) -> None:
            operation = self._led(str(case.body), luck) if luck % 2 == 0 else str(case.body)
            for role, token in self.tokens.items():
                self._judge(
                    f"{made.label} as {role}", operation, ask(self.address, token, operation)
                )

        asked()

    def _led(self, operation: str, luck: int) -> str:
        info = TypeInfo(self.schema)
        return print_ast(visit(parse(operation), TypeInfoVisitor(info, Led(info, self.ids, luck))))

    def _judge(self, what: str, operation: str, answered: tuple[int, dict[str, Any]]) -> None:
        status, answer = answered
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        self.outcomes.update(codes or {"answered"})
        lost = "token.unknown" in codes and not any(name in what for name in LAST)
        if status >= 500 or "fault" in codes or lost:
            told = " ".join(operation.split())
            self.findings.append(f"    {what}: {status} {sorted(codes)} {told}")


def ask(address: str, token: str | None, operation: str) -> tuple[int, dict[str, Any]]:
    """The status and the body of an answer."""
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request("POST", "/graphql", json.dumps({"query": operation}).encode(), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def known(address: str, schema: GraphQLSchema, tokens: Mapping[str, str | None]) -> Ids:
    """Ids of what the demonstration's officers read."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in sorted(
        {each for token in tokens.values() for each in _read(address, schema, token)}
    ):
        kind = base64.b64decode(each).decode().partition(":")[0]
        found[kind].append(each)
        found[""].append(each)
    return found


def _read(address: str, schema: GraphQLSchema, token: str | None) -> Iterator[str]:
    for name, asked in schema.query_type.fields.items() if schema.query_type else ():
        if "after" in asked.args and not any(map(is_required_argument, asked.args.values())):
            query = f"{{ {name}(first: 10) {{ edges {{ node {{ id }} }} }} }}"
            page = (ask(address, token, query)[1].get("data") or {}).get(name) or {"edges": ()}
            yield from (edge["node"]["id"] for edge in page["edges"])


def run(environ: Mapping[str, str]) -> int:
    """Asks the demonstration; 0 if no answer was a fault."""
    told = json.loads(Path(environ["ZUWU_TOKENS"]).read_text("utf-8"))
    sdl = Path(environ["ZUWU_SCHEMA"])
    schema, address = build_schema(sdl.read_text("utf-8")), urlsplit(environ["ZUWU_URL"]).netloc
    tokens = {"everyone": None, **{role: each["token"] for role, each in told.items()}}
    for name, values in SCALARS.items():
        schemathesis.graphql.scalar(name, values.map(nodes.String))
    made = [each.ok() for each in schemathesis.graphql.from_path(sdl).get_all_operations()]
    trial = Trial(address, schema, tokens, known(address, schema, tokens))
    for operation in sorted(made, key=lambda each: each.label.endswith(LAST)):
        trial.about(operation)
    most = ", ".join(f"{count} {code}" for code, count in trial.outcomes.most_common(5))
    total = trial.outcomes.total()
    print(f"{'schemathesis':<17}{len(trial.findings)} faults of {total}: {most}")
    print(*trial.findings[:20], sep="\n", end="\n" if trial.findings else "")
    return 1 if trial.findings else 0


if __name__ == "__main__":
    sys.exit(run(os.environ))
