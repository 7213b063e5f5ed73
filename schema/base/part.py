"""Numbered pieces of a record or a publication, such as the items of an agenda.

They are content of the whole: stored, approved and shown with it. Each is a `Node` whose id is
its place in the whole, so `node(id:)` finds it exactly for those who may see the whole.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import strawberry
from strawberry import relay

from schema.base.connection import Connection, Window, sliced
from schema.base.context import Info, widened
from schema.base.cursor import index_of
from schema.base.readers import holding
from schema.base.refusal import Refusal
from schema.base.served import Served


@strawberry.type
class Part(relay.Node):
    """A piece of a larger whole."""

    place: strawberry.Private[str] = dataclasses.field(default="", metadata={"apart": True})

    @classmethod
    def resolve_id(cls, root: Any, *, info: Info) -> str:
        """Where it stands: type and id of the whole, name of the list, position."""
        return str(root.place)

    @classmethod
    async def resolve_nodes(
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Any]:
        """The pieces at these places, null where the whole is not to be seen."""
        return [await _at(cls, info, place) for place in node_ids]


def parts(piece: type[Part], name: str, description: str) -> Any:
    """The list `name` of the whole as a connection; it is short, and sliced in memory."""

    async def resolve(
        root: Any,
        info: Info,
        first: Any = None,
        after: Any = None,
        last: Any = None,
        before: Any = None,
    ) -> Any:
        where = f"{_whole(root, info)}:{name}"
        placed = [
            dataclasses.replace(item, place=f"{where}:{index}")
            for index, item in enumerate(getattr(root, name))
        ]
        return sliced(placed, Window(first, after, last, before))

    resolve.__annotations__ = {
        "root": Any,
        "info": Info,
        "first": int | None,
        "after": str | None,
        "last": int | None,
        "before": str | None,
        "return": Connection[piece],  # type: ignore[valid-type]  # made at run time
    }
    return strawberry.field(resolve, name=_camel(name), description=description, **holding(name))


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)


def _whole(root: Any, info: Info) -> str:
    if isinstance(root, Part):
        return root.place
    return f"{type(root).__name__}:{type(root).resolve_id(root, info=info)}"


async def _at(piece: type[Part], info: Info, place: str) -> Part | None:
    """The piece at `place`, loaded through its whole."""
    type_name, _, rest = place.partition(":")
    key, *steps = rest.split(":")
    try:
        whole: Any = await relay.GlobalID(type_name, key).resolve_node(widened(info))
        for name, index in zip(steps[::2], steps[1::2], strict=True):
            if isinstance(whole, Served) and name in whole.hidden(info.context):
                return None
            whole = getattr(whole, name)[index_of(index)]
    except (relay.GlobalIDValueError, AttributeError, LookupError, TypeError, ValueError, Refusal):
        return None
    return dataclasses.replace(whole, place=place) if isinstance(whole, piece) else None
