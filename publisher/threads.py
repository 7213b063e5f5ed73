"""What speaks of what: a document, and those that were made public about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schema.shelf import Card, Key, Shelf


@dataclass(frozen=True, slots=True)
class Threads:
    """subjects: all that can be spoken of, what has ended too; responses: what speaks of it."""

    subjects: Mapping[Key, Card]
    responses: Mapping[Key, tuple[Card, ...]]


def threads(shelf: Shelf) -> Threads:
    """The threads of a shelf; in each, what was made public first stands first."""
    subjects = {each.key: each for each in (*shelf.ended, *shelf.standing)}
    speaking = [each for each in shelf.standing if each.about is not None]
    responses: dict[Key, list[Card]] = {}
    for each in sorted(speaking, key=lambda card: card.published_at):
        if each.about is not None:
            responses.setdefault(each.about, []).append(each)
    told = {key: tuple(cards) for key, cards in responses.items()}
    return Threads(MappingProxyType(subjects), MappingProxyType(told))
