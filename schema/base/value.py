"""Things that have no identity of their own: two with the same content are the same."""

from __future__ import annotations

import dataclasses
import hashlib

import strawberry

from schema.base import codec


@strawberry.type
class Value:
    """A value inside a record; equal contents have equal ids, so a client cache may share them."""

    @strawberry.field
    def id(self) -> strawberry.ID:
        """Digest of the content; it names no record."""
        named = {"type": type(self).__name__} | {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.init
        }
        digest = hashlib.blake2b(codec.canonical(named), digest_size=12)
        return strawberry.ID(digest.hexdigest())
