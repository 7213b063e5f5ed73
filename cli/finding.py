"""What is wrong with an installation: the fact, the mending, and where to read on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    fact, mend: sentences without a full stop; chapter: of docs/operating.md.
    """

    fact: str
    mend: str
    chapter: str

    def __str__(self) -> str:
        """The one line that is printed."""
        return f'{self.fact}. {self.mend}; see docs/operating.md, "{self.chapter}".'


RESTORE = "Restore the last backup from before it, and find out who did this"
"""How to mend what Zuwu itself never does."""
