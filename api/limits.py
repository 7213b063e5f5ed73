"""How large an operation may be, measured before any other rule looks at it.

One walk over the document measures nearly everything. What a fragment adds is measured once and
remembered, so that fragments which spread fragments cost no more than they are long; what is found
too large is refused without a look from the standard rules, some of which compare every field with
every other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from api.codes import Code

LENGTH = 50_000
"""Characters of a document; the cache of parsed documents keeps some hundreds of them."""

TOKENS = 2000
"""Words and signs in one document; the parser stops there."""

OPERATIONS = 10
"""Operations in one document, of which one is executed."""

WRITTEN = 40
"""Fragments that are written down in one document; a standard rule compares each with each."""

NESTED = 64
"""Selections within selections, also by way of fragments, that are walked into at all."""


class Size(NamedTuple):
    """What a selection asks for, with every fragment spread out.

    depth: fields within fields; roots: fields at its top; fields: fields in all; fragments: places
    at which one is spread; repeats: fields asked for again under the same name in the same place.
    """

    depth: int = 0
    roots: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    fragments: int = 0
    repeats: int = 0


LARGEST = Size(
    depth=16, roots=20, fields=500, aliases=30, directives=30, fragments=150, repeats=100
)
"""The most that is answered; an introspection as tools send it fits in."""

NOTHING = Size()


class _Endless(Exception):
    """A fragment that holds itself."""


class _TooNested(Exception):
    """A selection that is nested further than anybody walks."""


def excess(document: DocumentNode) -> list[GraphQLError]:
    """Everything in which the document is too large; nothing if it may be looked at further."""
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) > OPERATIONS:
        return [_error("operations", len(operations), OPERATIONS, operations[OPERATIONS])]
    walk = _Walk(document)
    if len(walk.written) > WRITTEN:
        return [_error("fragments", len(walk.written), WRITTEN, *operations[:1])]
    try:
        found = [each for operation in operations for each in walk.excess(operation)]
    except _TooNested:
        return [_error("depth", 10**6, LARGEST.depth, *operations[:1])]
    except _Endless:
        return [_useless("A fragment holds itself.")]
    unused = walk.written.keys() - walk.measured.keys()
    return found or [_useless(f"The fragment '{name}' is not used.") for name in sorted(unused)]


def _useless(said: str) -> GraphQLError:
    """What the standard rules would find too, but not as quickly."""
    return GraphQLError(said, extensions={"code": Code.VALIDATION_FAILED})


def _error(measure: str, found: int, most: int, *nodes: OperationDefinitionNode) -> GraphQLError:
    said = found if found < 10**6 else "far more"
    return GraphQLError(
        f"The operation is too large: {measure} {said}, at most {most}.",
        [*nodes],
        extensions={"code": Code(f"limits.{measure}")},
    )


class _Walk:
    """Measures the operations of one document, its fragments once each."""

    def __init__(self, document: DocumentNode) -> None:
        self.written: Mapping[str, FragmentDefinitionNode] = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self.measured: dict[str, Size | None] = {}

    def excess(self, operation: OperationDefinitionNode) -> Iterator[GraphQLError]:
        """The measures in which an operation is too large."""
        size = self._size(operation.selection_set, 0)
        over = [each for each in zip(Size._fields, size, LARGEST, strict=True) if each[1] > each[2]]
        if over:
            yield _error(*over[0], operation)
            return
        repeats = self._repeats([operation.selection_set])
        if repeats > LARGEST.repeats:
            yield _error("repeats", repeats, LARGEST.repeats, operation)

    def _size(self, selected: SelectionSetNode, nested: int) -> Size:
        """The size of a selection: the sum of its parts, and the greatest depth of them."""
        if nested > NESTED:
            raise _TooNested
        parts = [*self._parts(selected, nested + 1)]
        if not parts:
            return NOTHING
        depths, *counts = zip(*parts, strict=True)
        return Size(max(depths), *map(sum, counts))

    def _parts(self, selected: SelectionSetNode, nested: int) -> Iterator[Size]:
        for node in selected.selections:
            if node.directives:
                yield Size(directives=len(node.directives))
            if isinstance(node, FieldNode):
                yield self._field(node, nested)
                continue
            yield Size(fragments=1)
            if isinstance(node, InlineFragmentNode):
                yield self._size(node.selection_set, nested)
            elif isinstance(node, FragmentSpreadNode):
                yield self._fragment(node.name.value, nested)

    def _field(self, node: FieldNode, nested: int) -> Size:
        below = self._size(node.selection_set, nested) if node.selection_set else NOTHING
        return Size(
            depth=below.depth + 1,
            roots=1,
            fields=below.fields + 1,
            aliases=below.aliases + (node.alias is not None),
            directives=below.directives,
            fragments=below.fragments,
        )

    def _fragment(self, name: str, nested: int) -> Size:
        """The size of a fragment; None stands for it while it is being measured."""
        if name not in self.measured and name in self.written:
            self.measured[name] = None
            self.measured[name] = self._size(self.written[name].selection_set, nested)
        size = self.measured.get(name, NOTHING)
        if size is None:
            raise _Endless
        return size

    def _repeats(self, selected: list[SelectionSetNode]) -> int:
        """How often a field is asked for again, where the same fields are merged into one.

        The standard rule compares all of the same name with each other.
        """
        found = [field for each in selected for field in self._flat(each)]
        same: dict[str, list[SelectionSetNode]] = {}
        for field in found:
            below = same.setdefault((field.alias or field.name).value, [])
            below.extend([field.selection_set] if field.selection_set else [])
        return len(found) - len(same) + sum(self._repeats(each) for each in same.values() if each)

    def _flat(self, selected: SelectionSetNode) -> Iterator[FieldNode]:
        """The fields of a selection and of the fragments spread in it."""
        for node in selected.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self._flat(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value in self.written:
                yield from self._flat(self.written[node.name.value].selection_set)
