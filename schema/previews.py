"""A submitted edition as it would stand if it were approved now; scope is the caller's to keep."""

from __future__ import annotations

from uuid import UUID

from schema import cards
from schema.base.context import Context
from schema.base.edition import EditionRecord, State
from schema.editions import Edition
from schema.publications import shown
from schema.shelf import Foreseen


async def foreseen(context: Context, edition: UUID) -> Foreseen | None:
    """The edition with this id, if it still waits for approval."""
    waiting = EditionRecord.filter(id=edition, state=State.SUBMITTED)
    card, found = await cards.card(waiting), await Edition.all_of(waiting)
    if card is None or not found:
        return None
    [submitted] = found
    card = card._replace(
        state=State.PUBLISHED,
        newest=True,
        published_at=context.now,
        posted_until=submitted.last_posting(context),
    )
    content = shown(card._asdict() | {"snapshot": submitted.snapshot})
    return Foreseen(card, content, submitted.digest)
