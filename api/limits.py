"""How large an operation may be, measured before anything is executed.

One validation rule measures everything in one walk. What a fragment adds is measured once and
remembered, so that fragments which spread fragments cost no more than they are long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
)
from strawberry.extensions import SchemaExtension

TOKENS = 2000
"""Words and signs in one request; the parser stops there."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a selection asks for, with every fragment spread out.

    depth: fields within fields; roots: fields at its top; fields: fields in all.
    """

    depth: int = 0
    roots: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0


LARGEST = Size(depth=16, roots=20, fields=500, aliases=30, directives=30)
"""The most that is answered; an introspection as tools send it fits in."""


class WithinLimits(ASTValidationRule):
    """Says of each operation in which measure it is too large."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.measured: dict[str, Size] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Measures the operation."""
        size = self._size(node.selection_set)
        for measure in fields(Size):
            found, most = getattr(size, measure.name), getattr(LARGEST, measure.name)
            if found > most:
                said = found if found < 10**6 else "far more"
                self.report_error(
                    GraphQLError(
                        f"The operation is too large: {measure.name} {said}, at most {most}.", node
                    )
                )

    def _size(self, selected: SelectionSetNode) -> Size:
        """The size of a selection: the sum of its parts, and the greatest depth of them."""
        parts = list(self._parts(selected))
        return Size(
            depth=max((part.depth for part in parts), default=0),
            roots=sum(part.roots for part in parts),
            fields=sum(part.fields for part in parts),
            aliases=sum(part.aliases for part in parts),
            directives=sum(part.directives for part in parts),
        )

    def _parts(self, selected: SelectionSetNode) -> Iterator[Size]:
        for node in selected.selections:
            if node.directives:
                yield Size(directives=len(node.directives))
            if isinstance(node, FieldNode):
                yield self._field(node)
            elif isinstance(node, FragmentSpreadNode):
                yield self._fragment(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                yield self._size(node.selection_set)

    def _field(self, node: FieldNode) -> Size:
        below = self._size(node.selection_set) if node.selection_set else Size()
        return Size(
            depth=below.depth + 1,
            roots=1,
            fields=below.fields + 1,
            aliases=below.aliases + (node.alias is not None),
            directives=below.directives,
        )

    def _fragment(self, name: str) -> Size:
        """The size of a fragment; nothing while it is being measured, should it hold itself."""
        if name not in self.measured:
            self.measured[name] = Size()
            fragment: FragmentDefinitionNode | None = self.context.get_fragment(name)
            if fragment is not None:
                self.measured[name] = self._size(fragment.selection_set)
        return self.measured[name]


class Limits(SchemaExtension):
    """Bounds every operation, and keeps the schema's description to those with a token."""

    def on_operation(self) -> Iterator[None]:
        """Adds the rules for whoever asks."""
        asked = self.execution_context
        asked.parse_options["max_tokens"] = TOKENS
        asked.validation_rules += (WithinLimits,)
        if asked.context.actor.officer is None:
            asked.validation_rules += (NoSchemaIntrospectionCustomRule,)
        yield

    def on_validate(self) -> Iterator[None]:
        """Refuses to guess which of several operations is meant."""
        asked = self.execution_context
        document = asked.graphql_document
        found = document.definitions if document else ()
        meant = [each for each in found if isinstance(each, OperationDefinitionNode)]
        if len(meant) > 1 and asked._provided_operation_name is None:
            raise GraphQLError("Name one of the document's operations.")
        yield
