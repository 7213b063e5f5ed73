"""The SDL as it is committed: everything in a fixed order, so that a change shows as one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from graphql import Node, Visitor, parse, print_ast, visit

from schema.root import build

COMMITTED = Path(__file__).with_name("schema.graphql")
"""Where the SDL lies; a test keeps it current."""

_SORTED = {
    "document": "definitions",
    "object_type_definition": "fields",
    "interface_type_definition": "fields",
    "input_object_type_definition": "fields",
    "enum_type_definition": "values",
    "field_definition": "arguments",
    "directive_definition": "arguments",
}


def text() -> str:
    """The whole schema in the schema language."""
    return print_ast(visit(parse(build().as_str()), _Sort())) + "\n"


class _Sort(Visitor):
    def leave(self, node: Node, *_: Any) -> Node | None:
        """The node with its parts in order, if it has any."""
        parts = _SORTED.get(node.kind)
        if parts is None:
            return None
        ordered: Any = {parts: tuple(sorted(getattr(node, parts) or (), key=_place))}
        return replace(node, **ordered)


def _place(node: Any) -> tuple[int, str, str]:
    """`id` first, then by name without case; a `schema` block, which has no name, last."""
    name = node.name.value if getattr(node, "name", None) else "\uffff"
    return 0 if name == "id" else 1, name.casefold().replace("_", "\x01"), name.swapcase()
