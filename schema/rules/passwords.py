"""Which passwords are too easily guessed.

A product default: length counts most, and nobody is made to use signs of certain sorts. Refused is
what is tried first by those who guess: digits only, few different signs, runs of the keyboard or of
the alphabet, the holder's own name.
"""

from __future__ import annotations

import unicodedata
from enum import Enum

SHORTEST = 10
LONGEST = 200
FEWEST_DIFFERENT = 5

RUNS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""What fingers and children run through; backwards too."""

LONGEST_RUN = 5
"""How many signs of a password may be such a run, or a part of one."""

COMMON = ("password", "passw0rd", "admin", "letmein", "welcome", "iloveyou", "woaini", "mima")
"""Words that lists of stolen passwords begin with."""


class Weakness(Enum):
    """Why a password is refused, as it is told to the holder."""

    SHORT = f"密码少于 {SHORTEST} 个字符"
    LONG = f"密码多于 {LONGEST} 个字符"
    DIGITS = "密码只有数字"
    MONOTONOUS = f"密码中不同的字符少于 {FEWEST_DIFFERENT} 个"
    RUN = "密码含有键盘或字母表上连着的一串字符"
    COMMON = "密码含有最常见的密码用词"
    NAME = "密码含有您的姓名"


def normal(password: str) -> str:
    """A password as it is compared: the same whether typed in full width or in half width."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, name: str) -> Weakness | None:
    """Why this password of the officer of this name is too easily guessed; none if it is not."""
    typed = normal(password)
    if len(typed) < SHORTEST:
        return Weakness.SHORT
    if len(typed) > LONGEST:
        return Weakness.LONG
    return _guessed(typed.casefold(), normal(name).casefold())


def _guessed(typed: str, name: str) -> Weakness | None:
    if typed.isdecimal():
        return Weakness.DIGITS
    if len(set(typed)) < FEWEST_DIFFERENT:
        return Weakness.MONOTONOUS
    if any(word in typed for word in COMMON):
        return Weakness.COMMON
    if name and name in typed:
        return Weakness.NAME
    return Weakness.RUN if _runs(typed) else None


def _runs(typed: str) -> bool:
    """Whether more than a few signs of the password follow each other as in a run."""
    size = LONGEST_RUN + 1
    pieces = (typed[start : start + size] for start in range(len(typed) - size + 1))
    return any(piece in run or piece[::-1] in run for piece in pieces for run in RUNS)
