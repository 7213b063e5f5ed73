"""KINDS: every kind of record, and the shape that each of them has."""

from __future__ import annotations

from typing import Protocol

from schema.base.document import Document
from schema.base.sheet import Sheet
from schema.records import (
    adoptions,
    agendas,
    areas,
    attachments,
    attendance,
    award_criteria,
    award_decisions,
    award_openings,
    award_rounds,
    award_schemes,
    bodies,
    candidacies,
    candidate_notices,
    clauses,
    comments,
    comparisons,
    consultations,
    findings,
    honour_lists,
    honours,
    households,
    invitations,
    kinships,
    lodgings,
    meetings,
    memberships,
    motions,
    nominations,
    notices,
    objections,
    outcomes,
    panel_votes,
    panels,
    past_honours,
    persons,
    posts,
    profiles,
    promulgations,
    regulations,
    repeat_honours,
    replies,
    residences,
    rosters,
    settlements,
    texts,
    venues,
    versions,
    votes,
)


class Kind(Protocol):
    """A module of `schema/records`: stored, served, asked, done, shown.

    What is stored and served follows from what is asked and done. A module that only adds to an
    older kind, as `outcomes` does to motions, leaves out what stands there.
    """

    __name__: str

    @property
    def Query(self) -> type | None:  # noqa: N802  the name of a class
        """What officers may ask about it."""

    @property
    def Mutation(self) -> type | None:  # noqa: N802  the name of a class
        """What officers may do with it."""

    @property
    def SHEETS(self) -> tuple[Sheet, ...]:  # noqa: N802  the name of a constant
        """What a workbook may hold of it."""

    @property
    def DOCUMENTS(self) -> tuple[Document, ...]:  # noqa: N802  the name of a constant
        """What the public may read about it."""


KINDS: tuple[Kind, ...] = (
    areas,
    profiles,
    venues,
    households,
    persons,
    residences,
    settlements,
    kinships,
    bodies,
    posts,
    memberships,
    rosters,
    agendas,
    meetings,
    attendance,
    invitations,
    motions,
    votes,
    outcomes,
    notices,
    regulations,
    clauses,
    versions,
    texts,
    findings,
    adoptions,
    consultations,
    comments,
    comparisons,
    promulgations,
    objections,
    lodgings,
    replies,
    award_schemes,
    award_criteria,
    award_rounds,
    award_openings,
    nominations,
    candidacies,
    panels,
    panel_votes,
    candidate_notices,
    honours,
    award_decisions,
    past_honours,
    honour_lists,
    repeat_honours,
    attachments,
)
"""Every kind of record. A new kind is a new module and a name here; mypy holds each to `Kind`."""

published_area = areas.published_area
"""How an area is named in every document."""

published_attachments = attachments.published
"""The attachments of a record that go public with a document."""
