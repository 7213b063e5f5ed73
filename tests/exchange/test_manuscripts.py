"""Regulations written as text are taken in with what has happened to them, and written out."""

from __future__ import annotations

from exchange.deliveries import delivered, lines, taken
from exchange.test_importing import MEETING, ROLL
from village import GROUP, Village

from schema.base.context import Context
from schema.base.profile import profiles
from schema.exchange import exporting

FIRST = """---
区域编码: 439901/101/201/001
名称: 第一组组规民约
类别: 组规民约
负责组织: 第一组组委会
文本号: 1
制定或修改理由: 组里的事要有规矩。
起草人: 组委会
会议名称: 春季会议
通过的议题号: 1
备案日期: 2026-05-03
备案文号: 清镇备〔2026〕3号
施行日期: 2026-05-03
---

# 第一组组规民约

## 第一章 总则

第一条 为了把组里的事办好，制定本规约。

第二条 本组村民互相帮助。

（一）红事新办；

（二）白事简办。
"""


async def test_a_text_is_taken_in_adopted_filed_and_in_force(village: Village) -> None:
    for tables in (ROLL, MEETING):
        assert lines(await taken(village.clerk, tables)) == []
    report = await delivered(village.clerk, "组规民约.md", FIRST.encode())
    assert lines(report) == []
    asked = "{ regulationVersions { edges { node { number stage adoptedOn filingNumber"
    asked += " chapters { edges { node { title clauses { edges { node { number text } } } } } }"
    asked += " regulation { title } } } } }"
    [found] = (await village.clerk(asked))["regulationVersions"]["edges"]
    version = found["node"]
    assert (version["number"], version["stage"], version["adoptedOn"]) == (
        1,
        "IN_FORCE",
        "2026-05-02",
    )
    [chapter] = version["chapters"]["edges"]
    assert chapter["node"]["title"] == "第一章 总则"
    clauses = [each["node"]["number"] for each in chapter["node"]["clauses"]["edges"]]
    assert clauses == ["第一条", "第二条"]


async def test_the_same_text_twice_and_what_is_written_out_change_nothing(
    village: Village,
) -> None:
    for tables in (ROLL, MEETING):
        await taken(village.clerk, tables)
    await delivered(village.clerk, "组规民约.md", FIRST.encode())
    again = await delivered(village.clerk, "组规民约.md", FIRST.encode())
    assert lines(again) == []
    assert (again.tally.created, again.tally.changed) == (0, 0)
    context = Context(village.clerk.actor, village.clerk.now, profiles())
    [written] = [b for b in await exporting.export(context, GROUP) if b.name.endswith(".md")]
    report = await delivered(village.clerk, written.name, written.content)
    assert lines(report) == []
    assert (report.tally.created, report.tally.changed, report.tally.unchanged) == (0, 0, 2)


async def test_an_adopted_text_is_not_changed_by_another_file(village: Village) -> None:
    for tables in (ROLL, MEETING):
        await taken(village.clerk, tables)
    await delivered(village.clerk, "组规民约.md", FIRST.encode())
    other = FIRST.replace("互相帮助", "各管各的").encode()
    [said] = lines(await delivered(village.clerk, "组规民约.md", other))
    assert "会议已经通过的文本不能再改" in said
