"""For what reasons something stays behind at the gate, and which of them people may overrule.

What looks like a number of somebody's can be the number of a voucher, and a name that must not be
named is also borne by others: two officers who have looked may let it go. What runs, what cannot
be looked into and what is overdue nobody lets go.
Source: Personal Information Protection Law, art. 25 and 51.
"""

from enum import Enum

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
