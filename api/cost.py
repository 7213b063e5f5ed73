"""What an operation costs: the most fields that its answer can hold.

Every field counts one. What lies under `edges` counts once for each place of the page: `first` or
`last` of the connection, 20 where it names neither, never more than a page can hold. `totalCount`
counts ten, for it is a statement of its own. Fragments count as if all of them applied.

A document is priced once. Its price is a sum in which only the sizes of pages that come from
variables are open, so that a request pays a few multiplications.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from schema.base.connection import LARGEST_PAGE
from schema.base.scope import Actor
from schema.rules.roles import Role

USUAL_PAGE = 20

TOTAL = 10
"""What `totalCount` counts."""

ANYONE_MAY = 20_000
"""For everyone: a full page of a hundred documents with ten rows of ten fields below each."""

MOST: Mapping[Role, int] = MappingProxyType(
    {
        Role.ADMINISTRATOR: 100_000,
        Role.GUIDE: 50_000,
        Role.VILLAGE_OFFICER: 50_000,
        Role.CLERK: 50_000,
        Role.SUPERVISOR: 50_000,
        Role.AUDITOR: 100_000,
        Role.GRID_WORKER: ANYONE_MAY,
        Role.HOUSEHOLD_REPRESENTATIVE: ANYONE_MAY,
    }
)
"""The most that one operation may cost, by the office held."""


def limit(actor: Actor) -> int:
    """The most that an operation of this actor may cost."""
    return max((MOST[grant.role] for grant in actor.grants), default=ANYONE_MAY)


@dataclass(frozen=True, slots=True)
class Page:
    """How long a page is: the first of these that is a number, be it written or a variable's."""

    asked: tuple[int | str, ...]

    @property
    def open(self) -> bool:
        """Whether it depends on variables."""
        return isinstance(self.asked[0], str)

    def size(self, variables: Mapping[str, Any]) -> int:
        """The places of the page. What cannot be a size is refused elsewhere."""
        given = (variables.get(each) if isinstance(each, str) else each for each in self.asked)
        size = next(each for each in given if isinstance(each, int))
        return min(max(size, 0), LARGEST_PAGE)


@dataclass(frozen=True, slots=True)
class Price:
    """A sum: what is certain, and for each page of open length what one place of it costs."""

    certain: int = 0
    open: tuple[tuple[Page, Price], ...] = ()

    def at(self, variables: Mapping[str, Any]) -> int:
        """The cost with these variables."""
        pages = (page.size(variables) * place.at(variables) for page, place in self.open)
        return self.certain + sum(pages)

    def __add__(self, other: Price) -> Price:
        return Price(self.certain + other.certain, self.open + other.open)

    def paged(self, page: Page) -> Price:
        """The price of a page, each place of which has this price."""
        if page.open:
            return Price(open=((page, self),))
        size = page.size({})
        return Price(size * self.certain, tuple((p, place.paged(page)) for p, place in self.open))


def prices(document: DocumentNode) -> Mapping[str | None, Price]:
    """The price of each operation, by its name; the document must have passed all rules."""
    fragments = {
        each.name.value: each.selection_set
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    return {
        each.name.value if each.name else None: _Pricing(fragments, each).price()
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
    }


class _Pricing:
    """Prices one operation."""

    def __init__(
        self, fragments: Mapping[str, SelectionSetNode], operation: OperationDefinitionNode
    ) -> None:
        self.fragments = fragments
        self.operation = operation
        self.defaults = {
            each.variable.name.value: each.default_value
            for each in operation.variable_definitions or ()
        }

    def price(self) -> Price:
        """The price of the whole operation."""
        return self._selection(self.operation.selection_set, Page((1,)))

    def _selection(self, selected: SelectionSetNode, page: Page) -> Price:
        """What is selected of a value; `page` is how many edges it has, if it is a connection."""
        total = Price()
        for node in selected.selections:
            if isinstance(node, FieldNode):
                total += self._field(node, page)
            elif isinstance(node, InlineFragmentNode):
                total += self._selection(node.selection_set, page)
            elif isinstance(node, FragmentSpreadNode):
                total += self._selection(self.fragments[node.name.value], page)
        return total

    def _field(self, node: FieldNode, page: Page) -> Price:
        name = node.name.value
        own = Price(TOTAL if name == "totalCount" else 1)
        if node.selection_set is None:
            return own
        below = self._selection(node.selection_set, self._page(node))
        return (own + below).paged(page) if name == "edges" else own + below

    def _page(self, node: FieldNode) -> Page:
        given = {each.name.value: each.value for each in node.arguments or ()}
        asked = (each for name in ("last", "first") for each in self._sizes(given.get(name)))
        return Page((*asked, USUAL_PAGE))

    def _sizes(self, value: ValueNode | None) -> Iterator[int | str]:
        """What an argument may say: a number, or a variable and its default."""
        if isinstance(value, IntValueNode):
            yield int(value.value)
        elif isinstance(value, VariableNode):
            yield value.name.value
            yield from self._sizes(self.defaults.get(value.name.value))
