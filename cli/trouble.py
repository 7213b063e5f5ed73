"""What a command says when it cannot go on: the fact, the mending, and where to read on."""

from __future__ import annotations


class Trouble(Exception):
    """A command that cannot be carried out; nothing was changed by it, unless it says so.

    what: the fact; mend: what to do, without a full stop; chapter: of docs/operating.md.
    """

    def __init__(self, what: str, mend: str, chapter: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.chapter = chapter

    def __str__(self) -> str:
        """The one line that is printed."""
        return f'zuwu: {self.what}. {self.mend}; see docs/operating.md, "{self.chapter}".'
