"""Private particulars that must not stand in a public text, however they are written.

Identity, mobile and bank numbers, private e-mail addresses and number plates are recognised in
full-width, Chinese or circled digits, spaced, hyphenated or with invisible characters between, and
with a few digits hidden. Numbers of offices (0731-00000000) are public; one that is called
somebody's at home is not. Dates, amounts, area codes and tables are not
joined into one number: only single separators join, never a word or a line end.
Source: Personal Information Protection Law, art. 25 and 28.
"""

import re
from collections.abc import Collection, Iterator
from enum import Enum
from itertools import chain

from schema.rules import digits, partial
from schema.rules.digits import Run


class Particular(Enum):
    """A sort of private particular; its value is what people call it."""

    IDENTITY_NUMBER = "身份证号"
    MOBILE_NUMBER = "手机号"
    BANK_CARD = "银行卡号"
    EMAIL = "电子邮箱"
    PLATE = "车牌号"
    LANDLINE = "住宅电话"
    PARTLY_HIDDEN = "遮挡不足的号码"

    @property
    def label(self) -> str:
        """What people call it."""
        return self.value


_REGIONS = re.compile(
    r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-6]"  # 9x: permanent residents
)
"""First two digits of identity numbers."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_MOBILE = re.compile(r"(?:0086|86|0)?1[3-9]\d{9}")
_DIALLED = re.compile(r"1[3-9]\d{9}")
"""The digits of every mobile number, whatever parts them."""

_MOBILE_SHAPES = frozenset({(3, 4, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (3, 8)})
_MOBILE_SPACED = frozenset({(3, 4, 4)})
_IDENTITY_SHAPES = frozenset({(6, 6, 3), (6, 2, 2, 2, 3), (6, 9)})
_CARD_SHAPES = frozenset({(4, 4, 4, 4, n)[: 4 + bool(n)] for n in range(4)} | {(6, 13), (6, 10)})
_CALLED = re.compile(r"手机|电话|联系方式|微信|拨打|\btel|phone|mobile", re.IGNORECASE)
_IDENTIFIED = re.compile(r"身份证|证件|证号")
_NUMBERED = re.compile(r"卡号|账号|帐号|一卡通|存折")
_BANKED = re.compile(r"银行|账户|信用社|农商行")
_AT = r"(?:@|[(\[{] ?(?:at|@) ?[)\]}]|艾特)"
_SENT = re.compile(_AT, re.IGNORECASE)
_DOT = r"(?:[.。]|[(\[{] ?(?:dot|点) ?[)\]}])"
_EMAIL = re.compile(
    rf"([\w.+%-]{{1,64}}) ?{_AT} ?((?:[a-z0-9-]{{1,63}} ?{_DOT} ?){{1,5}}[a-z]{{2,24}})",
    re.IGNORECASE | re.ASCII,
)
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_BEGUN = re.compile(rf"{_PROVINCE} ?[A-HJ-NP-Z]", re.IGNORECASE | re.ASCII)
_PLATE = re.compile(
    rf"{_PROVINCE} ?[A-HJ-NP-Z]"
    r"(?:[ .·•-]?([A-HJ-NP-Z\d]{5,6}|[A-HJ-NP-Z\d]{4}[挂学警港澳])"
    r"|([ .·•_/-])([A-HJ-NP-Z\d](?:\2[A-HJ-NP-Z\d]){4,5}))(?![A-Z\d])",
    re.IGNORECASE | re.ASCII,
)
"""A plate, its mark in one piece or sign by sign."""

_AT_HOME = re.compile(
    "[住家私本个宅座](?:[宅庭里中人]的?(?:电话|座机|固话|号码)|(?<=宅)电|(?<=座)机在家)"
)
_TOLD = re.compile(
    rf"(?:{_AT_HOME.pattern})[^\d\n]{{0,6}}(?:\(?0\d{{2,3}}\)?[ -]?)?\d{{7,8}}(?!\d)"
)
_LANDLINE = re.compile(
    rf"({digits.ZERO}(?<!-.)(?<!{digits.DIGIT}.){digits.DIGIT}{{2,3}})\)?[ -]?"
    rf"({digits.DIGIT}{{7,8}})(?!{digits.DIGIT}|-)"
)
_CALLABLE = re.compile(rf"{digits.DIGIT}{{7}}")
_PLATE_DIGITS = 3
"""No plate has fewer; a word with fewer is the name of something else."""


def found(text: str, offices: Collection[str] = ()) -> tuple[Particular, ...]:
    """The sorts of private particulars in `text`, each once, in the order of the enumeration.

    offices: e-mail addresses and telephones (0731-00000000) of offices, which are public. Where
    any telephone is given, every landline that is not among them is private.
    """
    return standing(digits.plain(text), offices)


def standing(plain: str, offices: Collection[str] = ()) -> tuple[Particular, ...]:
    """The same of a text in ordinary letters and digits, as `digits.plain` makes."""
    runs = list(digits.runs(plain))
    present = {
        Particular.IDENTITY_NUMBER: any(map(_identity, runs)),
        Particular.MOBILE_NUMBER: any(map(_mobile, runs)),
        Particular.BANK_CARD: any(map(_card, runs)),
        Particular.EMAIL: _email(plain, offices),
        Particular.PLATE: _plate(plain),
        Particular.LANDLINE: _landline(plain, offices),
        Particular.PARTLY_HIDDEN: partial.found(plain),
    }
    return tuple(particular for particular, there in present.items() if there)


def _identity(run: Run) -> bool:
    """Eighteen digits with a true date and check, or the old fifteen with a true date."""
    if run.size < 15:
        return False
    named = _IDENTIFIED.search(run.before) is not None
    if any(identity_18(number) for number in run.windows(18, (6, 14), loose=named)):
        return True
    written = run.pieces((15,), _IDENTITY_SHAPES, {(6, 6, 3)}, loose=named)
    return any(_identity_15(number, named) for number in written)


def identity_18(number: str) -> bool:
    """Whether these are a citizen's identity number: region, date of birth and check digit."""
    if len(number) != 18 or not _REGIONS.match(number) or number[6:8] not in {"19", "20"}:
        return False
    if not number[:17].isdecimal() or not digits.is_date(number[6:14]):
        return False
    weighed = sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[weighed % 11] == number[17]


def _identity_15(number: str, named: bool) -> bool:
    """The old number has no check digit, so unless it is named it must be likely.

    Codes of areas have fifteen digits too; read as numbers of persons they would be of people
    born before 1920 or of cities that do not exist.
    """
    if not _REGIONS.match(number) or not digits.is_date(f"19{number[6:12]}"):
        return False
    city = int(number[2:4])
    return named or (number[6:8] >= "20" and (1 <= city <= 70 or city == 90))


def _mobile(run: Run) -> bool:
    if not _DIALLED.search("".join(run.groups)):
        return False
    loose = _CALLED.search(run.before) is not None
    written = run.pieces((11, 12, 13, 15), _MOBILE_SHAPES, _MOBILE_SPACED, loose=loose)
    return any(_MOBILE.fullmatch(number) and not _voucher(run, number) for number in written)


def _voucher(run: Run, number: str) -> bool:
    """Whether the last eight digits stand apart and are a day, as in 150-20260503."""
    day = number[-8:]
    return day in run.groups and digits.is_date(day)


def _card(run: Run) -> bool:
    """A card number has 16 to 19 digits that add up, and begins with 62 or stands by a word."""
    if run.size < 16:
        return False
    lengths = (16, 17, 18, 19)
    named = _NUMBERED.search(run.before) is not None
    near = named or _BANKED.search(run.before) is not None
    if not near and "62" not in "".join(run.groups):
        return False
    solid = (number for number in run.pieces(lengths) if near or number.startswith("62"))
    apart = run.pieces(lengths, _CARD_SHAPES, _CARD_SHAPES)
    apart = (number for number in apart if named or number.startswith("62"))
    return any(luhn(number) and not identity_18(number) for number in chain(solid, apart))


def luhn(number: str) -> bool:
    """Whether the digits add up as those of a bank card do."""
    odd = sum(map(int, number[-1::-2]))
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (odd + even) % 10 == 0


def _email(plain: str, offices: Collection[str]) -> bool:
    if not _SENT.search(plain):
        return False
    allowed = {office.casefold() for office in offices}
    return any(address not in allowed for address in _addresses(plain))


def _addresses(plain: str) -> Iterator[str]:
    for match in _EMAIL.finditer(plain):
        yield f"{match[1].strip('.')}@{match[2]}".casefold()


def _plate(plain: str) -> bool:
    if not _BEGUN.search(plain):
        return False
    read = (*_PLATE.finditer(plain), *_PLATE.finditer(digits.arabic(plain)))
    marks = (match[1] or match[3] for match in read)
    return any(sum(map(str.isdigit, mark)) >= _PLATE_DIGITS for mark in marks)


def _landline(plain: str, offices: Collection[str]) -> bool:
    """A telephone that is called somebody's; or none of the offices', where these are known."""
    if _AT_HOME.search(plain) and _TOLD.search(digits.arabic(plain)):
        return True
    found = set(_landlines(plain))
    known = {each for office in offices for each in _landlines(office)} if found else found
    return bool(known) and not known.issuperset(found)


def _landlines(plain: str) -> Iterator[tuple[str, str]]:
    """Area code and number of each landline, in Arabic digits."""
    for match in _LANDLINE.finditer(plain) if _CALLABLE.search(plain) else ():
        yield digits.arabic(match[1]), digits.arabic(match[2])
