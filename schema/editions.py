"""What officers decide about documents: approve, reject, withdraw, redact.

The approver approves exactly the bytes that were submitted, and is never the one who submitted
them.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry

from schema.base.connection import Connection, Filter, connection, where
from schema.base.document import Publication
from schema.base.edition import EditionRecord, State
from schema.base.served import Served
from schema.publications import DocumentType, shown

# Served


@strawberry.type
class Edition(Served):
    """One state of a document as its officers see it: submitted, public, or past."""

    stored = EditionRecord

    document: DocumentType
    """What sort of document it is."""

    number: int
    """Counts the editions of the document from 1; a rejected one gives its number back."""

    state: State
    """Where it stands."""

    digest: str
    """SHA-256 of the snapshot, in hexadecimal: what the approver approves."""

    change_note: str | None
    """What it corrects; null in the first."""

    submitted_at: datetime
    """When it was drawn and handed in."""

    decided_at: datetime | None
    """When it was approved or rejected."""

    published_at: datetime | None
    """Since when it is, or was, public."""

    posted_until: datetime | None
    """When the posting period ends; null as long as it is in force."""

    ended_at: datetime | None
    """When it was corrected or taken down."""

    redacted_at: datetime | None
    """When it was made unreadable to protect personal information."""

    reason: str
    """Why it was rejected or taken down."""

    newest: bool
    """Whether it is the edition that was made public last."""

    record_id: strawberry.Private[UUID]
    submitted_by: strawberry.Private[UUID]
    snapshot: strawberry.Private[bytes]

    @strawberry.field
    def content(self) -> Publication | None:
        """The document exactly as it was drawn; null once it has been erased."""
        return self.drawn() if self.snapshot else None

    def drawn(self) -> Publication:
        """The document in the snapshot."""
        return shown({name: getattr(self, name) for name in Publication.columns()})


# Asked


@strawberry.input
class EditionFilter(Filter):
    """Which editions."""

    state: State | None = where("state")
    """That stand so."""

    document: DocumentType | None = where("document")
    """Of this sort of document."""


@strawberry.enum
class EditionOrder(Enum):
    """In which order editions are listed."""

    NEWEST = "-submitted_at"
    """The latest handed in first."""

    OLDEST = "submitted_at"
    """The earliest handed in first: what has waited longest."""


@strawberry.type
class Query:
    """Editions, for officers."""

    editions: Connection[Edition] | None = connection(Edition, EditionFilter, EditionOrder)
    """The editions in your scope; those that are submitted wait for approval."""
