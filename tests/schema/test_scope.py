"""A grant flows down the area tree only: nobody reads or writes beside or above their own area.

The tests are generated from the schema: a new kind is covered on the day it is added.
"""

from __future__ import annotations

from typing import Any

import village as v
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)
from specimens import ADMINISTRATORS, specimens
from strawberry.relay import GlobalID
from village import Ask, Village

from schema.kinds import KINDS
from schema.rules.roles import Role

CORE = v.schema()._schema
PUBLIC = {"node", "publications", "unpublishings", "publicationAsOf"}
OWN = {"sessions"}
"""Lists of what is the asker's own; they take no area."""

STAFF = {"officers", "grants"}
"""Lists of who holds office: an area may be named by whoever appoints there, and by nobody else."""

OPEN = {
    "activate": "accounts.code-unusable",
    "logIn": "accounts.sign-in-refused",
    "refresh": "accounts.session-over",
}
"""What everyone may do, for it is how one gets in; and what is answered to wrong secrets."""

LISTS = [name for name, field in CORE.query_type.fields.items() if "first" in field.args]
MUTATIONS = list(CORE.mutation_type.fields)


class Anything(dict[str, Any]):
    """Records of every kind that nobody has written."""

    def __missing__(self, kind: str) -> dict[str, Any]:
        return {"id": str(GlobalID(kind, str(v.uuid4()))), "version": 1}


def asked(name: str, arguments: str = "") -> str:
    """A list, by its ids and total."""
    required = f'(area: "{v.GROUP}")' if "area" in CORE.query_type.fields[name].args else ""
    return f"{{ {name}{arguments or required} {{ totalCount edges {{ node {{ id }} }} }} }}"


async def test_a_neighbour_lists_nothing_of_ours(village: Village) -> None:
    await specimens(village)
    own = await village.neighbour("{ areas { edges { node { id } } } }")
    for ask in (village.neighbour, v.officer(Role.AUDITOR, v.SIBLING)):
        for name in sorted(set(LISTS) - PUBLIC):
            answer = await ask.raw(asked(name))
            nodes = [] if answer.errors else answer.data[name]["edges"]
            assert [each for each in nodes if each not in own["areas"]["edges"]] == [], name


async def test_asking_about_another_area_is_refused(village: Village) -> None:
    asking = {name: v.officer(Role.VILLAGE_OFFICER, v.GROUP) for name in STAFF}
    asking["journal"] = v.officer(Role.AUDITOR, v.GROUP)
    for name in ("webhooks", "webhookDeliveries", "restrictedNames"):
        asking[name] = v.officer(Role.ADMINISTRATOR, v.GROUP)
    for name in sorted(set(LISTS) - PUBLIC - OWN):
        field = CORE.query_type.fields[name]
        direct = "area" in field.args
        about = f'(area: "{v.SIBLING}")' if direct else f'(filter: {{area: "{v.SIBLING}"}})'
        answer = await asking.get(name, village.clerk).raw(asked(name, about))
        assert answer.data == {name: None}, name
        assert answer.errors[0].original_error.code == "scope.outside", name


async def test_who_appoints_nobody_asks_about_no_officers_of_an_area(village: Village) -> None:
    for name in STAFF:
        answer = await village.clerk.raw(asked(name, f'(filter: {{area: "{v.GROUP}"}})'))
        assert answer.errors[0].original_error.code == "scope.not-permitted", name


async def test_everyone_lists_no_officer_and_no_session(village: Village) -> None:
    await v.appointed(village.administrator)
    for name in STAFF | OWN:
        answer = await village.anyone.raw(asked(name))
        assert answer.errors[0].original_error.code == "scope.not-permitted", name


async def test_the_id_of_a_record_of_another_area_names_nothing(village: Village) -> None:
    records = await specimens(village)
    del records["Publication"]  # everyone reads that one
    for kind, record in records.items():
        found = await village.neighbour("query($id: ID!) { node(id: $id) { id } }", id=record["id"])
        assert found == {"node": None}, kind
        sees = village.administrator if kind in ADMINISTRATORS else village.clerk
        found = await sees("query($id: ID!) { node(id: $id) { id } }", id=record["id"])
        assert found == {"node": {"id": record["id"]}}, kind


async def test_no_mutation_takes_a_reference_out_of_scope(village: Village) -> None:
    """Every id and area that an input takes is pointed at the other group, one at a time."""
    mighty = v.officer(Role.ADMINISTRATOR, v.SIBLING)
    ours, theirs = await specimens(village), await specimens(village, mighty)
    for ask, records in ((village.clerk, ours), (mighty, theirs)):
        records["Edition"] = await v.submitted(ask, "OPEN_NOTICE", records["Notice"])
        given = {"name": f"文书{v.home(ask)[-1]}", "area": v.home(ask)}
        records["Grant"] = await v.appointed(village.administrator, **given)
        records["Officer"] = records["Grant"]["officer"]
    before = await v.journal_lines()
    for mutation in MUTATIONS:
        fitting = _input(mutation, theirs, v.SIBLING)
        for field, pointed in _input(mutation, ours, v.GROUP).items():
            if pointed == fitting[field] or not isinstance(pointed, str):
                continue
            given = fitting | {field: pointed}
            answer = (await mighty.raw(_call(mutation), input=given)).data[mutation]
            assert answer.get("code") in {"records.unknown", "scope.outside"}, (mutation, field)
    assert await v.journal_lines() == before


async def test_everyone_is_refused_every_mutation(village: Village) -> None:
    for mutation in MUTATIONS:
        given = _input(mutation, Anything(), v.GROUP)
        answer = (await village.anyone.raw(_call(mutation), input=given)).data[mutation]
        code = OPEN.get(mutation, "scope.not-permitted")
        assert answer["code"] == code, (mutation, answer)
    assert await v.journal_lines() == 0


async def test_who_holds_an_office_above_reads_below_and_not_beside(village: Village) -> None:
    await specimens(village)
    for ask, total in ((village.village_officer, 1), (village.administrator, 1)):
        assert (await ask("{ notices { totalCount } }"))["notices"]["totalCount"] == total
    assert await _refusal(village.anyone) == "scope.not-permitted"


async def test_an_auditor_reads_and_writes_nothing(village: Village) -> None:
    await v.body(village.clerk)
    assert (await village.auditor("{ bodies { totalCount } }"))["bodies"]["totalCount"] == 1
    given = {"area": v.GROUP, "number": "H9", "residenceStatus": "AWAY", "validFrom": "2026-01-01"}
    answer = await village.auditor.is_refused("draftHousehold", "HouseholdDraft", **given)
    assert answer["code"] == "scope.not-permitted"


def test_every_kind_is_reached_by_these_tests() -> None:
    asked_about = {name for kind in KINDS if kind.Query for name in _names(kind.Query)}
    single = {"electorate", "vote_comparison", "regulation_in_force", "comparison"}
    assert asked_about - single <= {_snake(name) for name in LISTS}


async def _refusal(ask: Ask) -> str:
    code: str = (await ask.raw("{ notices { totalCount } }")).errors[0].original_error.code
    return code


def _call(mutation: str) -> str:
    taken = CORE.mutation_type.fields[mutation].args["input"].type
    return f"mutation($input: {taken}) {{ {mutation}(input: $input) {{ __typename {v.REFUSED} }} }}"


def _input(mutation: str, records: dict[str, Any], area: str) -> dict[str, Any]:
    """An input with everything that it must have, all of one group."""
    taken = get_named_type(CORE.mutation_type.fields[mutation].args["input"].type)
    assert isinstance(taken, GraphQLInputObjectType)
    return {
        name: _value(name, field.type, records, area)
        for name, field in taken.fields.items()
        if isinstance(field.type, GraphQLNonNull) or name == "expectedVersion"
    }


def _value(name: str, kind: Any, records: dict[str, Any], area: str) -> Any:
    named = get_named_type(kind)
    if named.name == "ID":
        return records[_kind_of(name)]["id"]
    if isinstance(named, GraphQLEnumType):
        return "OPEN_NOTICE" if name == "document" else next(iter(named.values))
    if "[" in str(kind):
        return []
    samples = {
        "AreaPath": area,
        "Boolean": True,
        "Date": "2026-05-03",
        "DateTime": "2026-05-03T10:00:00+08:00",
        "Int": 2000,
        "Secret": "松塘村口的老樟树有三百年",
        "Text": "文",
    }
    return samples[named.name]


def _kind_of(field: str) -> str:
    kinds = {
        "adoptedBy": "Motion",
        "about": "Publication",
        "attachments": "Attachment",
        "awardScheme": "AwardScheme",
        "convener": "Body",
        "criteria": "AwardCriteria",
        "delivery": "WebhookDelivery",
        "member": "PanelMember",
        "organiser": "Body",
        "override": "GateOverride",
        "record": "Notice",
        "regulationVersion": "RegulationVersion",
        "relative": "Person",
        "responsible": "Body",
        "restrictedName": "RestrictedName",
        "round": "AwardRound",
    }
    return kinds.get(field, field.title())


def _names(query: type) -> list[str]:
    kind = query.__strawberry_definition__  # type: ignore[attr-defined]
    return [field.python_name for field in kind.fields]


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


assert isinstance(CORE.query_type, GraphQLObjectType)
assert isinstance(CORE.mutation_type, GraphQLObjectType)
