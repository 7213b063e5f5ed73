"""Agendas: one matter, one discussion, one vote."""

from __future__ import annotations

import strawberry

from schema.base.document import Document
from schema.base.draft import Text, asked
from schema.base.part import Part
from schema.base.sheet import Sheet
from schema.rules.masking import PublicText

# Stored: with the meetings.

# Served


@strawberry.type
class AgendaItem(Part):
    """A matter on the agenda: one matter, one discussion, one vote."""

    number: PublicText
    """Its number, such as 1 or 2.1."""

    title: PublicText
    """What it is about."""


# Asked: with the meetings.

Query = None

# Done: with the meetings.


@strawberry.input
class AgendaItemDraft:
    """A matter on the agenda."""

    number: Text = asked("议题号")
    """Its number, such as 1 or 2.1."""

    title: Text = asked("议题")
    """What it is about."""


Mutation = None

SHEETS: tuple[Sheet, ...] = ()

# Shown: with the invitations.

DOCUMENTS: tuple[Document, ...] = ()
