"""The search for private particulars in what can be read of a paper."""

from schema.rules import particulars
from schema.workbooks.tables import Unreadable


def refuse(text: str, place: str) -> None:
    """Refuses a text that holds a private particular, by place and sort, never the value."""
    for particular in particulars.found(text):
        raise Unreadable(f"{place}含有{particular.label}。请删除后重新保存，再交。")
