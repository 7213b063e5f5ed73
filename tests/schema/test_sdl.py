"""The schema as a whole: current, described, and with nothing raw in what is public."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args, get_type_hints

import pytest
import village as v
from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLScalarType, get_named_type

from schema import sdl
from schema.base.document import Publication
from schema.base.served import Served
from schema.publications import DOCUMENTS

CORE = v.schema()._schema
OURS = [kind for name, kind in CORE.type_map.items() if not name.startswith("__")]


def test_the_committed_sdl_is_current() -> None:
    assert sdl.COMMITTED.read_text(encoding="utf-8") == sdl.text(), "run: zuwu sdl"


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_everything_is_described(kind: Any) -> None:
    if isinstance(kind, GraphQLScalarType) or kind.name in {"Node", "PageInfo"}:
        return  # described where they are defined
    assert kind.description, kind.name
    members = getattr(kind, "fields", None) or getattr(kind, "values", None) or {}
    for name, member in members.items():
        assert member.description, f"{kind.name}.{name}"
        for argument, taken in getattr(member, "args", {}).items():
            assert taken.description, f"{kind.name}.{name}({argument})"


def shown(document: type, seen: frozenset[type] = frozenset()) -> set[type]:
    """Every type that a document holds, down to the leaves."""
    if document in seen:
        return set()
    found: set[type] = set()
    for field in dataclasses.fields(document):
        if field.init and not field.metadata.get("apart"):
            found |= _leaves(get_type_hints(document)[field.name], seen | {document})
    return found


def _leaves(hint: Any, seen: frozenset[type]) -> set[type]:
    inner = [arg for arg in get_args(hint) if arg is not type(None)]
    if inner:
        return set().union(*(_leaves(each, seen) for each in inner))
    return shown(hint, seen) if dataclasses.is_dataclass(hint) else {hint}


each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=lambda d: d.name)


@each_document
def test_no_document_holds_a_raw_text(document: Any) -> None:
    assert str not in shown(document.shown)


@each_document
def test_a_document_names_an_item_of_the_catalogue(document: Any) -> None:
    from schema.base.profile import profiles

    assert document.shown.CODE in profiles()[-1].catalogue


def test_the_public_types_lead_to_no_private_one() -> None:
    """From a publication one reaches publications, their pieces and values: no record."""
    reached, waiting = set(), ["Publication", *DOCUMENTS]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            fields = getattr(CORE.type_map[name], "fields", {})
            waiting += [get_named_type(field.type).name for field in fields.values()]
    assert not {"Record", "OfArea", "Edition"} & reached
    for name in reached:
        interfaces = {each.name for each in getattr(CORE.type_map[name], "interfaces", ())}
        assert "Record" not in interfaces, name


def test_every_text_that_comes_in_is_checked_by_its_scalar() -> None:
    for kind in OURS:
        if isinstance(kind, GraphQLInputObjectType):
            for name, field in kind.fields.items():
                assert get_named_type(field.type).name != "String", f"{kind.name}.{name}"


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
async def test_nul_and_lone_surrogates_are_rejected(village: v.Village, text: str) -> None:
    asked = "mutation($input: HouseholdDraft!) { draftHousehold(input: $input) { __typename } }"
    given = {
        "area": v.GROUP,
        "number": text,
        "residenceStatus": "AWAY",
        "validFrom": "2026-01-01",
    }
    answer = await village.clerk.raw(asked, input=given)
    assert "any character but NUL" in answer.errors[0].message


def test_a_publication_is_an_interface_of_nodes() -> None:
    assert issubclass(Publication, v.strawberry.relay.Node)
    assert isinstance(CORE.type_map["Publication"].fields["id"].type, GraphQLNonNull)


def kinds_of(served: type[Served]) -> list[type[Served]]:
    """Every type with rows of its own that derives from `served`."""
    return [
        found
        for each in served.__subclasses__()
        for found in ([each] if "stored" in vars(each) else []) + kinds_of(each)
    ]


@pytest.mark.parametrize("served", kinds_of(Served), ids=lambda served: served.__name__)
def test_an_empty_column_can_be_read_back_from_a_kept_answer(served: Any) -> None:
    hints = get_type_hints(served)
    fields = served.stored._meta.fields_map
    kept = {
        name: fields.get(column) or fields[column.removesuffix("_id")]
        for name, column in served.columns().items()
    }
    empty = [name for name, field in kept.items() if field.null]
    assert [name for name in empty if type(None) not in get_args(hints[name])] == []
