"""What is wrong with a file, one line for each thing: where it is and what would be right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schema.base.refusal import Refusal
from schema.base.sheet import Step
from schema.exchange import columns
from schema.workbooks.tables import column_letter


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to mend; it names the class of the value that was found, never the value.

    row: as the spreadsheet program counts, 0 for the sheet as a whole; column: such as C列“户号”,
    empty for the row as a whole.
    """

    sheet: str
    row: int
    column: str
    value_class: str
    expected: str

    def __str__(self) -> str:
        """The line that is printed."""
        place = f"“{self.sheet}”" + (f"第 {self.row} 行" if self.row else "")
        place += f" {self.column}" if self.column else ""
        found = f"现在是{self.value_class}。" if self.value_class else ""
        return f"{place}：{self.expected}。{found}".replace("。。", "。")


def column(index: int, heading: str) -> str:
    """A column as its letter and heading."""
    return f"{column_letter(index)}列“{heading}”"


def heading(refusal: Refusal, step: Step) -> str | None:
    """The heading of the field that a refusal names; none where it speaks of the whole row."""
    if refusal.field is None:
        return None
    named = re.split(r"[.\[]", refusal.field.removeprefix("input."))[0]
    snake = re.sub(r"(?=[A-Z])", "_", named).lower()
    found = [each.heading for each in columns.fields(step.draft) if each.name == snake]
    return found[0] if found else None


def said(refusal: Refusal) -> str:
    """A refusal in one line: the fact, what would have been enough, what to do.

    The name that a field has in the interface says nothing to whoever fills in a workbook.
    """
    fact = re.sub(r"^“[a-zA-Z.\[\]\d]+”中?", "", refusal.fact).rstrip("。")
    wanted = f"，应为{refusal.threshold}" if refusal.threshold else ""
    return f"{fact}{wanted}。{refusal.message.rstrip('。')}"
