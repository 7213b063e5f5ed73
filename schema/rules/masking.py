"""What may be shown of a name or a text: the only way from private words to public ones.

A document holds only `PublicName` and `PublicText`, and nothing but this module makes them, so
a raw text cannot reach the public without passing here.
Source: Personal Information Protection Law, art. 6 and 25.
"""

import re
import unicodedata
from typing import NewType

PublicName = NewType("PublicName", str)
"""A name fit for the public. Only this module makes one."""

PublicText = NewType("PublicText", str)
"""A text fit for the public: visible characters only. Only this module makes one."""

_TWO_CHARACTER_SURNAMES = (
    " 欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 "
    "濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 "
    "公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 "
    "微生 梁丘 左丘 东门 西门 第五 歐陽 司馬 諸葛 尉遲 赫連 澹臺 濮陽 申屠 公孫 鍾離 長孫 "
)
"""Set apart by blanks, so that only a whole one is found between two blanks."""
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})
_HOUSEHOLD = re.compile(r"第?((?=\D*\d)[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*)[户号]?", re.ASCII)
_LONGEST_HOUSEHOLD = 9


def post_holder(name: str) -> PublicName:
    """The full name of somebody who holds an office: an office is public."""
    return PublicName(" ".join(text(name).split()))


def consenting(name: str) -> PublicName:
    """The full name of somebody who has agreed to be named; the agreement is on record."""
    return post_holder(name)


def resident(name: str) -> PublicName:
    """A resident as 王某 or 王某某: the surname and nothing of the given name.

    The two-character surnames are known, but a name of two characters is read as one and one. A
    name that does not begin with a Chinese character shows nothing at all: 某某.
    """
    letters = "".join(text(name).split())
    if not _chinese(letters[:1]):
        return PublicName("某某")
    long = len(letters) > 2 and f" {letters[:2]} " in _TWO_CHARACTER_SURNAMES
    surname = letters[:2] if long else letters[:1]
    given = len(letters) - len(surname)
    return PublicName(surname + ("某某" if given > 1 else "某"))


def area(name: str) -> PublicName:
    """The name of a villager group, village or town: it is nobody's own."""
    return PublicName(text(name))


def household(number: str) -> PublicName:
    """A household as 第12户, by its number in the group.

    What is no short number could be a name or a telephone number and shows nothing: 某户.
    """
    match = _HOUSEHOLD.fullmatch(unicodedata.normalize("NFKC", text(number)))
    if match is None or len(match[1]) > _LONGEST_HOUSEHOLD:
        return PublicName("某户")
    return PublicName(f"第{match[1]}户")


def text(raw: str) -> PublicText:
    """The text with all that it shows and nothing that it hides.

    Control, zero-width and direction characters go, tabs become spaces, every kind of line end
    becomes one, and letters take their composed form (NFC). It does not look for particulars;
    `particulars.found` does.
    """
    lines = _NEWLINES.sub("\n", raw).replace("\t", " ")
    shown = (c for c in lines if c == "\n" or unicodedata.category(c) not in _HIDDEN)
    return PublicText(unicodedata.normalize("NFC", "".join(shown)).strip())


def _chinese(character: str) -> bool:
    return bool(character) and unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")
