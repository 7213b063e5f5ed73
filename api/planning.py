"""How a query becomes a plan: its selections are walked once, and each field finds its source."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    print_ast,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import is_awaitable
from graphql.type.definition import GraphQLResolveInfoHelpers
from strawberry import Schema, relay
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from api import leaves
from api.plans import (
    Attribute,
    Constant,
    Guarded,
    Identity,
    Leaf,
    Linked,
    Listed,
    Names,
    OneOf,
    Plan,
    Required,
    Resolved,
    Run,
    Selection,
    Shape,
    Source,
    Unplanned,
)
from schema.base.connection import Connection
from schema.base.context import Info, Narrowed
from schema.base.readers import guarded
from schema.base.served import Link, Served

DEFINITION = "strawberry-definition"
"""Under which name a type or field of the schema keeps its Strawberry definition."""

HELPERS = GraphQLResolveInfoHelpers(
    gather=lambda awaited: asyncio.gather(*awaited), track=lambda awaited: None
)


def compiled(schema: Schema, document: DocumentNode, name: str | None) -> Plan | None:
    """The plan of a query that was found valid; none if only the stock executor can answer it."""
    operations = [
        each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
        and name in {None, each.name and each.name.value}
    ]
    if len(operations) != 1 or operations[0].operation is not OperationType.QUERY:
        return None
    query = schema._schema.query_type
    assert query is not None
    try:
        root = _Compiling(schema, document, operations[0]).selection(
            query, [operations[0].selection_set]
        )
    except Unplanned:
        return None
    return Plan(schema, operations[0], root)


class _Compiling:
    """The compilation of one operation."""

    def __init__(
        self, schema: Schema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    def selection(self, kind: GraphQLObjectType, chosen: Sequence[SelectionSetNode]) -> Selection:
        """What is asked of objects of a type."""
        nodes: dict[str, list[FieldNode]] = {}
        for each in chosen:
            for node in self._fields(kind, each):
                nodes.setdefault((node.alias or node.name).value, []).append(node)
        return Selection(tuple(self._field(kind, key, same) for key, same in nodes.items()))

    def _fields(self, kind: GraphQLObjectType, chosen: SelectionSetNode) -> Iterator[FieldNode]:
        """The fields of a selection, fragments spread out, where they hold for the type."""
        for node in chosen.selections:
            if node.directives:
                raise Unplanned
            if isinstance(node, FieldNode):
                yield node
                continue
            spread: Any = node
            if isinstance(node, FragmentSpreadNode):
                spread = self.fragments[node.name.value]
            if spread.type_condition is None or self._holds(kind, spread.type_condition.name.value):
                yield from self._fields(kind, spread.selection_set)

    def _holds(self, kind: GraphQLObjectType, condition: str) -> bool:
        asked = self.schema._schema.type_map[condition]
        return asked is kind or (
            is_abstract_type(asked) and self.schema._schema.is_sub_type(asked, kind)
        )

    def _field(
        self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]
    ) -> tuple[str, Source, Shape]:
        name = nodes[0].name.value
        if name == "__typename":
            return key, Constant(kind.name), Leaf(str)
        if name.startswith("__"):
            raise Unplanned
        declared = kind.fields[name]
        below = [each.selection_set for each in nodes if each.selection_set]
        shape = self._shape(declared.type, below)
        return key, self._source(kind, declared, nodes, shape), shape

    def _shape(self, kind: GraphQLOutputType, below: list[SelectionSetNode]) -> Shape:
        if isinstance(kind, GraphQLNonNull):
            return Required(self._shape(kind.of_type, below))
        if isinstance(kind, GraphQLList):
            return Listed(self._shape(kind.of_type, below))
        if is_leaf_type(kind):
            return leaves.leaf(kind)
        if is_abstract_type(kind):
            return self._abstract(kind, below)
        assert isinstance(kind, GraphQLObjectType)
        return self.selection(kind, below)

    def _abstract(self, kind: GraphQLAbstractType, below: list[SelectionSetNode]) -> Shape:
        possible = {each.name: each for each in self.schema._schema.get_possible_types(kind)}
        known: dict[type, Selection] = {}

        def of(served: type) -> Selection:
            if served not in known:
                definition = getattr(served, "__strawberry_definition__", None)
                found = possible.get(definition.name) if definition else None
                if found is None:
                    raise Unplanned
                known[served] = self.selection(found, below)
            return known[served]

        return OneOf(of)

    def _source(
        self, kind: GraphQLObjectType, declared: GraphQLField, nodes: list[FieldNode], shape: Shape
    ) -> Source:
        strawberry: StrawberryField = declared.extensions[DEFINITION]
        if strawberry.extensions:
            raise Unplanned
        if (link := strawberry.metadata.get(Link)) is not None:
            return Linked(link, _names(shape))
        if strawberry.base_resolver is None:
            return Attribute(strawberry.python_name)
        info = self._info(kind, declared, strawberry, nodes, _wanted(declared, shape))
        node: Any = _origin(kind)
        if strawberry.python_name == "_id" and issubclass(node, relay.Node):
            return Identity(kind.name, node, info, _key(node))
        found = Resolved(strawberry, self._arguments(declared, strawberry, nodes[0]), info)
        name = guarded(node, strawberry)
        return found if name is None else Guarded(name, found)

    def _arguments(
        self, declared: GraphQLField, strawberry: StrawberryField, node: FieldNode
    ) -> Callable[[Run], dict[str, Any]]:
        converter = self.schema.schema_converter

        def read(variables: VariableValues | None) -> dict[str, Any]:
            given = get_argument_values(declared, node, variables)
            registry = converter.scalar_registry
            return convert_arguments(given, strawberry.arguments, registry, converter.config)

        if _varies(node):
            return lambda run: read(run.variables)
        constant = read(None)
        return lambda run: constant

    def _info(
        self,
        kind: GraphQLObjectType,
        declared: GraphQLField,
        strawberry: StrawberryField,
        nodes: list[FieldNode],
        names: Names,
    ) -> Callable[[Run], Info]:
        def made(run: Run) -> Info:
            raw = GraphQLResolveInfo(
                field_name=nodes[0].name.value,
                field_nodes=nodes,
                return_type=declared.type,
                parent_type=kind,
                path=None,  # type: ignore[arg-type]  # a level has no one place in the answer
                schema=self.schema._schema,
                fragments=self.fragments,
                root_value=None,
                operation=self.operation,
                variable_values=run.variables,
                context=run.context,
                is_awaitable=is_awaitable,
                abort_signal=None,
                async_helpers=HELPERS,
            )
            info = Narrowed(_raw_info=raw, _field=strawberry)
            info.names = names
            return info

        return made


def _origin(kind: Any) -> Any:
    """The class behind a type of the schema; of a specialised one, the general."""
    definition = kind.extensions[DEFINITION]
    return (definition.concrete_of or definition).origin


def _key(node: Any) -> str | None:
    """The attribute that a global id is made of; none where the type makes it itself."""
    usual = node.resolve_id.__func__ is relay.Node.resolve_id.__func__  # type: ignore[attr-defined]
    return node.resolve_id_attr() if usual else None


def _bare(shape: Shape) -> Shape:
    while isinstance(shape, Required | Listed):
        shape = shape.inner
    return shape


def _names(shape: Shape) -> Names:
    """The plain fields that a selection reads; None if it may read any."""
    bare = _bare(shape)
    return bare.names if isinstance(bare, Selection) else None


def _wanted(declared: GraphQLField, shape: Shape) -> Names:
    """The plain fields that are asked of the records that a connection holds."""
    held: Any = get_named_type(declared.type)
    if not isinstance(held, GraphQLObjectType) or _origin(held) is not Connection:
        return None
    node = get_named_type(get_named_type(held.fields["edges"].type).fields["node"].type)
    if is_abstract_type(node) or not issubclass(_origin(node), Served):
        return None
    read: frozenset[str] = frozenset()
    for edges in _below(shape, "edges"):
        for each in _below(edges, "node"):
            if (names := _names(each)) is None:
                return None
            read |= names
    return read


def _below(shape: Shape, name: str) -> list[Shape]:
    """The shapes of a plain field, by whatever aliases it is asked for."""
    bare = _bare(shape)
    assert isinstance(bare, Selection)
    return [
        inner
        for _, source, inner in bare.fields
        if isinstance(source, Attribute) and source.name == name
    ]


def _varies(node: FieldNode) -> bool:
    """Whether an argument of the field may depend on variables."""
    return any("$" in print_ast(argument) for argument in node.arguments or ())
