"""The section of a shelf on which lies what one area made public, arranged as of a moment.

What an area shows follows from its own cards alone, for a document never moves to another area. So
a section stays as it is until a card of its area changes, or a posting period in it ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from heapq import merge, nlargest
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import orjson

from schema.base.edition import State
from schema.cards import Card, Key

STANDING, EARLIER = "STANDING", "EARLIER"
"""How a line says that an edition stands, or is the history of one; else why it has ended."""

K = TypeVar("K")

_NEVER = datetime.max.replace(tzinfo=UTC)
_EVER = datetime.min.replace(tzinfo=UTC)


class Line(NamedTuple):
    """What is shown of one edition, as it is kept in JSON. role: how it stands, or why it has
    ended; until: when its posting period ends, or ended."""

    document: str
    record: str
    number: int
    edition: str
    role: str
    until: str | None
    about_document: str | None
    about_record: str | None

    @property
    def key(self) -> Key:
        """The document."""
        return Key(self.document, UUID(self.record))

    @property
    def about(self) -> Key | None:
        """The document that it speaks of."""
        if self.about_document is None or self.about_record is None:
            return None
        return Key(self.about_document, UUID(self.about_record))

    @property
    def readable(self) -> bool:
        """Whether what the edition says is shown."""
        return self.role in {STANDING, EARLIER}


@dataclass(frozen=True)  # no slots, so that what follows from the cards is found once
class Section:
    """What is public of one area.

    standing: what may be read, the latest day first; earlier: the readable editions that those
    correct, the latest first; ended: what gave way to a dated notice, the latest first; since,
    until: from which moment on and up to which it is so while no card changes.
    """

    standing: tuple[Card, ...] = ()
    earlier: Mapping[Key, tuple[Card, ...]] = field(default_factory=dict)
    ended: tuple[Card, ...] = ()
    since: datetime = _EVER
    until: datetime = _NEVER

    @property
    def shows(self) -> bool:
        """Whether there is anything on it."""
        return bool(self.standing or self.ended)

    @property
    def readable(self) -> Iterator[Card]:
        """What stands, and what that corrects."""
        return chain(self.standing, chain.from_iterable(self.earlier.values()))

    @cached_property
    def subjects(self) -> Mapping[Key, Card]:
        """All that can be spoken of, what has ended too."""
        return {card.key: card for card in (*self.ended, *self.standing)}

    @cached_property
    def responses(self) -> Mapping[Key, tuple[Card, ...]]:
        """What stands here and speaks of something, by what it speaks of."""
        return _by((card.about, card) for card in self.standing)

    @cached_property
    def newest(self) -> tuple[Card, ...]:
        """What stands; what was made public last stands first."""
        return tuple(sorted(self.standing, key=lambda card: card.turn, reverse=True))

    @cached_property
    def sorts(self) -> Mapping[str, tuple[Card, ...]]:
        """What stands by its sort, the latest day first."""
        return _by((card.document, card) for card in self.standing)

    @cached_property
    def newest_of(self) -> Mapping[str, tuple[Card, ...]]:
        """What stands by its sort; what was made public last stands first."""
        return _by((card.document, card) for card in self.newest)

    @cached_property
    def known(self) -> frozenset[str]:
        """The sorts of document of which something is public, or was."""
        return frozenset(key.document for key in self.subjects)

    @cached_property
    def digest(self) -> str:
        """The same as long as no line is another."""
        return hashlib.sha256(self._written).hexdigest()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What it shows of editions, one by one."""
        return tuple(Line(*each) for each in orjson.loads(self._written))

    @property
    def _written(self) -> bytes:
        earlier = (each for card in self.standing for each in self.earlier.get(card.key, ()))
        lines = [
            *(_line(card, STANDING) for card in self.standing),
            *(_line(card, EARLIER) for card in earlier),
            *(_line(card, card.unpublishing().ending.name) for card in self.ended),
        ]
        return orjson.dumps(lines, default=str)  # PostgreSQL's driver has ids of its own class

    def holds(self, moment: datetime) -> bool:
        """Whether it is so at a moment while no card changes."""
        return self.since <= moment < self.until

    def showing(self, cards: Iterable[Card]) -> Section:
        """The section on which these editions stand, each of another document, and of those that
        they correct only what is older than they are."""
        standing = {card.key: card for card in cards}
        earlier = {
            key: tuple(card for card in past if card.number < standing[key].number)
            for key, past in self.earlier.items()
            if key in standing
        }
        ordered = tuple(sorted(standing.values(), key=lambda card: card.place))
        return Section(ordered, earlier, self.ended, self.since, self.until)


def section(cards: Sequence[Card], moment: datetime) -> Section:
    """The section of an area at a moment; cards: all of the area, in the order of their places."""
    standing = tuple(card for card in cards if card.stands(moment))
    known = {card.key for card in standing}
    past = (c for c in cards if c.state is State.SUPERSEDED and c.redacted_at is None)
    corrected = sorted((card for card in past if card.key in known), key=lambda card: -card.number)
    ended = (card for card in cards if card.gone(moment))
    posted = (c.posted_until for c in cards if c.newest and c.state is State.PUBLISHED)
    ends = [end for end in posted if end is not None]
    return Section(
        standing=standing,
        earlier=_by((card.key, card) for card in corrected),
        ended=tuple(sorted(ended, key=lambda card: card.published_at, reverse=True)),
        since=max((end for end in ends if end <= moment), default=_EVER),
        until=min((end for end in ends if end > moment), default=_NEVER),
    )


def _line(card: Card, role: str) -> tuple[Any, ...]:
    return (
        card.document,
        card.record,
        card.number,
        card.id,
        role,
        card.ended_at or card.posted_until,
        card.about_document,
        card.about_id,
    )


def newest(sections: Iterable[Section], count: int, document: str | None = None) -> Iterator[Card]:
    """So much of what stands there, if not only of one sort, as was made public last; that comes
    first. Only those sections are gone through whose own latest may be among it."""
    lots = [
        lot
        for each in sections
        if (lot := each.newest if document is None else each.newest_of.get(document))
    ]
    firsts = nlargest(count, (lot[0].published_at for lot in lots))
    late = (lot for lot in lots if lot[0].published_at >= firsts[-1])
    return islice(merge(*late, key=lambda card: card.turn, reverse=True), count)


def _by(pairs: Iterable[tuple[K | None, Card]]) -> Mapping[K, tuple[Card, ...]]:
    found: dict[K, list[Card]] = {}
    for key, card in pairs:
        if key is not None:
            found.setdefault(key, []).append(card)
    return MappingProxyType({key: tuple(cards) for key, cards in found.items()})
