"""Where a rule comes from: the article, paragraph and item, as officers and villagers read it.

Code and profiles write the short form ("VCOL25 32¶2"); people read the written-out form
(《中华人民共和国村民委员会组织法》第三十二条第二款). `parse` reads both, `format` writes the
second, so the two are inverse. `cite` also speaks for values that are no law at all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NewType

CitationText = NewType("CitationText", str)
"""A source fit to print. Only this module makes one."""

DEFAULT = "default"
"""The short form of a value the product chose because no law settles it."""

DEFAULT_TEXT = "法律没有规定，暂按常用做法定"
"""What is printed of such a value, for villagers as well as officers."""

MODELLED_TEXT = "法律没有直接规定，参照"
"""What is printed before the rule after which such a value was modelled."""


class CitationFault(ValueError):
    """A citation names no law, article, paragraph or item that could exist."""


@dataclass(frozen=True, slots=True)
class Law:
    """A law or rule the product cites.

    title: as between 《》, inner titles in 〈〉; edition: which version is meant; file: its text
    in the folder of laws, None where the text is not held.
    """

    title: str
    edition: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one law.

    article: None cites the rule as a whole, which only a law whose text is not held may be;
    paragraph: 款, counted from 1; item: 项 of the list, counted from 1.
    """

    law: str
    article: int | None
    paragraph: int | None = None
    item: int | None = None


LAWS: Mapping[str, Law] = MappingProxyType(
    {
        "VCOL25": Law("中华人民共和国村民委员会组织法", "2025年修正", "村民委员会组织法-2025.md"),
        "VCOL18": Law(
            "中华人民共和国村民委员会组织法(2018年修正)", "2018年修正", "村民委员会组织法-2018.md"
        ),
        "RCEO": Law("中华人民共和国农村集体经济组织法", "2024年", "农村集体经济组织法-2024.md"),
        "PIPL": Law("中华人民共和国个人信息保护法", "2021年", "个人信息保护法-2021.md"),
        "OGI": Law("中华人民共和国政府信息公开条例", "2019年修订", "政府信息公开条例-2019.md"),
        "CQ": Law(
            "重庆市实施〈中华人民共和国村民委员会组织法〉办法",
            "2013年修订",
            "重庆-村委会组织法办法-2013.md",
        ),
        "SH": Law(
            "上海市实施〈中华人民共和国村民委员会组织法〉办法",
            "2020年修正",
            "上海-村委会组织法办法-2020.md",
        ),
        "SD": Law("山东省村务公开条例", "2018年修正", "山东-村务公开条例-2018.md"),
        "ZJ": Law(
            "浙江省实施〈中华人民共和国村民委员会组织法〉办法",
            "2020年修正",
            "浙江-村委会组织法办法-2020.md",
        ),
        "ZJE": Law("浙江省村民委员会选举办法", "2020年修正", "浙江-村委会选举办法-2020.md"),
        "CIVIL": Law("中华人民共和国民法典", "2020年", None),
        "CONST": Law("中华人民共和国宪法", "2018年修正", None),
        "APL": Law("中华人民共和国行政处罚法", "2021年修订", None),
        "AEL": Law("中华人民共和国行政强制法", "2011年", None),
        "WOMEN": Law("中华人民共和国妇女权益保障法", "2022年修订", None),
        "AGRI": Law("中华人民共和国农业法", "2012年修正", None),
        "LAL": Law("中华人民共和国土地管理法", "2019年修正", None),
        "RLCL": Law("中华人民共和国农村土地承包法", "2018年修正", None),
        "FIN11": Law("农村集体经济组织财务公开规定", "2011年", None),
        "HOME19": Law(
            "农业农村部、自然资源部关于规范农村宅基地审批管理的通知", "农经发〔2019〕6号", None
        ),
        "JW": Law("关于建立健全村务监督委员会的指导意见", "2017年", None),
        "ARCH": Law("村级档案管理办法", "2017年", None),
    }
)
"""Every law that may be cited, by its short key."""

_KEYS: Mapping[str, str] = MappingProxyType({law.title: key for key, law in LAWS.items()})
_SHORT = re.compile(r"([A-Z]+\d*)(?: ([1-9]\d{0,3})(?:¶([1-9]\d?))?(?:\(([1-9]\d?)\))?)?")
_WRITTEN = re.compile(r"《(.+)》(?:第(\w+)条(?:第(\w+)款)?(?:第\((\w+)\)项)?)?")
_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def parse(text: str) -> Citation:
    """The place that `text` names, in the short or the written-out form."""
    if match := _SHORT.fullmatch(text):
        law, *numbers = match.groups()
        article, paragraph, item = (int(n) if n else None for n in numbers)
    elif match := _WRITTEN.fullmatch(text):
        title, *numbers = match.groups()
        law = _KEYS.get(title, title)
        article, paragraph, item = (number(n) if n else None for n in numbers)
    else:
        raise CitationFault(f'"{text}" is no citation; write it like "VCOL25 28¶1(2)"')
    if law not in LAWS:
        raise CitationFault(f'"{text}" names an unknown law; known are {", ".join(LAWS)}')
    if article is None and LAWS[law].file is not None:
        raise CitationFault(f'"{text}" must name an article, for the text of {law} is held')
    return Citation(law, article, paragraph, item)


def format(citation: Citation) -> CitationText:  # noqa: A001 - the inverse of `parse`
    """The place written out as Chinese law is cited: title, 条, 款, 项."""
    text = f"《{LAWS[citation.law].title}》"
    if citation.article is not None:
        text += f"第{numeral(citation.article)}条"
    if citation.paragraph is not None:
        text += f"第{numeral(citation.paragraph)}款"
    if citation.item is not None:
        text += f"第({numeral(citation.item)})项"
    return CitationText(text)


def places(text: str) -> tuple[Citation, ...]:
    """Every place a source names: "A; B" names two, "default" none, "default: A" the model A."""
    if text == DEFAULT:
        return ()
    return tuple(parse(part) for part in text.removeprefix(f"{DEFAULT}: ").split("; "))


def is_default(text: str) -> bool:
    """Whether the source says that the product, not a law, chose the value."""
    return text == DEFAULT or text.startswith(f"{DEFAULT}: ")


def cite(text: str) -> CitationText:
    """The source as printed beside a value.

    "VCOL25 32¶4; RCEO 64¶2" cites two places. "default" says that no law settles the value;
    "default: SH 18¶4" says whose rule it was modelled on. A law whose text is not held says so.
    """
    written = "、".join(_marked(place) for place in places(text))
    if not is_default(text):
        return CitationText(written)
    return CitationText(f"{MODELLED_TEXT}{written}" if written else DEFAULT_TEXT)


def _marked(place: Citation) -> str:
    held = LAWS[place.law].file is not None
    return format(place) if held else f"{format(place)}（本站没有收录原文）"


def numeral(value: int) -> str:
    """A number from 1 to 9999 as laws count their articles: 十二, 一百零五, 一千二百五十九."""
    if not 1 <= value <= 9999:
        raise CitationFault(f"{value} is no number of an article; laws count from 1 to 9999")
    digits = str(value)
    text = ""
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit != "0":
            text += _DIGITS[int(digit)] + _UNITS[place]
        elif not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text[1:] if text.startswith("一十") else text


def number(text: str) -> int:
    """The number that `numeral` wrote; anything else is a fault."""
    total, digit = 0, 0
    for character in text if text[:1] != "十" else f"一{text}":
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character in _UNITS:
            total, digit = total + digit * 10 ** _UNITS.index(character), 0
        else:
            raise CitationFault(f'"{text}" is no Chinese number')
    if numeral(total + digit) != text:
        raise CitationFault(f'"{text}" is not how a law writes {total + digit}')
    return total + digit
