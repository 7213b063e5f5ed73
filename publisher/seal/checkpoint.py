"""The checkpoint of a log: how far it has come, and its root, signed.

Source: C2SP tlog-checkpoint. `signed` and `opened` are inverse.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from publisher.seal import note
from publisher.seal.note import NoteForged, Signer, Verifier
from schema.rules.merkle import Head

FOLDER = "log"
"""Where the log lies on the site."""

_TEXT = re.compile(r"(?P<origin>[^\s+]+)\n(?P<size>0|[1-9]\d{0,17})\n(?P<root>[\w+/=]+)\n", re.A)


def origin(site_url: str) -> str:
    """The name of the log: where it lies, without the scheme."""
    address = urlsplit(site_url)
    return f"{address.netloc}{address.path.rstrip('/')}/{FOLDER}"


def signed(head: Head, signers: Sequence[Signer]) -> bytes:
    """The note that vouches for a head; the first signer's name is the log's."""
    root = base64.b64encode(head.root).decode()
    return note.signed(f"{signers[0].name}\n{head.size}\n{root}\n", signers)


def opened(written: bytes, known: Iterable[Verifier]) -> Head:
    """The head that a note vouches for; `NoteForged` unless a known key has signed it."""
    keys = tuple(known)
    note.opened(written, keys)
    name, head = read(written)
    if name not in {each.name for each in keys}:
        raise NoteForged("it is the checkpoint of another log")
    return head


def read(written: bytes) -> tuple[str, Head]:
    """The name of the log and its head as a note says, whoever has signed it."""
    text, _, _ = written.rpartition(b"\n\n")
    found = _TEXT.fullmatch(text.decode(errors="replace") + "\n")
    if found is None:
        raise NoteForged("it is no checkpoint")
    return found["origin"], Head(int(found["size"]), _root(found["root"]))


def _root(encoded: str) -> bytes:
    try:
        root = base64.b64decode(encoded, validate=True)
    except binascii.Error as fault:
        raise NoteForged("its root is none") from fault
    if len(root) != 32:
        raise NoteForged("its root is none")
    return root
