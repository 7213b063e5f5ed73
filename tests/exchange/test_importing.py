"""Files of committees: taken in whole or not at all, twice like once, each mistake in its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import village as v
from exchange.deliveries import book, lines, taken
from village import Village

from schema.base.context import Context
from schema.base.profile import profiles
from schema.exchange import uploads

ROLL: dict[str, Any] = {
    "户": [
        ["户号", "居住情况", "立户日期"],
        ["H01", "在家", date(2004, 1, 1)],
        ["H02", "全家外出", "2004.1.1"],
    ],
    "人员": [
        ["户号", "姓名", "出生年份", "成员身份起始日期", "户主", "入户日期"],
        ["H01", "松甲", 1960, "2004-06-01", "是", "2004-06-01"],
        ["H01", "松乙", "１９６２", "2004年6月1日", "否", 20040601],
        ["H02", "松甲", 1970, None, "是", "2004/6/1"],
    ],
}

MEETING: dict[str, Any] = {
    "组织": [
        ["名称", "类别", "联系方式", "成立日期"],
        ["第一组组委会", "组委会", "组务室 0731-00000000", "2024-01-01"],
    ],
    "职务": [["组织", "职务", "职务类别", "席位数"], ["第一组组委会", "组长", "村民小组组长", 1]],
    "任期": [
        ["组织", "职务", "户号", "姓名", "任期开始", "任期结束"],
        ["第一组组委会", "组长", "H01", "松甲", "2024-01-01", "2028-12-31"],
    ],
    "会议": [
        [
            *[
                "召集组织",
                "会议类别",
                "情况",
                "会议名称",
                "开会时间",
                "地点",
                "计算口径",
                "应到户数",
                "实到户数",
            ]
        ],
        [
            "第一组组委会",
            "村民小组会议",
            "已经开过",
            "春季会议",
            "2026-05-02 19:30",
            "阵地",
            "户",
            47,
            32,
        ],
    ],
    "议程": [["会议名称", "议题号", "议题"], ["春季会议", "1", "修路"]],
    "表决": [
        ["会议名称", "议题号", "事项", "表决内容", "同意", "反对", "弃权", "是否通过"],
        ["春季会议", "1", "修路", "同意修路。", 17, 10, 5, "是"],
    ],
}


async def totals(village: Village) -> dict[str, int]:
    """How many records there are of some kinds."""
    names = ("households", "persons", "residences", "bodies", "memberships", "meetings", "motions")
    asked = " ".join(f"{name} {{ totalCount }}" for name in names)
    found = await village.clerk(f"{{ {asked} }}")
    return {name: found[name]["totalCount"] for name in names}


async def test_a_roll_is_taken_in(village: Village) -> None:
    report = await taken(village.clerk, ROLL)
    assert lines(report) == []
    assert (report.tally.created, report.tally.changed) == (5, 0)
    asked = "{ residences { edges { node { head person { birthYear } household { number } } } } }"
    homes = [each["node"] for each in (await village.clerk(asked))["residences"]["edges"]]
    found = sorted((h["household"]["number"], h["person"]["birthYear"], h["head"]) for h in homes)
    assert found == [
        ("H01", 1960, True),
        ("H01", 1962, False),
        ("H02", 1970, True),
    ]


async def test_a_meeting_is_taken_in_with_agenda_counts_and_result(village: Village) -> None:
    await taken(village.clerk, ROLL)
    report = await taken(village.clerk, MEETING)
    assert lines(report) == []
    asked = "{ motions { edges { node { result verdict { reached } meeting { title"
    asked += " householdsPresent agenda { edges { node { title } } } } } } } }"
    [motion] = (await village.clerk(asked))["motions"]["edges"]
    assert motion["node"] == {
        "result": "PASS",
        "verdict": {"reached": True},
        "meeting": {
            "title": "春季会议",
            "householdsPresent": 32,
            "agenda": {"edges": [{"node": {"title": "修路"}}]},
        },
    }


async def test_the_same_file_twice_changes_nothing(village: Village) -> None:
    for tables in (ROLL, MEETING):
        await taken(village.clerk, tables)
    before = await v.journal_lines()
    for tables in (ROLL, MEETING):
        report = await taken(village.clerk, tables)
        assert lines(report) == []
        assert (report.tally.created, report.tally.changed) == (0, 0)
    assert await v.journal_lines() == before


async def test_a_changed_row_becomes_a_new_version(village: Village) -> None:
    await taken(village.clerk, ROLL)
    rows = [list(row) for row in ROLL["户"]]
    rows[2][1] = "在家"
    report = await taken(village.clerk, {"户": rows})
    assert (report.tally.changed, report.tally.unchanged) == (1, 1)
    asked = '{ households(filter: {number: "H02"}) { edges { node { version residenceStatus } } } }'
    [found] = (await village.clerk(asked))["households"]["edges"]
    assert found["node"] == {"version": 2, "residenceStatus": "AT_HOME"}


async def test_a_dry_run_says_what_would_come_and_leaves_nothing(village: Village) -> None:
    report = await taken(village.clerk, ROLL, check=True)
    assert report.tally.created == 5
    assert set((await totals(village)).values()) == {0}


async def test_one_wrong_row_keeps_the_whole_file_out(village: Village) -> None:
    rows = [*ROLL["人员"], ["H03", "松丙", 1980, None, "否", "2004-06-01"]]
    report = await taken(village.clerk, ROLL | {"人员": rows})
    assert lines(report) == [
        "“人员”第 5 行 A列“户号”：应当是已经登记的户，请核对名称，或者先登记。现在是文本。"
    ]
    assert set((await totals(village)).values()) == {0}


async def test_a_neighbour_writes_nothing_into_our_group(village: Village) -> None:
    report = await taken(village.neighbour, ROLL)
    assert {"不在" in each for each in lines(report)} == {True}
    assert set((await totals(village)).values()) == {0}


async def test_a_file_is_its_officers_alone(village: Village) -> None:
    owner = Context(village.clerk.actor, village.clerk.now, profiles())
    upload = str(await uploads.hand_over(owner, "表.xlsx", book(ROLL)))
    for ask, known in ((village.clerk, True), (village.village_officer, False)):
        asked = "mutation($input: Import!) { checkImport(input: $input) {"
        asked += " ... on ImportReport { created } ... on Refused { code } } }"
        answer = await ask(asked, input={"upload": upload, "area": v.GROUP})
        expected = {"created": 5} if known else {"code": "imports.upload-unknown"}
        assert answer["checkImport"] == expected
