"""For what reasons something stays behind at the gate, and which of them people may overrule.

What looks like a number of somebody's can be the number of a voucher, and a name that must not be
named is also borne by others: two officers who have looked may let it go. What runs, what cannot
be looked into and what is overdue nobody lets go.
Source: Personal Information Protection Law, art. 25 and 51.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from schema.rules.particulars import Particular


class Reason(Enum):
    """Why a document is held back."""

    IDENTITY_NUMBER = "IDENTITY_NUMBER"
    """What looks like an identity number."""

    MOBILE_NUMBER = "MOBILE_NUMBER"
    """What looks like a mobile number."""

    BANK_CARD = "BANK_CARD"
    """What looks like the number of a bank card."""

    EMAIL = "EMAIL"
    """What looks like a private e-mail address."""

    PLATE = "PLATE"
    """What looks like the number plate of a vehicle."""

    LANDLINE = "LANDLINE"
    """What looks like a telephone at somebody's home."""

    PARTLY_HIDDEN = "PARTLY_HIDDEN"
    """A number of somebody's with so few digits hidden that others can complete it."""

    RESTRICTED_NAME = "RESTRICTED_NAME"
    """The name of somebody who must not be named."""

    RUNS = "RUNS"
    """Something that would run, load or send something, or leads out of the site."""

    MISSHAPEN = "MISSHAPEN"
    """A page that is not shaped as every page is."""

    UNREADABLE = "UNREADABLE"
    """A file that cannot be looked into, or tells more than it shows."""

    OVERDUE = "OVERDUE"
    """Something whose last day has passed."""

    @property
    def may_be_overruled(self) -> bool:
        """Whether two officers may let it go, because it is not what it looks like."""
        return self in _DOUBTFUL


def reason(particular: Particular) -> Reason:
    """Why a document with such a particular is held back."""
    return Reason[particular.name]


_DOUBTFUL = frozenset({*map(reason, Particular), Reason.RESTRICTED_NAME})

_WORDS: Mapping[Reason, str] = MappingProxyType(
    {
        **{reason(each): each.label for each in Particular},
        Reason.RESTRICTED_NAME: "不能公开的姓名",
        Reason.RUNS: "会运行、会另外加载，或者指向站外的内容",
        Reason.MISSHAPEN: "页面的样子不对",
        Reason.UNREADABLE: "文件没有办法检查",
        Reason.OVERDUE: "公开的期限已过",
    }
)


def words(reason: Reason) -> str:
    """The reason as it is said in the village."""
    return _WORDS[reason]
