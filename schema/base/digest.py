"""Digests: contents are known by them, whatever they are called."""

import re
from typing import NewType

Digest = NewType("Digest", str)
"""SHA-256 of a content, in hexadecimal."""

_DIGEST = re.compile("[0-9a-f]{64}")


def digest(text: str) -> Digest | None:
    """`text` as a digest, if it is one."""
    return Digest(text) if _DIGEST.fullmatch(text) else None
