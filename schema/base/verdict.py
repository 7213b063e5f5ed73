"""What a rule found, as officers and the public read it."""

from __future__ import annotations

from typing import Self

import strawberry

from schema.base.value import Value
from schema.rules import quorum
from schema.rules.citation import CitationText
from schema.rules.quorum import Basis

strawberry.enum(Basis)


@strawberry.type
class Verdict(Value):
    """Whether a count reaches what the law asks for, and by how many it misses."""

    reached: bool
    """Whether it is enough."""

    basis: Basis
    """What was counted: adults, households, members or representatives."""

    required: int
    """The smallest count that is enough."""

    present: int
    """The count: people or households that came, or votes in favour."""

    entitled: int
    """The whole that it is measured against."""

    missing: int
    """How many more it would have taken; 0 when reached."""

    source: CitationText
    """The article that says so."""

    @classmethod
    def of(cls, found: quorum.Verdict) -> Self:
        """The same, in the types that are served."""
        return cls(
            reached=found.reached,
            basis=found.basis,
            required=found.required,
            present=found.present,
            entitled=found.entitled,
            missing=found.missing,
            source=found.source,
        )
