"""Invitations: what will be discussed, when and where, made public before the meeting."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from schema.base.context import Context
from schema.base.document import CatalogueCode, Document, Publication
from schema.base.part import parts
from schema.base.sheet import Sheet
from schema.records.agendas import AgendaItem
from schema.records.bodies import Body
from schema.records.meetings import Meeting
from schema.rules import masking
from schema.rules.gatherings import EventStatus, MeetingSort
from schema.rules.masking import PublicText
from schema.rules.quorum import Basis

# Stored, served, asked and done: with the meeting.

Query: type | None = None
Mutation: type | None = None
SHEETS: tuple[Sheet, ...] = ()

# Shown


@strawberry.type
class MeetingNotice(Publication):
    """What will be discussed, when and where, and how many must come."""

    CODE = CatalogueCode("V04")

    sort: MeetingSort
    """What sort of meeting it is."""

    status: EventStatus
    """Where it stands."""

    starts_at: datetime
    """When it begins."""

    location: PublicText
    """Where it is held."""

    convener: PublicText
    """The body that calls it."""

    contact: PublicText
    """Where to ask."""

    basis: Basis | None
    """What will be counted."""

    notice_given_on: date | None
    """When notice was given."""

    agenda: strawberry.Private[list[AgendaItem]]

    agenda_parts = parts(AgendaItem, "agenda", "The matters on the agenda.")


async def notice(context: Context, meeting: Meeting) -> MeetingNotice:
    """The invitation to a meeting."""
    convener = (await Body.all_of(Body.stored.filter(id=meeting.convener_id)))[0]
    return MeetingNotice(
        title=masking.text(meeting.title),
        day=meeting.day,
        sort=meeting.sort,
        status=meeting.status,
        starts_at=meeting.starts_at,
        location=masking.text(meeting.location),
        convener=masking.text(convener.name),
        contact=masking.text(convener.contact),
        basis=meeting.basis,
        notice_given_on=meeting.notice_given_on,
        agenda=published_agenda(meeting),
    )


def published_agenda(meeting: Meeting) -> list[AgendaItem]:
    """The agenda, fit for the public."""
    return [
        AgendaItem(number=masking.text(each.number), title=masking.text(each.title))
        for each in meeting.agenda
    ]


DOCUMENTS = (Document(MeetingNotice, Meeting, notice),)
