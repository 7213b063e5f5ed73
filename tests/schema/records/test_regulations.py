"""A regulation from its draft to its repeal: numbered, adopted, filed, in force, ended."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
import rulemaking as r
import village as v
from rulemaking import Story
from tortoise.exceptions import BaseORMException, IntegrityError

from schema.records.versions import RegulationVersionRecord

REFUSED = (BaseORMException, asyncpg.PostgresError)


async def test_versions_are_counted_and_found_by_what_became_of_them(story: Story) -> None:
    await story.enforced("2026-05-03", "2026-05-20")
    await story.text()
    asked = """query($filter: RegulationVersionFilter) { regulationVersions(filter: $filter,
      order: OLDEST) { edges { node { number reason regulation { title sort }
      chapters { edges { node { title clauses { edges { node { number text } } } } } } } } } }"""
    found = (await story.clerk(asked))["regulationVersions"]["edges"]
    assert [each["node"]["number"] for each in found] == [1, 2]
    assert found[0]["node"]["regulation"] == {"title": "第一组组规民约", "sort": "GROUP_CHARTER"}
    chapter = found[0]["node"]["chapters"]["edges"][1]["node"]
    assert chapter["title"] == "第二章 环境"
    assert chapter["clauses"]["edges"][0]["node"]["number"] == "第二条"
    over = {"trialEndedBefore": "2026-05-21", "replaced": False, "repealed": False}
    for conditions, numbers in (
        ({"regulation": story.regulation["id"], "adopted": False}, [2]),
        (over, [1]),
        (over | {"trialEndedBefore": "2026-05-20"}, []),
        ({"inForceBy": "2026-05-02"}, []),
    ):
        found = (await story.clerk(asked, filter=conditions))["regulationVersions"]["edges"]
        assert [each["node"]["number"] for each in found] == numbers, conditions
    found = await story.clerk(
        "query($filter: RegulationFilter) { regulations(filter: $filter) { totalCount } }",
        filter={"sort": "GROUP_CHARTER", "area": v.GROUP, "title": "民约"},
    )
    assert found["regulations"]["totalCount"] == 1


@pytest.mark.parametrize(
    "chapters",
    [
        pytest.param([], id="no chapter"),
        pytest.param([{"title": "第一章", "clauses": []}], id="no clause"),
        pytest.param([*r.CHAPTERS, r.CHAPTERS[0]], id="a number that names two clauses"),
    ],
)
async def test_a_text_that_is_none_is_refused(story: Story, chapters: list[Any]) -> None:
    given = {"regulation": story.regulation["id"], "reason": "理由", "draftedBy": "组长"}
    answer = await story.clerk.is_refused(
        "draftRegulationVersion", "RegulationVersionDraft", chapters=chapters, **given
    )
    assert (answer["code"], answer["field"]) == ("records.input-impossible", "chapters")


async def test_only_a_carried_motion_adopts(story: Story) -> None:
    version = await story.text()
    put = await v.motion(story.clerk, story.meeting, number="7")
    given = {"regulationVersion": version["id"], "expectedVersion": 1, "adoptedBy": put["id"]}
    answer = await story.clerk.is_refused("adoptRegulation", "Adoption", **given)
    assert answer["code"] == "regulations.not-adopted"
    carried = await story.motion()
    few = {"meeting": story.meeting["id"], "expectedVersion": story.meeting["version"]}
    counts = {"householdsPresent": 31, "householdsEntitled": 47}
    await story.clerk.does("recordAttendance", "AttendanceDraft", **few, **counts)
    answer = await story.clerk.is_refused(
        "adoptRegulation", "Adoption", **given | {"adoptedBy": carried["id"]}
    )
    assert answer["code"] == "motions.decided-without-quorum"


@pytest.mark.parametrize(
    ("act", "input_type", "given"),
    [
        ("file", "Filing", {"filingNumber": "1", "filedOn": "2026-05-03"}),
        ("enforce", "Enforcement", {"inForceFrom": "2026-05-03"}),
    ],
)
async def test_what_no_meeting_adopted_is_neither_filed_nor_in_force(
    story: Story, act: str, input_type: str, given: dict[str, Any]
) -> None:
    version = await story.text()
    named = {"regulationVersion": version["id"], "expectedVersion": 1}
    answer = await story.clerk.is_refused(f"{act}Regulation", input_type, **named, **given)
    assert answer["code"] == "regulations.not-adopted"


async def test_an_adopted_text_is_never_edited_not_even_in_the_database(story: Story) -> None:
    version = await story.adopted()
    given = {
        "id": version["id"],
        "expectedVersion": version["version"],
        "regulation": story.regulation["id"],
        "chapters": r.UNLAWFUL,
        "reason": "改",
        "draftedBy": "组长",
    }
    answer = await story.clerk.is_refused(
        "draftRegulationVersion", "RegulationVersionDraft", **given
    )
    assert answer["code"] == "regulations.text-fixed"
    rows = RegulationVersionRecord.all()
    with pytest.raises(REFUSED, match="never changed"):
        await rows.update(chapters=r.UNLAWFUL)
    with pytest.raises(REFUSED, match="never changed"):
        await rows.update(adopted_on=None, adopted_by_id=None)
    await rows.update(filing_number="备1", filed_on=v.TODAY)


async def test_a_text_goes_from_draft_to_force_and_ends_with_its_trial(story: Story) -> None:
    version = await story.text()
    assert await story.stage(version) == "DRAFT"
    await r.consultation(story.clerk, version, opensOn="2026-04-01", closesOn="2026-04-20")
    assert await story.stage(version) == "CONSULTATION"
    version = await r.adopted(story.clerk, version, await story.motion())
    assert await story.stage(version, "2026-05-01") == "CONSULTATION"
    assert await story.stage(version, "2026-05-02") == "ADOPTED"
    filing = {"filingNumber": "清组备1号", "filedOn": "2026-05-03"}
    version = await r.on_version(story.clerk, "file", "Filing", version, **filing)
    assert await story.stage(version) == "FILED"
    version = await r.enforced(story.clerk, version, "2026-06-01", trialUntil="2026-06-30")
    stages = [await story.stage(version, f"2026-{day}") for day in ("06-01", "06-30", "07-01")]
    assert stages == ["TRIAL", "TRIAL", "LAPSED"]
    days = ("2026-05-31", "2026-06-01", "2026-06-30", "2026-07-01")
    assert [await story.in_force(day) for day in days] == [None, 1, 1, None]


async def test_the_next_text_ends_the_one_before(story: Story) -> None:
    first = await story.enforced("2026-05-03")
    assert await story.in_force() == 1
    second = await story.enforced("2026-06-01")
    assert (await story.in_force("2026-05-31"), await story.in_force("2026-06-01")) == (1, 2)
    assert await story.stage(first, "2026-06-01") == "REPLACED"
    second = await r.enforced(story.clerk, second, "2026-07-01")
    assert (await story.in_force("2026-06-30"), await story.in_force("2026-07-01")) == (1, 2)
    third = await story.adopted()
    named = {"regulationVersion": third["id"], "expectedVersion": third["version"]}
    answer = await story.clerk.is_refused(
        "enforceRegulation", "Enforcement", **named, inForceFrom="2026-07-01"
    )
    assert (answer["code"], answer["field"]) == ("regulations.force-overlaps", "inForceFrom")


async def test_what_began_to_bind_is_not_dated_anew(story: Story) -> None:
    version = await story.enforced("2026-05-03")
    named = {"regulationVersion": version["id"], "expectedVersion": version["version"]}
    answer = await story.clerk.is_refused(
        "enforceRegulation", "Enforcement", **named, inForceFrom="2026-05-10"
    )
    assert answer["code"] == "regulations.force-overlaps"


async def test_a_text_is_repealed_once_it_binds_and_none_comes_back(story: Story) -> None:
    await story.enforced("2026-05-03")
    version = await story.enforced("2026-06-01")
    given = {"repealedOn": "2026-05-31", "repealReason": "并入财务制度。"}
    named = {"regulationVersion": version["id"], "expectedVersion": version["version"]}
    answer = await story.clerk.is_refused("repealRegulation", "Repeal", **named, **given)
    assert answer["code"] == "regulations.not-in-force"
    given["repealedOn"] = "2026-08-01"
    version = await r.on_version(story.clerk, "repeal", "Repeal", version, **given)
    assert (await story.in_force("2026-07-31"), await story.in_force("2026-08-01")) == (2, None)
    assert await story.stage(version, "2026-08-01") == "REPEALED"
    await story.enforced("2026-09-01")
    assert (await story.in_force("2026-08-31"), await story.in_force("2026-09-01")) == (None, 3)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"replaced_on": None}, id="two texts without an end"),
        pytest.param({"in_force_from": "2026-01-01"}, id="in force before it was adopted"),
        pytest.param({"repealed_on": "2026-05-02"}, id="repealed before it was in force"),
        pytest.param({"trial_until": "2026-05-02"}, id="a trial that ends before it begins"),
        pytest.param({"filed_on": "2026-05-01"}, id="filed before it was adopted"),
    ],
)
async def test_the_database_keeps_the_days_in_order(story: Story, broken: dict[str, Any]) -> None:
    await story.enforced("2026-05-03")
    await story.enforced("2026-06-01")
    with pytest.raises(IntegrityError):
        await RegulationVersionRecord.filter(number=1).update(**broken)
