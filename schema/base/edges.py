"""What a page of a list holds: each node, and its place in the order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

import strawberry

from schema.base import cursor
from schema.base.rows import Columned, Table

T = TypeVar("T")

PLACE = ("order_", "key_")
"""What tells the place of a row, by the names under which a page reads it beside its columns."""


@strawberry.type
class Edge(Generic[T]):
    """A node and its place in the order."""

    node: T
    """The record."""

    place: strawberry.Private[Callable[[], str]]

    @strawberry.field
    def cursor(self) -> str:
        """Its place; pass it as `after` or `before`."""
        return self.place()


class Edges(Columned[Edge[T]]):
    """The nodes of a page, and the table that tells their places."""

    def __init__(self, nodes: Sequence[T], table: Table) -> None:
        super().__init__()
        self.nodes = nodes
        self.table = table

    def column(self, name: str) -> Sequence[Any]:
        """The nodes are there already."""
        return self.nodes if name == "node" else super().column(name)

    def place(self, place: int) -> str:
        """The cursor of one of them."""
        return cursor.written(*(self.table.cell(name, place) for name in PLACE))

    def __len__(self) -> int:
        return len(self.nodes)

    def _make(self) -> list[Edge[T]]:
        return [
            Edge(node=node, place=partial(self.place, place))
            for place, node in enumerate(self.nodes)
        ]
