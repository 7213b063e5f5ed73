"""Secrets: what is known to its holder only. We keep digests, and repeat a secret to nobody."""

from __future__ import annotations

import hashlib
import secrets
from typing import NewType

Secret = NewType("Secret", str)
"""A password, a code or a token."""

LONGEST = 1000
"""Characters; nobody types more, and no token of ours has more."""


def secret(value: object) -> Secret:
    """`value` as a secret; what is wrong with it is told without it."""
    # What cannot be encoded cannot be digested.
    if not isinstance(value, str) or any(0xD800 <= ord(each) < 0xE000 for each in value):
        raise ValueError("a secret is a text")
    if len(value) > LONGEST:
        raise ValueError(f"a secret has {LONGEST} characters at most")
    return Secret(value)


def fresh(prefix: str) -> Secret:
    """A new secret of 256 bits that nobody has had before; by its prefix a leaked one is known."""
    return Secret(prefix + secrets.token_urlsafe(32))


def digest(of: str) -> str:
    """What is kept of a secret of 256 bits: SHA-256, for nobody finds it by trying."""
    return hashlib.sha256(of.encode()).hexdigest()
