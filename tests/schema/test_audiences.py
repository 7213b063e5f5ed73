"""Every field of every record is read by exactly those for whom `audiences.toml` says it is.

Records of every kind are planted in a village; then each role asks for all of their fields by
list, by node and over the edges that lead to them, holding its office there, above, beside and
below. What it may read comes back as it is, and everything else is empty.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import village as v
from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLScalarType, get_named_type
from specimens import specimens
from strawberry import relay
from village import Ask, Village

from schema import releases
from schema.base.part import Part
from schema.base.readers import FRAME, compared
from schema.base.served import Served
from schema.releases import Released
from schema.rules.roles import Audience, Role

CORE = v.schema()._schema

TABLE: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("audiences.toml").read_text(encoding="utf-8")
)
REACH = {role: Audience[name.upper()] for role, name in TABLE.pop("reach").items()}

EVERYTHING = v.officer(Role.ADMINISTRATOR, v.COUNTY)
"""Reads whatever there is."""

PLACES = {
    "there": v.VILLAGE,
    "above": v.TOWN,
    "beside": v.AreaPath("439901/101/202"),
    "below": v.GROUP,
}
"""Where an office is held, seen from the village whose records are asked for."""

OWN = {"JournalLine", "RepeatHonour", "TextComparison", "Vacancy", "ImportComplaint"}
"""Nodes of officers that are no records; each has tests of its own."""

APART = {"Officer", "Grant", "Session", "Webhook", "WebhookDelivery", "RestrictedName"}
"""No books of an area: who may appoint officers, register webhooks or take down sees them."""


def audience(kind: str, field: str) -> Audience:
    """Who reads a field, by the table."""
    told = TABLE[kind]
    named = [name for name in ("members", "officers", "restricted") if field in told.get(name, ())]
    return Audience[(named or [told["rows"]])[0].upper()]


def rows(kind: str) -> Audience:
    """Who may see that there is such a record, by the table."""
    return Audience[TABLE[kind]["rows"].upper()]


# The table


def test_the_table_lists_every_field_of_every_record_once() -> None:
    served = {kind.__name__ for kind in _kinds(Served)} - APART
    assert served == set(TABLE)
    for kind, told in TABLE.items():
        listed = [field for name, some in told.items() if isinstance(some, list) for field in some]
        frame = {_camel(name) for name in FRAME} & set(_fields(kind))
        assert sorted(listed) == sorted(set(_fields(kind)) - frame), kind
        assert all(rows(kind) <= audience(kind, field) for field in listed), kind


def test_the_table_knows_every_role() -> None:
    assert set(REACH) == {role.value for role in Role}


def test_every_node_is_a_record_public_or_known_to_be_neither() -> None:
    public = {"Publication", "PastEdition", "Unpublishing"}
    for name, kind in CORE.type_map.items():
        above = {each.name for each in getattr(kind, "interfaces", ())}
        if isinstance(kind, GraphQLObjectType) and "Node" in above:
            piece = issubclass(_origin(kind), Part)
            assert name in TABLE or above & public or name in public | OWN | APART or piece, name


# What comes back


async def test_each_role_reads_what_is_for_it_and_nothing_else(village: Village) -> None:
    planted = await _planted(village)
    by_node, by_list = await _nodes(EVERYTHING, planted), await _lists(EVERYTHING)
    for kind, record in by_node.items():
        proving_nothing = [name for name in _closed(kind) if record[name] is None]
        assert proving_nothing == [], kind
    for role in Role:
        for place, path in PLACES.items():
            ask = v.officer(role, path)
            for kind, found in (await _nodes(ask, planted)).items():
                assert found == _seen(kind, by_node[kind], ask), (role, place, kind, "node")
            for name, listed in (await _lists(ask)).items():
                told = [_seen(kind, each, ask) for kind, each in by_list[name]]
                assert [each for _, each in listed] == [e for e in told if e], (role, place, name)


def _seen(kind: str, record: dict[str, Any] | None, ask: Ask) -> dict[str, Any] | None:
    """What is left of a record for who asks, by the table."""
    if record is None or not _reaches(kind, record, ask):
        return None
    return {
        name: None
        if _hidden(kind, name, record, ask)
        else _seen(target, value, ask)
        if (target := _leads_to(kind, name))
        else value
        for name, value in record.items()
    }


def _reaches(kind: str, record: dict[str, Any], ask: Ask) -> bool:
    grant = ask.actor.grants[0]
    upwards = TABLE[kind].get("upwards") and grant.path.startswith(record["path"])
    needed = Audience.OFFICERS if record.get("stage") in {"DRAFT", "CONSULTATION"} else rows(kind)
    return REACH[grant.role.value] >= needed and bool(upwards or _covers(grant.path, record))


def _hidden(kind: str, name: str, record: dict[str, Any], ask: Ask) -> bool:
    grant, needed = ask.actor.grants[0], audience(kind, name)
    reads = REACH[grant.role.value] >= needed and _covers(grant.path, record)
    return name in _fields(kind) and needed > rows(kind) and not reads


def _covers(path: str, record: dict[str, Any]) -> bool:
    return f"{record['path']}/".startswith(f"{path}/")


async def test_a_piece_of_what_is_closed_names_nothing(village: Village) -> None:
    planted = await _planted(village)
    asked = f'{{ node(id: "{planted["RegulationVersion"]}") {{ ... on RegulationVersion {{'
    asked += " findings { edges { node { id } } } chapters { edges { node { id } } } } } }"
    found = (await EVERYTHING(asked))["node"]
    member = v.officer(Role.HOUSEHOLD_REPRESENTATIVE, v.VILLAGE)
    for name, told in (("findings", False), ("chapters", True)):
        piece = found[name]["edges"][0]["node"]
        answer = await member("query($id: ID!) { node(id: $id) { id } }", id=piece["id"])
        assert answer == {"node": piece if told else None}, name


async def test_a_draft_of_a_regulation_is_for_officers(village: Village) -> None:
    clerk = v.officer(Role.CLERK, v.VILLAGE)
    await specimens(village, clerk)
    asked = "{ regulationVersions { edges { node { stage } } } }"
    read = [await v.officer(role, v.VILLAGE)(asked) for role in (Role.GUIDE, Role.GRID_WORKER)]
    stages = [[e["node"]["stage"] for e in each["regulationVersions"]["edges"]] for each in read]
    assert stages == [["CONSULTATION", "IN_FORCE"], ["IN_FORCE"]]


# What could tell a value apart


async def test_a_filter_finds_only_where_its_column_is_read(village: Village) -> None:
    planted = await _planted(village)
    asked = "query($id: ID!) { memberships(filter: {person: $id}) { totalCount } }"
    for role, total in ((Role.GUIDE, 1), (Role.HOUSEHOLD_REPRESENTATIVE, 0)):
        found = await v.officer(role, v.VILLAGE)(asked, id=planted["Person"])
        assert found["memberships"]["totalCount"] == total, role


def test_every_filter_and_order_compares_for_whom_the_table_says() -> None:
    """A column behind an edge is for those who read the edge and the column."""
    for name, kind in _roots().items():
        for lookup, field in _lookups(name):
            needed = max(audience(kind, field), rows(kind)) if field else rows(kind)
            assert compared(_served(kind), lookup) == needed, (name, lookup)


async def test_an_answer_to_an_act_is_veiled_like_any_other(village: Village) -> None:
    """Whoever answers an objection is not told by that who objects."""
    await specimens(village)
    by = await v.body(village.clerk, classification="OTHER", name="值班室")
    notice = await v.notice(village.clerk, by)
    await v.published(village, "OPEN_NOTICE", notice)
    made = await v.objection(village.clerk, v.public("OpenNotice", notice), objector="松乙")
    given = {"objection": made["id"], "expectedVersion": 1, "repliedOn": "2026-05-03"}
    given |= {"reply": "已核对。", "replyPost": "组长", "result": "REJECTED", "key": "一"}
    asked = "mutation($input: Reply!) { replyToObjection(input: $input) {"
    asked += " ... on Objection { reply objector } } }"
    for _ in ("done", "answered again under its key"):
        answer = await village.guide(asked, input=given)
        assert answer["replyToObjection"] == {"reply": "已核对。", "objector": None}
    read = f'{{ node(id: "{made["id"]}") {{ ... on Objection {{ objector }} }} }}'
    assert (await village.clerk(read))["node"]["objector"] == "松乙"


async def test_what_a_writer_may_not_read_stays_as_it_is(village: Village) -> None:
    """A guide writes an objection down again without who objects, and guesses at it."""
    by = await v.body(village.clerk)
    notice = await v.notice(village.clerk, by)
    await v.published(village, "OPEN_NOTICE", notice)
    about = v.public("OpenNotice", notice)
    made = await v.objection(village.clerk, about, objector="松乙")
    read = f'{{ node(id: "{made["id"]}") {{ ... on Objection {{ objector version }} }} }}'
    for guess in ("松丙", "松乙", None):
        again = {"id": made["id"], "expectedVersion": 1, "objector": guess}
        await v.objection(village.guide, about, **again)
        found = (await village.clerk(read))["node"]
        assert found == {"objector": "松乙", "version": 1}, guess


# What is asked


async def _nodes(ask: Ask, planted: dict[str, str]) -> dict[str, Any]:
    """Every planted record by its id, the records that it leads to included."""
    asked = "".join(
        f'{kind}: node(id: "{key}") {{ ... on {kind} {_selection(kind)} }}'
        for kind, key in planted.items()
    )
    found: dict[str, Any] = await ask(f"{{ {asked} }}")
    return {kind: record or None for kind, record in found.items()}


async def _lists(ask: Ask) -> dict[str, list[tuple[str, Any]]]:
    """Every list of records; one that is refused holds none."""
    asked = "".join(
        f"{name}(first: 100) {{ edges {{ node {_selection(kind)} }} }}"
        for name, kind in _roots().items()
    )
    answer = await ask.raw(f"{{ {asked} }}")
    refused = {error.original_error.code for error in answer.errors or []}
    assert refused <= {"scope.not-permitted"}
    return {
        name: [(kind, edge["node"]) for edge in (answer.data[name] or {"edges": []})["edges"]]
        for name, kind in _roots().items()
    }


@cache
def _roots() -> dict[str, str]:
    assert CORE.query_type is not None
    return {
        name: kind
        for name, field in CORE.query_type.fields.items()
        if (kind := get_named_type(field.type).name.removesuffix("Connection")) in TABLE
        and "filter" in field.args
    }


def _lookups(root: str) -> Iterator[tuple[str, str | None]]:
    """What a list is filtered and ordered by, and the field of the record that this is."""
    assert CORE.query_type is not None
    for argument in ("filter", "order"):
        given = get_named_type(CORE.query_type.fields[root].args[argument].type)
        definition: Any = given.extensions["strawberry-definition"]
        for each in getattr(definition, "fields", definition.values if argument == "order" else ()):
            told = each.value if argument == "order" else each.metadata.get("lookup", "")
            if lookup := told.lstrip("-"):
                kind, head = _roots()[root], lookup.partition("__")[0]
                field = _camel(head.removesuffix("_id"))
                yield lookup, field if field in _fields(kind) else None


def _served(kind: str) -> Any:
    return next(each for each in _kinds(Served) if each.__name__ == kind)


@cache
def _selection(kind: str, leads: bool = True) -> str:
    """All fields of a record; of those that it leads to, all but where they lead in turn."""
    chosen = ["id", "path"]
    for name, field in _fields(kind).items():
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLScalarType | GraphQLEnumType):
            chosen.append(name)
        elif inner.name.endswith("Connection"):
            chosen.append(f"{name} {{ totalCount }}")
        elif inner.name not in TABLE:
            chosen.append(f"{name} {{ id }}")
        elif leads:
            chosen.append(f"{name} {_selection(inner.name, leads=False)}")
    return "{ " + " ".join(chosen) + " }"


def _fields(kind: str) -> dict[str, Any]:
    core = CORE.type_map[kind]
    assert isinstance(core, GraphQLObjectType)
    return core.fields


def _leads_to(kind: str, name: str) -> str | None:
    found = get_named_type(_fields(kind)[name].type).name
    return found if found in TABLE else None


def _closed(kind: str) -> list[str]:
    """The fields that not everybody reads who may see the record."""
    return [name for name in _fields(kind) if audience(kind, name) > rows(kind)]


def _origin(kind: GraphQLObjectType) -> type:
    origin: type = kind.extensions["strawberry-definition"].origin
    return origin


def _kinds(served: type) -> Iterator[type]:
    for each in served.__subclasses__():
        if "stored" in vars(each):
            yield each
        yield from _kinds(each)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(map(str.title, rest))


async def _planted(village: Village) -> dict[str, str]:
    """The id of a record of each kind, written by the village's clerk."""
    clerk = v.officer(Role.CLERK, v.VILLAGE)
    records = await specimens(village, clerk)
    regulation = records["Regulation"]["id"]
    asked = f'{{ regulationInForce(regulation: "{regulation}") {{ id }} }}'
    records["RegulationVersion"] = (await clerk(asked))["regulationInForce"]
    records["Nomination"] = await _dropped(clerk)
    records["Edition"] = await v.submitted(clerk, "OPEN_NOTICE", records["Notice"])
    records["Release"] = await _released()
    return {kind: records[kind]["id"] for kind in TABLE}


async def _released() -> dict[str, Any]:
    """A release of the town's site, which no officer made."""
    told = Released("000001-20260503T090000", v.NOW, v.NOW, 12, 12, 830, None, 0)
    await releases.note(v.TOWN, told, v.NOW, key := uuid4())
    return {"id": str(relay.GlobalID("Release", str(key)))}


async def _dropped(clerk: Ask) -> dict[str, Any]:
    """A candidate who was dropped."""
    by = await v.body(clerk, classification="OTHER", name="评选小组")
    scheme = await v.award_scheme(clerk, name="好邻居")
    opened = await v.award_round(clerk, by, await v.criteria(clerk, scheme, vetoes=[]))
    candidate = await v.nomination(clerk, opened, await v.household(clerk, "H98"), vetoes=[])
    given = {"nomination": candidate["id"], "expectedVersion": candidate["version"]}
    return await clerk.does("dropCandidate", "Dropping", **given, reason="当年有违章搭建")
