"""The GraphQL schema, composed from KINDS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry import relay
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.scalar import ScalarDefinition
from strawberry.types.union import StrawberryUnion

from schema import (
    editions,
    journals,
    publications,
    releases,
    rulings,
    submissions,
    subscriptions,
)
from schema.access import admitting, appointing, grants, signing
from schema.base.context import Info
from schema.base.described import describe
from schema.base.digest import Digest
from schema.base.document import CatalogueCode
from schema.base.draft import Text, text
from schema.base.readers import guard
from schema.base.refusal import Refusal, RefusalHandler
from schema.base.scope import AreaPath, area_path
from schema.base.secret import Secret, secret
from schema.exchange import uploads
from schema.gate import held, names, overrides
from schema.kinds import KINDS
from schema.outbox import deliveries, registrations, replays, webhooks
from schema.rules.citation import CitationText
from schema.rules.masking import PublicName, PublicText


def _scalar(name: str, description: str, parse: Any = str) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=description, serialize=str, parse_value=parse)


SCALARS: Mapping[object, ScalarDefinition] = {
    AreaPath: _scalar(
        "AreaPath",
        "Codes of county, town, village and group, such as 439901/101/201/005.",
        area_path,
    ),
    CatalogueCode: _scalar("CatalogueCode", "An item of the disclosure catalogue, such as V05."),
    CitationText: _scalar("Citation", "An article of law in full, or that no law settles it."),
    Digest: _scalar("Digest", "SHA-256 of a content, in hexadecimal."),
    PublicName: _scalar("PublicName", "A name fit for the public."),
    PublicText: _scalar("PublicText", "A text fit for the public."),
    Secret: _scalar("Secret", "A password, a code or a token; kept by nobody but you.", secret),
    Text: _scalar("Text", "Any text but NUL and lone surrogates.", text),
}
"""The scalars of our own; what is public can be told by its type."""


class _Names(NameConverter):
    """Names the answers of mutations: `Notice | Refused` is `NoticeResult`."""

    def from_union(self, union: StrawberryUnion) -> str:
        """The union's own name, or that of its first member."""
        if union.graphql_name is None:
            return f"{self.get_name_from_type(union.types[0])}Result"
        return super().from_union(union)


@strawberry.type
class Node:
    """The way from an id to what it names."""

    @strawberry.field
    async def node(self, info: Info, id: relay.GlobalID) -> relay.Node | None:
        """What this id names, if you may see it; null otherwise, whether it exists or not."""
        try:
            found: relay.Node | None = await id.resolve_node(info)
        except (relay.GlobalIDValueError, Refusal):
            return None
        return found


MISTAKES = 5
"""Mistakes in variables that are looked for; each is found by writing the whole value out."""


class _Schema(strawberry.Schema):
    """Strawberry's schema; faults are logged where they are masked, not here.

    Strawberry would log the query with its literals, which can be personal data.
    """

    def _get_custom_context_kwargs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What graphql-core is told too; there is no other way to say it."""
        told = super()._get_custom_context_kwargs(*args, **kwargs)
        return {**told, "max_coercion_errors": MISTAKES, "hide_suggestions": True}

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Leaves the errors to the endpoint."""


def _merged(name: str, doc: str, parts: Iterable[type]) -> Any:
    """One root type from those of the kinds."""
    return strawberry.type(type(name, tuple(parts), {"__doc__": doc, "__module__": __name__}))


def build() -> strawberry.Schema:
    """The whole schema, described by its docstrings."""
    asked = (kind.Query for kind in KINDS if kind.Query)
    done = (kind.Mutation for kind in KINDS if kind.Mutation)
    schema = _Schema(
        query=_merged(
            "Query",
            "What may be asked.",
            [
                Node,
                publications.Query,
                editions.Query,
                journals.Query,
                releases.Query,
                signing.Query,
                grants.Query,
                webhooks.Query,
                deliveries.Query,
                held.Query,
                overrides.Query,
                names.Query,
                *asked,
            ],
        ),
        mutation=_merged(
            "Mutation",
            "What officers may do.",
            [
                uploads.Mutation,
                submissions.Mutation,
                rulings.Mutation,
                signing.Mutation,
                appointing.Mutation,
                admitting.Mutation,
                registrations.Mutation,
                replays.Mutation,
                overrides.Mutation,
                names.Mutation,
                *done,
            ],
        ),
        subscription=subscriptions.Subscription,
        types=[document.shown for document in publications.DOCUMENTS.values()],
        config=StrawberryConfig(
            name_converter=_Names(),
            scalar_map=SCALARS,
            disable_field_suggestions=True,
        ),
        exception_handlers=[RefusalHandler()],
    )
    guard(schema._schema)
    notes = {
        "DocumentType": publications.DOCUMENT_NOTES,
        "RecordKind": subscriptions.RECORD_NOTES,
    }
    describe(schema._schema, notes)
    return schema
