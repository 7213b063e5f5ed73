"""No anonymous path yields a value that was not published: a marker is planted, none is found.

One record of every kind is written with a marker in each of its texts, documents are drawn from
all that have one, and some are rejected, withdrawn, redacted or left waiting. Then everyone asks
for everything the schema offers, field by field, found by introspection.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import village as v
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
)
from specimens import MARKER, WEB_MARKER, specimens
from strawberry import relay
from village import Village

from schema.publications import DOCUMENTS, screaming

CORE = v.schema()._schema
DEPTH = 4

SHALLOW = 2
"""How far down a filtered or ordered list is read; the whole list is read as far as it goes."""


def selection(kind: Any, depth: int = DEPTH, opened: frozenset[str] = frozenset()) -> str:
    """Every field of a type that can be asked without arguments, some levels down.

    An interface is opened into its types once on the way down: what stands below a publication
    that speaks of a publication is read by the same resolvers.
    """
    kind = get_named_type(kind)
    if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
        return ""
    if isinstance(kind, GraphQLUnionType):
        arms = [f"... on {arm.name} {selection(arm, depth, opened)}" for arm in kind.types]
        return "{ __typename " + " ".join(arms) + " }"
    inside = opened | {kind.name, *(each.name for each in kind.interfaces)}
    chosen = ["__typename", *_fields(kind, depth, inside)]
    if isinstance(kind, GraphQLInterfaceType) and kind.name not in opened and depth > 1:
        for arm in CORE.get_possible_types(kind):
            chosen.append(f"... on {arm.name} {selection(arm, depth - 1, inside)}")
    return "{ " + " ".join(chosen) + " }"


def _fields(kind: Any, depth: int, opened: frozenset[str]) -> Iterator[str]:
    for name, field in kind.fields.items():
        leaf = isinstance(get_named_type(field.type), GraphQLScalarType | GraphQLEnumType)
        if any(map(is_required_argument, field.args.values())) or not (leaf or depth > 0):
            continue
        alias = f"{kind.name.lower()}_{name}: {name}"
        yield alias if leaf else f"{alias} {selection(field.type, depth - 1, opened)}"


def roots() -> Iterator[tuple[str, GraphQLField]]:
    """Every field of the query type."""
    assert isinstance(CORE.query_type, GraphQLObjectType)
    yield from CORE.query_type.fields.items()


def filters(field: GraphQLField) -> Iterator[str]:
    """Arguments that would tell something apart: every filter with the marker, every order."""
    for name, argument in field.args.items():
        kind = get_named_type(argument.type)
        if isinstance(kind, GraphQLEnumType):
            yield from (f"({name}: {value})" for value in kind.values)
        if isinstance(kind, GraphQLInputObjectType):
            for part, given in kind.fields.items():
                if get_named_type(given.type).name == "Text":
                    yield f'({name}: {{{part}: "{MARKER}"}})'


@pytest.mark.parametrize("published", [False, True], ids=["only drafts", "ended documents"])
async def test_no_anonymous_answer_holds_an_unpublished_text(
    village: Village, published: bool
) -> None:
    records = await specimens(village)
    ids = [each["id"] for each in records.values()]
    if published:
        ids += await _ended(village, records)
    answers = []
    for name, field in roots():
        if any(map(is_required_argument, field.args.values())):
            continue
        for arguments in ("", *filters(field)):
            chosen = selection(field.type, SHALLOW if arguments else DEPTH)
            asked = f"{{ {name}{arguments} {chosen} }}"
            answers.append((asked, await village.anyone.raw(asked)))
    asked = "query($id: ID!) { node(id: $id) " + selection(CORE.type_map["Node"]) + " }"
    answers += [(asked, await village.anyone.raw(asked, id=each)) for each in ids]
    for asked, answer in answers:
        assert MARKER not in said(answer), asked[:200]
        assert WEB_MARKER not in said(answer), asked[:200]


async def test_counts_tell_nothing_of_what_is_not_public(village: Village) -> None:
    await specimens(village)
    one, none = {"totalCount": 1}, {"totalCount": 0}
    assert await _totals(village) == {"publications": one, "unpublishings": none}


async def test_the_marker_is_found_once_it_is_published(village: Village) -> None:
    """The proof that the test above looks in the right places."""
    records = await specimens(village)
    await v.published(village, "OPEN_NOTICE", records["Notice"])
    chosen = selection(CORE.type_map["PublicationConnection"])
    found = await village.anyone.raw(f'{{ publications(filter: {{text: "{MARKER}"}}) {chosen} }}')
    assert MARKER in said(found)


def said(answer: Any) -> str:
    """Everything that an answer says, data and errors."""
    errors = [[error.message, error.extensions] for error in answer.errors or []]
    return json.dumps([answer.data, errors], ensure_ascii=False, default=str)


async def _ended(village: Village, records: dict[str, Any]) -> list[str]:
    """Editions of every document, one waiting or rejected or redacted; their ids."""
    ids = []
    for place, document in enumerate(DOCUMENTS.values()):
        record = records[document.served.__name__]
        name = screaming(document.name)
        edition = await v.submitted(village.clerk, name, record, changeNote=MARKER)
        key = relay.GlobalID.from_id(record["id"]).node_id
        ids += [edition["id"], str(relay.GlobalID(document.name, key))]
        if place % 2:
            ruling = {"edition": edition["id"], "expectedVersion": edition["version"]}
            await village.supervisor.does("reject", "ReasonedRuling", **ruling, reason="退回。")
    return ids


async def _totals(village: Village) -> dict[str, Any]:
    asked = "{ publications { totalCount } unpublishings { totalCount } }"
    return await village.anyone(asked)
