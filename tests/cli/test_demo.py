"""The demonstration: told once, whole, and the same on every start."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from village import Ask

from api.settings import Settings
from cli import demo, founding, story
from cli.founding import Founding, Named
from cli.trouble import Trouble
from schema import database, officers
from schema.base.context import Context
from schema.base.journal import JournalRecord
from schema.base.profile import profiles
from schema.base.scope import ANYONE, AreaPath
from schema.exchange import columns, exporting, importing
from schema.exchange.exporting import Book
from schema.exchange.importing import Delivery
from schema.records.areas import AreaRecord
from schema.records.notices import NoticeRecord
from schema.workbooks import reading
from tests.cli.telling import NOW, prepared

GROUP = "439901/101/201/001"
TOWN = AreaPath("439901/101")


@pytest.fixture
async def told(settings: Settings, original: Path) -> AsyncIterator[dict[str, Any]]:
    """The tokens of a demonstration, whose database is open."""
    shutil.copytree(original, settings.home)
    tokens = json.loads(settings.demo_tokens.read_text("utf-8"))
    async with database.opened(settings.database_url, everywhere=True):
        yield tokens


async def asking(tokens: dict[str, Any], role: str) -> Ask:
    """Asks as the one with this role."""
    actor = await officers.recognise(tokens[role]["token"], NOW, NOW.date())
    return Ask(actor, NOW)


async def public(asked: str) -> list[dict[str, Any]]:
    """Publications as everyone reads them, by what is asked of each."""
    answer = await Ask(ANYONE, NOW)(
        f"{{ publications(first: 100) {{ edges {{ node {{ __typename title {asked} }} }} }} }}"
    )
    return [edge["node"] for edge in answer["publications"]["edges"]]


@pytest.mark.parametrize(
    ("area", "households", "adults", "members"),
    [
        pytest.param(GROUP, 47, 118, 112, id="delivered as a workbook with merged cells"),
        pytest.param("439901/101/201/002", 39, 97, 92, id="with full-width digits and text days"),
        pytest.param("439901/101/202/001", 52, 131, 125, id="as .csv in GB18030"),
    ],
)
async def test_each_group_has_its_households_adults_and_members(
    told: dict[str, Any], area: str, households: int, adults: int, members: int
) -> None:
    town = await asking(told, "administrator")
    answer = await town(f'{{ electorate(area: "{area}") {{ households adults members }} }}')
    counted = {"households": households, "adults": adults, "members": members}
    assert answer["electorate"] == counted


async def test_a_meeting_falls_short_by_one_household(told: dict[str, Any]) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk("{ meetings { edges { node { title verdict { reached missing } } } } }")
    verdicts = {
        edge["node"]["title"]: edge["node"]["verdict"] for edge in answer["meetings"]["edges"]
    }
    assert verdicts["第三次民主议事会"] == {"reached": True, "missing": 0}
    assert verdicts["第四次民主议事会"] == {"reached": False, "missing": 1}
    assert verdicts["第五次民主议事会"] is None


async def test_each_meeting_is_judged_by_the_law_of_its_day(told: dict[str, Any]) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk("{ meetings { edges { node { startsAt verdict { source } } } } }")
    sources = {
        edge["node"]["startsAt"][:4]: edge["node"]["verdict"]["source"]
        for edge in answer["meetings"]["edges"]
        if edge["node"]["verdict"]
    }
    assert "第二十八条" in sources["2024"]
    assert "第三十二条" in sources["2026"]


async def test_the_collective_motion_has_a_majority_and_too_few_members(
    told: dict[str, Any],
) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk(
        "{ motions(filter: {collective: true}) { edges { node { result"
        " verdict { reached } collectiveVerdict { reached missing } } } } }"
    )
    [edge] = answer["motions"]["edges"]
    assert edge["node"] == {
        "result": "FAIL",
        "verdict": {"reached": True},
        "collectiveVerdict": {"reached": False, "missing": 5},
    }


async def test_a_meeting_is_cancelled_and_one_is_to_come(told: dict[str, Any]) -> None:
    notices = {
        each["title"]: (each["status"], each["startsAt"])
        for each in await public("... on MeetingNotice { status startsAt }")
        if each["__typename"] == "MeetingNotice"
    }
    assert notices["灌溉用水屋场会"][0] == "CANCELLED"
    status, starts_at = notices["第五次民主议事会"]
    assert status == "CONFIRMED"
    assert datetime.fromisoformat(starts_at) > NOW


async def test_the_public_sees_corrections_endings_and_no_draft(told: dict[str, Any]) -> None:
    shown = {each["title"]: each for each in await public("number changeNote")}
    assert shown["组务议事室"]["number"] == 2
    assert "20:30" in shown["组务议事室"]["changeNote"]
    assert "冬季防火提示" not in shown
    answer = await Ask(ANYONE, NOW)(
        "{ unpublishings(first: 50) { edges { node { title ending } } } }"
    )
    endings = [(e["node"]["title"], e["node"]["ending"]) for e in answer["unpublishings"]["edges"]]
    assert ("送电影下乡放映通知", "WITHDRAWN") in endings
    assert ("文化广场稻谷晾晒安排", "EXPIRED") in endings
    assert [title for title, ending in endings if ending == "REDACTED"] == [None]


async def test_the_charter_was_mended_and_everyone_reads_what_changed(
    told: dict[str, Any],
) -> None:
    charters = await public(
        "... on RegulationText { version filingNumber decision { yes verdict { reached } }"
        " changes(first: 20) { edges { node { newNumber wordings(first: 20) { edges { node"
        " { mark text } } } } } } }"
    )
    [charter] = [each for each in charters if each["title"] == "第三组组规民约"]
    assert (charter["version"], charter["decision"]["yes"]) == (2, 34)
    changes = [edge["node"] for edge in charter["changes"]["edges"]]
    gone = "".join(
        edge["node"]["text"]
        for change in changes
        for edge in change["wordings"]["edges"]
        if edge["node"]["mark"] == "DELETED"
    )
    assert "罚款" in gone
    assert "取消" in gone


async def test_what_the_law_may_object_to_was_answered(told: dict[str, Any]) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk(
        "{ regulationVersions(first: 20) { edges { node { number stage regulation { title }"
        " findings(first: 9) { edges { node { offence } } }"
        " answers(first: 9) { edges { node { offence answer } } } } } } }"
    )
    versions = {
        (edge["node"]["regulation"]["title"], edge["node"]["number"]): edge["node"]
        for edge in answer["regulationVersions"]["edges"]
    }
    first, second = (versions["第三组组规民约", number] for number in (1, 2))
    found = [edge["node"]["offence"] for edge in first["findings"]["edges"]]
    assert found == ["FINE", "BENEFIT_LOSS"]
    answers = [edge["node"] for edge in first["answers"]["edges"]]
    assert answers == [{"offence": each, "answer": "MENDED"} for each in found]
    assert (second["stage"], second["findings"]["edges"]) == ("IN_FORCE", [])
    assert versions["第三组工程建设管理实施细则（试行）", 1]["stage"] == "TRIAL"
    assert versions["第三组选举办法", 1]["stage"] == "CONSULTATION"


async def test_comments_on_the_draft_were_treated(told: dict[str, Any]) -> None:
    notices = await public(
        "... on ConsultationNotice { comments(first: 9) { edges { node { treatment } } } }"
    )
    [running] = [each for each in notices if each["title"] == "第三组选举办法征求意见"]
    assert running["comments"]["edges"] == [{"node": {"treatment": "PENDING"}}]
    clerk = await asking(told, "clerk")
    answer = await clerk("{ comments { edges { node { treatment } } } }")
    treated = sorted(edge["node"]["treatment"] for edge in answer["comments"]["edges"])
    assert treated == ["ACCEPTED", "ACCEPTED", "ACCEPTED", "NOT_ACCEPTED", "PENDING"]


async def test_objections_are_answered_open_and_overdue(told: dict[str, Any]) -> None:
    states = {
        each["subject"]: (each["state"], each["correctedEdition"])
        for each in await public("... on ObjectionStatus { subject state correctedEdition }")
        if each["__typename"] == "ObjectionStatus"
    }
    assert sorted(states.values(), key=str) == [
        ("ANSWERED", 2),
        ("ANSWERED", None),
        ("OVERDUE", None),
        ("WAITING", None),
    ]


async def test_a_candidate_was_dropped_and_an_older_honour_revoked(told: dict[str, Any]) -> None:
    lists = {
        each["title"]: [
            (edge["node"]["label"], edge["node"]["revokedOn"] is not None)
            for edge in each["laureates"]["edges"]
        ]
        for each in await public(
            "... on HonourList { laureates(first: 9) { edges { node { label revokedOn } } } }"
        )
        if each["__typename"] == "HonourList"
    }
    assert lists["第二届美丽庭院示范户评选结果"] == [
        ("第H05户", False),
        ("第H07户", False),
        ("第H22户", False),
    ]
    assert lists["第一届美丽庭院示范户评选结果"] == [("第H12户", False), ("第H20户", True)]


async def test_candidates_hang_and_only_who_agreed_is_named(told: dict[str, Any]) -> None:
    [hanging] = [
        each
        for each in await public(
            "... on CandidatesOnNotice { state candidates(first: 9) { edges { node { label } } } }"
        )
        if each["__typename"] == "CandidatesOnNotice"
    ]
    labels = [edge["node"]["label"] for edge in hanging["candidates"]["edges"]]
    assert hanging["state"] == "RUNNING"
    assert labels[0] == "塘丙"
    assert "居民18甲" not in labels


async def test_what_must_not_be_written_down_is_nowhere(
    told: dict[str, Any], settings: Settings
) -> None:
    file = demo.TOLD / "99-不应登记的内容.xlsx"
    [table] = reading.tables(file.name, file.read_bytes())
    texts = [row.cells[2] for row in table.rows[1:]]
    assert len(texts) == 5
    assert not await NoticeRecord.filter(text__in=texts).exists()
    written = b"".join(each.read_bytes() for each in settings.home.glob("*.db*"))
    for secret in ("139 0000 0001", "songtang@", "A00001"):
        assert any(secret in str(text) for text in texts)
        assert secret.encode() not in written


async def test_every_record_came_in_a_file(told: dict[str, Any]) -> None:
    chapters = sorted(demo.TOLD.glob("[0-9]*.yaml"))
    acts = {step.act for chapter in chapters for step in story.steps(chapter)}
    drafted = {act for act in acts if act.startswith("draft")}
    assert drafted == {"draftConflict", "draftObjection"}
    delivered = {step.file for chapter in chapters for step in story.steps(chapter)} - {None}
    files = {each for each in demo.TOLD.glob("[0-9]*") if each.suffix != ".yaml"}
    assert delivered == files


async def test_nothing_is_dated_after_now(told: dict[str, Any]) -> None:
    assert not await JournalRecord.filter(at__gt=NOW).exists()


async def test_the_same_person_heads_group_and_party_group(told: dict[str, Any]) -> None:
    clerk = await asking(told, "clerk")
    answer = await clerk(
        f'{{ concurrentHolders(area: "{GROUP}") {{ edges {{ node {{ name }} }} }} }}'
    )
    assert answer["concurrentHolders"]["edges"] == [{"node": {"name": "松甲"}}]


async def test_an_export_taken_in_elsewhere_is_exported_the_same(
    settings: Settings, tmp_path: Path
) -> None:
    tokens = await prepared(settings, NOW)
    elsewhere = replace(settings, home=tmp_path / "other", database_url=f"sqlite://{tmp_path}/x.db")
    async with database.opened(settings.database_url):
        first = await exported(await asking(tokens, "administrator"))
    cast = demo.cast()
    elsewhere.home.mkdir()
    await founding.init(elsewhere, cast.founding, NOW)
    async with database.opened(elsewhere.database_url):
        actor = await officers.known(cast.founding.administrator, NOW.date())
        administrator = Ask(actor, NOW)
        for book in first:
            delivery = Delivery(book.name, book.content)
            report = await importing.run(context(administrator), delivery, check=False)
            assert [str(each) for each in report.complaints] == [], book.name
        second = await exported(administrator)
    assert [each.name for each in second] == [each.name for each in first]
    for one, other in zip(first, second, strict=True):
        assert rows(one) == rows(other), one.name


def context(ask: Ask) -> Context:
    """Who takes files in and out, and when."""
    return Context(actor=ask.actor, now=ask.now, profiles=profiles())


async def exported(ask: Ask) -> list[Book]:
    """Everything of the town."""
    return await exporting.export(context(ask), TOWN)


def rows(book: Book) -> Any:
    """What a workbook says, without the ids that a system gives its own records."""
    if book.name.endswith(".md"):
        return book.content.decode()
    return {
        table.name: sorted(
            [str(row.cells[: -1 if columns.NUMBER in table.rows[0].cells else None])]
            for row in table.rows
        )
        for table in reading.tables(book.name, book.content)
    }


async def test_every_role_has_a_token_that_only_the_owner_of_the_file_reads(
    told: dict[str, Any], settings: Settings
) -> None:
    file = settings.demo_tokens
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text("utf-8")) == told
    assert set(told) == {
        "administrator",
        "guide",
        "village-officer",
        "clerk",
        "supervisor",
        "auditor",
    }
    for role, each in told.items():
        actor = await officers.recognise(each["token"], NOW, NOW.date())
        assert [grant.role.value for grant in actor.grants] == [role]


async def test_a_second_start_finds_everything_there(settings: Settings) -> None:
    first = await prepared(settings, NOW)
    assert await demo.prepare(settings, NOW + timedelta(hours=1)) == first
    renewed = await demo.prepare(settings, NOW + timedelta(days=400))
    assert renewed.keys() == first.keys()
    assert renewed != first


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(datetime(2027, 2, 18, 16, 30, tzinfo=UTC), id="around the spring festival"),
        pytest.param(datetime(2029, 10, 9, 3, 0, tzinfo=UTC), id="years later, in October"),
    ],
)
async def test_the_story_goes_well_whenever_it_is_told(settings: Settings, now: datetime) -> None:
    assert await prepared(settings, now)


async def test_records_of_a_real_town_are_left_alone(settings: Settings) -> None:
    begun = Founding(Named("439902", "某县"), Named("101", "某镇"), "某人")
    await founding.init(settings, begun, NOW)
    with pytest.raises(Trouble, match="not the demonstration's"):
        await demo.prepare(settings, NOW)
    async with database.opened(settings.database_url):
        assert await AreaRecord.all().count() == 2


def test_it_is_told_on_a_monday() -> None:
    told_on: date = story.read(demo.TOLD / "officers.yaml")["told_on"]
    assert told_on.weekday() == 0


def test_the_greeting_names_addresses_and_tokens(settings: Settings) -> None:
    tokens = {"clerk": {"token": "zuwu_x", "role": "clerk", "area": GROUP}}
    said = demo.greeting(settings, tokens)
    assert "/graphql" in said
    assert said.count("curl -s") == 3
    assert "zuwu_x" in said
