"""What the villages of a town deliver: the rows of every sheet, and the texts of regulations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from cli.scale import MATTERS, Gathering, Group, Village, adopting, called
from schema.workbooks.articles import Chapter, Clause, Paper
from schema.workbooks.tables import Value

Row = Mapping[str, Value]
"""A row of a sheet, by heading."""

SINCE = date(2004, 1, 1)
"""Since when households and members are on the books."""

CONTACT = "组务室 0731-00000000"

AWARD = "美丽庭院示范户"

SEATS = ("组长", "副组长", "委员", "委员", "委员")
"""The posts of a group's committee; a post stands in it once for each seat."""

OFFICES = {"组长": "村民小组组长", "副组长": "副职", "委员": "成员"}

RULES = ("邻里互相帮助。", "庭院门前自己打扫。", "组务按时公开。")
"""What a regulation says."""

COUNTED = "一二三四五"

LAUREATES = 3
"""How many households a round honours, where a group has as many."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The rows of each sheet of a village, and the texts of its groups' regulations."""

    rows: Mapping[str, Sequence[Row]]
    texts: Sequence[Paper]


def delivered(village: Village, random: Random) -> Delivered:
    """What a village delivers."""
    rows: dict[str, list[Row]] = {
        title: [row for group in village.groups for row in tell(group, random)]
        for title, tell in SHEETS.items()
    }
    rows["区域"].insert(0, {"区域编码": village.path, "名称": village.name, "设立日期": SINCE})
    rows["奖项"] = [{"区域编码": village.path, "奖项名称": AWARD, "评选对象": "户"}]
    rows["评选条件"] = [
        {
            "区域编码": village.path,
            "奖项名称": AWARD,
            "条件版本": 1,
            "条件生效日期": SINCE,
            "评选条件": "庭院干净整洁；邻里和睦",
            "评选依据": f"{village.name}评选办法",
            "撤销规定": "授予以后一年内有违章搭建的，撤销。",
        }
    ]
    return Delivered(rows, [text for group in village.groups for text in _texts(group)])


def _areas(group: Group, random: Random) -> Iterator[Row]:
    yield {"区域编码": group.path, "名称": group.name, "设立日期": SINCE}


def _figures(group: Group, random: Random) -> Iterator[Row]:
    for label, amount, unit in (
        ("户数", len(group.people), "户"),
        ("户籍人口", sum(group.people), "人"),
        ("耕地", random.randint(80, 400), "亩"),
    ):
        told: dict[str, Value] = {"项目": label, "数字": amount, "单位": unit}
        yield {"区域编码": group.path, **told, "截至": group.today}


def _households(group: Group, random: Random) -> Iterator[Row]:
    living = random.choices(("在家", "部分外出", "全家外出"), (6, 3, 1), k=len(group.people))
    for number, status in enumerate(living, start=1):
        own: dict[str, Value] = {"户号": _number(number), "居住情况": status}
        yield {"区域编码": group.path, **own, "立户日期": SINCE}


def _number(number: int) -> str:
    return f"H{number:03}"


def _people(group: Group, random: Random) -> Iterator[Row]:
    number = group.first
    for household, people in enumerate(group.people, start=1):
        for place in range(people):
            head = place == 0
            born = group.today.year - (random.randint(30, 75) if head else random.randint(1, 90))
            since = date(max(SINCE.year, born + 1), 1, 1)
            yield {
                "区域编码": group.path,
                "户号": _number(household),
                "姓名": called(number),
                "出生年份": born,
                "成员身份起始日期": since,
                "户主": "是" if head else "否",
                "入户日期": since,
            }
            number += 1


def _bodies(group: Group, random: Random) -> Iterator[Row]:
    own: dict[str, Value] = {"名称": group.committee, "类别": "组委会", "联系方式": CONTACT}
    yield {"区域编码": group.path, **own, "成立日期": SINCE}


def _posts(group: Group, random: Random) -> Iterator[Row]:
    for label, office in OFFICES.items():
        own: dict[str, Value] = {"组织": group.committee, "职务": label, "职务类别": office}
        yield {"区域编码": group.path, **own, "席位数": SEATS.count(label)}


def _terms(group: Group, random: Random) -> Iterator[Row]:
    begins = date(group.today.year - random.randint(0, 3), 1, 1)
    ends = date(begins.year + 4, 12, 31)
    for household, (label, head) in enumerate(zip(SEATS, group.heads, strict=False), start=1):
        who: dict[str, Value] = {"户号": _number(household), "姓名": head}
        post: dict[str, Value] = {"组织": group.committee, "职务": label}
        yield {"区域编码": group.path, **post, **who, "任期开始": begins, "任期结束": ends}


def _gatherings(group: Group, random: Random) -> Iterator[Row]:
    for each in group.meetings:
        yield {
            **_of(group, each),
            "召集组织": group.committee,
            "会议类别": "村民小组会议",
            "地点": "组级阵地",
            "计算口径": "户",
            "通知日期": each.day - timedelta(days=random.randint(5, 15)),
            "会议纪要": f"会上讨论了{each.matter}。",
            "应到户数": len(group.people),
            "实到户数": each.present,
        }


def _agenda(group: Group, random: Random) -> Iterator[Row]:
    for each in group.meetings:
        yield {**_of(group, each), "议题号": "1", "议题": each.matter}
        yield {**_of(group, each), "议题号": "2", "议题": "听取意见"}


def _motions(group: Group, random: Random) -> Iterator[Row]:
    for each in group.meetings:
        yield {
            **_of(group, each),
            "议题号": "1",
            "事项": each.matter,
            "表决内容": f"同意{each.matter}。",
            "同意": each.yes,
            "反对": each.present - each.yes,
            "是否通过": "是" if each.carried else "否",
        }


def _of(group: Group, meeting: Gathering) -> Row:
    """How a row names a meeting."""
    own: dict[str, Value] = {"开会时间": meeting.starts_at, "会议名称": meeting.title}
    return {"区域编码": group.path, **own}


def _notices(group: Group, random: Random) -> Iterator[Row]:
    for number in range(1, group.size.notices + 1):
        day = group.day(number / group.size.notices)
        matter = random.choice(MATTERS)
        yield {
            "区域编码": group.path,
            "发布组织": group.committee,
            "标题": f"第{number}号公告：{matter}",
            "正文": f"本组定于{day.month}月{day.day}日{matter}，请各户互相转告。",
            "联系方式": CONTACT,
            "公开日期": day,
            "截止日期": day + timedelta(days=random.randint(15, 60)),
        }


def _rounds(group: Group, random: Random) -> Iterator[Row]:
    for title, day in _judged(group):
        yield {
            "区域编码": group.path,
            "奖项名称": AWARD,
            "条件版本": 1,
            "主办组织": group.committee,
            "评选名称": title,
            "年度": day.year,
            "评选周期": f"{day.year}年度",
            "推荐开始": day - timedelta(days=60),
            "推荐截止": day - timedelta(days=40),
            "评议日期": day - timedelta(days=35),
            "公示开始": day - timedelta(days=30),
        }


def _candidates(group: Group, random: Random) -> Iterator[Row]:
    for title, _ in _judged(group):
        for number in range(1, min(LAUREATES, len(group.people)) + 1):
            yield {
                "区域编码": group.path,
                "评选名称": title,
                "候选户号": _number(number),
                "推荐方式": "小组推荐",
                "主要事迹": "三次检查都干净整洁",
            }


def _honours(group: Group, random: Random) -> Iterator[Row]:
    for title, day in _judged(group):
        for number in range(1, min(LAUREATES, len(group.people)) + 1):
            own: dict[str, Value] = {"评选名称": title, "候选户号": _number(number)}
            yield {"区域编码": group.path, **own, "表彰日期": day, "公示凭据": "公开栏照片存档"}


def _judged(group: Group) -> Iterator[tuple[str, date]]:
    """The award rounds of a group, each with the day it was decided."""
    for number in range(1, group.size.rounds + 1):
        day = group.day(number / (group.size.rounds + 1))
        yield f"{day.year}年度第{number}轮{AWARD}评选", day


SHEETS: Mapping[str, Callable[[Group, Random], Iterator[Row]]] = MappingProxyType(
    {
        "区域": _areas,
        "基本数字": _figures,
        "户": _households,
        "人员": _people,
        "组织": _bodies,
        "职务": _posts,
        "任期": _terms,
        "会议": _gatherings,
        "议程": _agenda,
        "表决": _motions,
        "公告": _notices,
        "评选": _rounds,
        "候选": _candidates,
        "荣誉": _honours,
    }
)
"""What each group delivers, by the title of the sheet."""


def _texts(group: Group) -> Iterator[Paper]:
    """The texts of a group's regulation, each adopted by a meeting, filed and put in force."""
    for number, place in enumerate(adopting(group.size), start=1):
        meeting = group.meetings[place]
        yield Paper(
            {
                "区域编码": group.path,
                "名称": f"{group.name}组规民约",
                "类别": "组规民约",
                "负责组织": group.committee,
                "文本号": str(number),
                "制定或修改理由": "组里的事要有规矩。",
                "起草人": "组委会",
                "开会时间": f"{meeting.starts_at:%Y-%m-%d %H:%M}",
                "会议名称": meeting.title,
                "通过的议题号": "1",
                "备案日期": f"{meeting.day + timedelta(days=7)}",
                "备案文号": f"清镇备〔{meeting.day.year}〕{meeting.number}号",
                "施行日期": f"{meeting.day + timedelta(days=30)}",
            },
            (
                Chapter("第一章", "总则", _clauses(0, "为了把组里的事办好，制定本规约。")),
                Chapter(
                    "第二章", "乡风", _clauses(1, f"红事新办，白事简办，第{number}次修订。", *RULES)
                ),
            ),
        )


def _clauses(before: int, *texts: str) -> tuple[Clause, ...]:
    return tuple(
        Clause(f"第{COUNTED[place]}条", text) for place, text in enumerate(texts, start=before)
    )
