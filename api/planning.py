"""How a question becomes a plan: what it selects is walked once, each field finds its source."""

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
    is_abstract_type,
    is_leaf_type,
    is_union_type,
    print_ast,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import Path, is_awaitable
from graphql.type.definition import GraphQLResolveInfoHelpers
from strawberry import Schema, relay
from strawberry.types.field import StrawberryField

from api import acts, inputs, leaves, narrowing
from api.acts import Act
from api.plans import Leaf, Listed, OneOf, Plan, Required, Selection, Shape, Unplanned
from api.sources import Attribute, Constant, Guarded, Identity, Linked, Names, Resolved, Run, Source
from schema.base.context import Info, Narrowed
from schema.base.readers import guarded
from schema.base.served import Link

HELPERS = GraphQLResolveInfoHelpers(
    gather=lambda awaited: asyncio.gather(*awaited), track=lambda awaited: None
)


def compiled(schema: Schema, document: DocumentNode, name: str | None) -> Plan | Act | None:
    """The plan of an operation found valid; none if only the stock executor can answer it."""
    operations = [
        each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
        and name in {None, each.name and each.name.value}
    ]
    if len(operations) != 1:
        return None
    compiling = _Compiling(schema, document, operations[0])
    try:
        if operations[0].operation is OperationType.QUERY:
            return compiling.query()
        if operations[0].operation is OperationType.MUTATION:
            return compiling.act()
    except Unplanned:
        pass
    return None


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

    def query(self) -> Plan:
        """The plan of a query."""
        kind = self.schema._schema.query_type
        assert kind is not None
        root = self.selection(kind, [self.operation.selection_set])
        return Plan(self.schema, self.operation, root)

    def act(self) -> Act:
        """The plan of a mutation of one field, of whose answer plain fields are asked."""
        kind = self.schema._schema.mutation_type
        assert kind is not None
        node, *more = self._fields(kind, self.operation.selection_set)
        declared = kind.fields.get(node.name.value)
        if more or declared is None or not is_union_type(declared.type):
            raise Unplanned
        strawberry: StrawberryField = declared.extensions[narrowing.DEFINITION]
        shape = self._shape(declared.type, [node.selection_set] if node.selection_set else [])
        kinds = tuple(narrowing.origin(each) for each in declared.type.types)
        if not acts.plain(shape, kinds) or not acts.usual(strawberry, kinds):
            raise Unplanned
        key = (node.alias or node.name).value
        raw = self._raw(kind, declared, [node], Path(None, key, kind.name))
        arguments = self._arguments(declared, strawberry, node)
        return Act(self.schema, self.operation, key, node, strawberry, arguments, raw, shape)

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
        strawberry: StrawberryField = declared.extensions[narrowing.DEFINITION]
        if strawberry.extensions:
            raise Unplanned
        if (link := strawberry.metadata.get(Link)) is not None:
            return Linked(link, narrowing.names(shape))
        if strawberry.base_resolver is None:
            return Attribute(strawberry.python_name)
        info = self._info(kind, declared, strawberry, nodes, narrowing.wanted(declared, shape))
        node: Any = narrowing.origin(kind)
        if strawberry.python_name == "_id" and issubclass(node, relay.Node):
            return Identity(kind.name, node, info, _key(node))
        read = self._arguments(declared, strawberry, nodes[0])
        found = Resolved(strawberry, _once_read(read, nodes[0]), info)
        name = guarded(node, strawberry)
        return found if name is None else Guarded(name, found)

    def _arguments(
        self, declared: GraphQLField, strawberry: StrawberryField, node: FieldNode
    ) -> Callable[[VariableValues | None], dict[str, Any]]:
        made = inputs.reader(strawberry.arguments, self.schema.config)
        return lambda variables: made(get_argument_values(declared, node, variables))

    def _info(
        self,
        kind: GraphQLObjectType,
        declared: GraphQLField,
        strawberry: StrawberryField,
        nodes: list[FieldNode],
        names: Callable[[type], Names],
    ) -> Callable[[Run], Info]:
        raw = self._raw(kind, declared, nodes, None)  # a level has no one place in the answer

        def made(run: Run) -> Info:
            info = Narrowed(_raw_info=raw(run), _field=strawberry)
            info.names = names
            return info

        return made

    def _raw(self, kind: Any, declared: Any, nodes: list[FieldNode], path: Any) -> Any:
        """What graphql-core tells a resolver."""
        return lambda run: GraphQLResolveInfo(
            field_name=nodes[0].name.value,
            field_nodes=nodes,
            return_type=declared.type,
            parent_type=kind,
            path=path,
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


def _key(node: Any) -> str | None:
    """The attribute that a global id is made of; none where the type makes it itself."""
    usual = node.resolve_id.__func__ is relay.Node.resolve_id.__func__  # type: ignore[attr-defined]
    return node.resolve_id_attr() if usual else None


def _once_read(
    read: Callable[[VariableValues | None], dict[str, Any]], node: FieldNode
) -> Callable[[Run], dict[str, Any]]:
    """The arguments of a field, read only once where they are the same for every request."""
    if _varies(node):
        return lambda run: read(run.variables)
    constant = read(None)
    return lambda run: constant


def _varies(node: FieldNode) -> bool:
    """Whether an argument of the field may depend on variables."""
    return any("$" in print_ast(argument) for argument in node.arguments or ())
