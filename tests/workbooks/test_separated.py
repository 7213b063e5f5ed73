"""Tables as plain text, in the encodings of Chinese computers."""

from __future__ import annotations

import pytest
from books import cells, made

from schema.workbooks.reading import tables
from schema.workbooks.tables import Row, Table


def test_a_csv_in_the_national_code_keeps_its_zeros() -> None:
    assert tables("C:\\表\\户口.csv", made("gb18030.csv")) == (
        Table("户口", (Row(1, ("户号", "户主")), Row(2, ("005", "松甲")))),
    )


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"], ids=lambda each: f"{each} is read"
)
@pytest.mark.parametrize("mark", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_csv_is_read_in_the_encodings_of_chinese_computers(encoding: str, mark: str) -> None:
    text = f'户号{mark}备注\r\n005{mark}"松{mark}塘\r\n""村"""\r\n\r\n6{mark}\r\n'
    (table,) = tables("表.csv", text.encode(encoding))
    expected = ("户号", "备注"), ("005", f'松{mark}塘\n"村"'), ("6",)
    assert [row.cells for row in table.rows] == list(expected)
    assert [row.number for row in table.rows] == [1, 2, 4]


def test_one_word_in_the_national_code_is_not_taken_for_another_alphabet() -> None:
    assert cells("一,一\n".encode("gb18030")) == [("一", "一")]
