"""What the manuals show can be asked, typed and filled in: operations, commands, columns."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import village as v
from conformance.gql_client import FENCE, REFERENCE, Operation, documented
from docs.test_manuals import ROOT, manual
from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    OperationDefinitionNode,
    Undefined,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_input_type,
    parse,
    type_from_ast,
    validate,
)
from graphql.utilities import coerce_input_value

from cli.main import parser
from schema.exchange import exporting
from schema.exchange.columns import AREA
from schema.exchange.lines import TARGETS, Target
from schema.rules import webhooks
from schema.workbooks import articles

COMMITTED = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
OURS = v.schema()._schema
"""The same schema, whose scalars know what a day and a path look like."""

README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATIONS = [*documented(README), *documented(manual("frontends.md"))]
NAMES = [operation.names[0] for operation in OPERATIONS]

SHOWN = {"ID": "T3Blbk5vdGljZTox", "Int": 1}
"""What stands for a part of an earlier answer, by the type that is asked for."""

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=NAMES)


@each_operation
def test_a_documented_operation_fits_the_committed_schema(operation: Operation) -> None:
    assert validate(COMMITTED, parse(operation.text)) == []


@each_operation
def test_the_variables_of_a_documented_operation_fit(operation: Operation) -> None:
    given = json.loads(operation.variables)
    [asked] = [d for d in parse(operation.text).definitions if _is_operation(d)]
    wanted = {each.variable.name.value: each for each in asked.variable_definitions or ()}
    assert given.keys() == wanted.keys()
    for name, variable in wanted.items():
        kind: Any = type_from_ast(OURS, variable.type)
        assert is_input_type(kind)
        assert coerce_input_value(_standing(given[name], kind), kind) is not Undefined, name


@each_operation
def test_a_variable_comes_from_an_operation_before_it(operation: Operation) -> None:
    before = NAMES[: NAMES.index(operation.names[0])]
    for reference in re.findall(r"\{\{(\w+)\.[\w.]+\}\}", operation.variables):
        assert reference in before


def _is_operation(definition: object) -> bool:
    return isinstance(definition, OperationDefinitionNode)


def _standing(given: Any, kind: GraphQLInputType) -> Any:
    """A value with every reference to an earlier answer filled in."""
    bare = get_nullable_type(kind)
    if isinstance(given, dict) and isinstance(bare, GraphQLInputObjectType):
        known = bare.fields
        return {k: _standing(e, known[k].type) if k in known else e for k, e in given.items()}
    if isinstance(given, list) and isinstance(bare, GraphQLList):
        return [_standing(each, bare.of_type) for each in given]
    if isinstance(given, str) and REFERENCE.fullmatch(given):
        return SHOWN.get(get_named_type(kind).name, "某字")
    return given


MANUALS = ("operating.md", "frontends.md", "committees.md", "privacy.md", "decisions.md")


def commands() -> Iterator[str]:
    """Every command line that a manual shows, as a line of its own or among words."""
    for text in (README, *map(manual, MANUALS)):
        words = FENCE.sub("", text)
        yield from re.findall(r"`(zuwu [^`]+)`", words)
        yield from re.findall(r"^ {4}(zuwu .+?)(?: +#.*)?$", text, re.MULTILINE)


@pytest.mark.parametrize("line", sorted({" ".join(each.split()) for each in commands()}))
def test_a_documented_command_can_be_typed(line: str) -> None:
    words = shlex.split(line)[1:]
    if words in (["token", "create"], ["account", "code"], words[:1]):
        with pytest.raises(SystemExit, match="0"):
            parser().parse_args([*words, "--help"])
    else:
        parser().parse_args(words)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_every_column_of_a_table_is_explained_to_committees(target: Target) -> None:
    told = _told(target)
    known = {c.heading: c for c in target.columns if c.heading != AREA or target.title == "区域"}
    assert list(told) == list(known)
    for heading, column in known.items():
        needed, meaning = told[heading]
        assert (needed == "是") is column.required, heading
        assert "、".join(exporting.choices(column.hint)) in meaning, heading


def _told(target: Target) -> dict[str, tuple[str, str]]:
    """The rows of a table's chapter: heading, whether it is needed, what to fill in."""
    _, _, chapter = manual("committees.md").partition(
        f"#### 表“{target.title}”（{target.sheet.book}）\n"
    )
    rows = re.findall(r"^\| (\S+) \| (是)? *\| (.+) \|$", chapter.partition("####")[0], re.M)
    return {heading: (needed, meaning) for heading, needed, meaning in rows if heading != "栏目"}


def test_the_example_of_a_regulation_is_one() -> None:
    [example] = re.findall(r"```markdown\n(.*?)```", manual("committees.md"), re.DOTALL)
    paper = articles.paper("组规民约.md", example.encode())
    assert [len(chapter.clauses) for chapter in paper.chapters] == [2, 1]


def test_the_recipe_tells_a_genuine_message_from_another() -> None:
    [recipe] = re.findall(r"```python\n(.*?)```", manual("frontends.md"), re.DOTALL)
    told: dict[str, Any] = {}
    exec(recipe, told)
    secrets = [webhooks.secret(bytes(32), uuid4(), 1) for _ in range(2)]
    now = datetime.now(UTC)
    sent = webhooks.headers(secrets, "1", now, b"{}")
    assert all(told["genuine"](secret, sent, b"{}") for secret in secrets)
    assert not told["genuine"](secrets[0], sent, b"[]")
    old = webhooks.headers(secrets, "1", now - timedelta(minutes=6), b"{}")
    assert not told["genuine"](secrets[0], old, b"{}")


def test_every_chapter_that_a_trouble_names_is_there() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "cli").glob("*.py"))
    chapters = re.findall(r"^## (.+)$", manual("operating.md"), re.MULTILINE)
    named = set(re.findall(r'Trouble\([^()]*(?:\([^()]*\)[^()]*)*"([A-Z][a-z ]+)",?\s*\)', code))
    named |= set(re.findall(r'CHAPTER = "(.+)"', code))
    assert {"Databases", "Settings", "Publishing", "Serving", "Installing"} <= named
    assert named <= set(chapters)
