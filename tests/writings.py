"""Builders: how people write numbers, and sentences with numbers that are nobody's."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

Encode = Callable[[str], str]


def mapped(digits: str) -> Encode:
    return lambda number: number.translate(str.maketrans("0123456789", digits))


def in_groups(separator: str, *ends: int) -> Encode:
    def write(number: str) -> str:
        edges = [0, *ends, len(number)]
        return separator.join(number[a:b] for a, b in pairwise(edges))

    return write


def mixed(number: str) -> str:
    return mapped("〇一2叁4伍⑥７8玖")(number)


ENCODINGS: dict[str, Encode] = {
    "as it is": str,
    "in full width": mapped("０１２３４５６７８９"),
    "in Chinese digits": mapped("〇一二三四五六七八九"),
    "in banker's digits": mapped("零壹贰叁肆伍陆柒捌玖"),
    "in circled digits": mapped("⓪①②③④⑤⑥⑦⑧⑨"),
    "in Arabic-Indic digits": mapped("٠١٢٣٤٥٦٧٨٩"),
    "in every kind of digit": mixed,
    "digit by digit": " ".join,
    "with hyphens": "-".join,
    "with dots": ".".join,
    "with invisible characters": "\u200b".join,
    "with keycaps": lambda number: "".join(f"{digit}\ufe0f\u20e3" for digit in number),
}


def clean(choose: random.Random) -> str:
    """A sentence as boards carry it, with numbers but without particulars."""
    day = date(2024, 1, 1) + timedelta(days=choose.randrange(1500))
    n = [choose.randrange(1, 200) for _ in range(8)]
    money = [f"{choose.randrange(1, 10**7) / 100:,.2f}" for _ in range(4)]
    seal = "".join(choose.choices("0123456789abcdef", k=64))
    return choose.choice(
        [
            f"{day} 19:30 在第{n[0]}户召开会议，应到 {n[1]} 户，实到 {n[2]} 户，赞成 {n[3]} 票。",
            f"{day:%Y年%m月%d日} 至 {day:%Y.%m.%d} 公布 15 日，异议请致电 0731-{n[0]:08}。",
            f"收入 {money[0]} 元，支出 {money[1]} 元，结余 {money[2]} 元;银行存款 {money[3]} 元。",
            f"| {' | '.join(map(str, n))} |",
            " ".join(map(str, n)),
            " ".join(money),
            f"编号 {day:%Y%m%d}-{n[0]:04}，区域 439901/101/201/{n[1]:03}",
            f"区域代码 4399011{n[0]:02}201{n[1]:03}，凭证 {day:%Y}-{n[2]:05}。",
            f"印记 {seal}",
            f"{day:%Y-%m-%d}/{n[0]}/{n[1]} 比例 {n[2]}.{n[3]}% 面积 {n[4]},{n[5]:03} 亩",
            f"一、{n[0]}人;二、{n[1]}户;三、{n[2]}元;(四){n[3]}次",
            f"邮编 4101{n[0]:02}，热线 12345，会议号 {n[1]}-{n[2]}",
        ]
    )
