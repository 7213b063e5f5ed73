"""How much one file may hold, so that no file takes the memory of all others."""

from dataclasses import dataclass

from schema.workbooks.tables import Unreadable, column_letter

MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELLS = 4_000_000


@dataclass(slots=True)
class Room:
    """What is left for one file, all its sheets together."""

    rows: int = MOST_ROWS
    cells: int = MOST_CELLS

    def reach(self, sheet: str, number: int, column: int) -> None:
        """Whether a column, from 0, is still one that a table of ours could have."""
        if column >= MOST_COLUMNS:
            raise Unreadable(
                f"工作表“{sheet}”第 {number} 行的 {column_letter(column)} 列还有内容，超过 "
                f"{MOST_COLUMNS} 列。请删去表格右边多余的内容。"
            )

    def take(self, sheet: str, number: int, width: int) -> None:
        """Makes room for a row that holds something, `width` cells wide."""
        self.reach(sheet, number, width - 1)
        self.rows -= 1
        self.cells -= width
        if self.rows < 0 or self.cells < 0:
            raise Unreadable(
                f"工作表“{sheet}”读到第 {number} 行时，内容已超过 {MOST_ROWS // 10_000} 万行"
                f"或 {MOST_CELLS // 10_000} 万格。请分成几个文件。"
            )
