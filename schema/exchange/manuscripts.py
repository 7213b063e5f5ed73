"""Regulations written as text (.md, .docx), read as the rows of their sheets."""

from __future__ import annotations

from schema.workbooks.tables import Table

SUFFIXES = (".md", ".docx")


def is_text(name: str) -> bool:
    """Whether a file is a text and no workbook."""
    return name.lower().endswith(SUFFIXES)


def tables(name: str, content: bytes) -> tuple[Table, ...]:
    """The rows that a text stands for."""
    raise NotImplementedError(name, content)
