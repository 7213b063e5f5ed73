"""Numbers with some digits hidden, such as 430121********0012: too few, and others complete them.

Whoever knows in which year somebody was born needs 35 guesses for an identity number of which only
the birthday is hidden. A mobile number is customarily shown with four digits hidden and a card
with eight; those are left alone, and numbers with fewer hidden are not.
"""

import re

_HIDING = "*xX#●○□■"
_WRITTEN = re.compile(
    rf"[\d{_HIDING}](?<![A-Za-z0-9*].)(?:[ -]?[\d{_HIDING}]){{10,18}}(?![A-Za-z0-9*])", re.ASCII
)
_SIGN = re.compile(f"[{_HIDING}]")
_IDENTITY = re.compile(r"[\d*]{6}(?:19|20|[12*]\*|\*[09])[\d*]{2}[01*][\d*][0-3*][\d*]{5}")
_MOBILE = re.compile(r"1[3-9][\d*]{9}")
_CARD = re.compile(r"62[\d*]{14,17}")
_GUESSED = ((_IDENTITY, 8), (_MOBILE, 3), (_CARD, 7))
"""What a number looks like, and how many hidden digits can still be guessed."""

_CHECKED = 17
"""The last place of an identity number follows from these, so an X there hides nothing."""


def found(plain: str) -> bool:
    """Whether a plain text holds a number of which too few digits are hidden."""
    if not any(sign in plain for sign in _HIDING):
        return False
    return any(_guessable(match[0]) for match in _WRITTEN.finditer(plain))


def _guessable(written: str) -> bool:
    number = _SIGN.sub("*", written.replace(" ", "").replace("-", ""))
    hidden = number[:_CHECKED].count("*")
    return any(shape.fullmatch(number) and 1 <= hidden <= most for shape, most in _GUESSED)
