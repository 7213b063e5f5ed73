"""Signed notes: a text that everybody can read, and below it who signed it.

Source: C2SP signed-note, with Ed25519. `signed` and `opened` are inverse, and so are `published`
and `verifier`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
"""What the key's own bytes begin with."""

_NAME = re.compile(r"[^\s+]+")


class NoteForged(ValueError):
    """A note that none of the known keys has signed, or that is no note at all."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and the name under which it signs."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature tells whose it is."""
        named = f"{self.name}\n".encode() + ED25519 + self.public
        return hashlib.sha256(named).digest()[:4]


@dataclass(frozen=True, slots=True)
class Signer:
    """A secret key of 32 bytes and the name under which it signs."""

    name: str
    secret: bytes

    @property
    def verifier(self) -> Verifier:
        """What everybody may know of it."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret)
        return Verifier(self.name, key.public_key().public_bytes_raw())

    def signature(self, text: bytes) -> bytes:
        """Its id and the signature itself."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret)
        return self.verifier.id + key.sign(text)


def published(verifier: Verifier) -> str:
    """A public key as it is printed and compared: name, id and key."""
    key = base64.b64encode(ED25519 + verifier.public).decode()
    return f"{verifier.name}+{verifier.id.hex()}+{key}"


def verifier(printed: str) -> Verifier:
    """The public key that was printed so; ValueError if none was."""
    name, _, rest = printed.partition("+")
    id_, _, encoded = rest.partition("+")
    key = _decoded(encoded)
    found = Verifier(name, key[1:])
    if not _NAME.fullmatch(name) or len(key) != 33 or key[:1] != ED25519 or found.id.hex() != id_:
        raise ValueError("it is no public key of a log")
    return found


def signed(text: str, signers: Iterable[Signer]) -> bytes:
    """The note with this text, signed by all of them."""
    content = text.encode()
    lines = (
        f"— {signer.name} {base64.b64encode(signer.signature(content)).decode()}\n"
        for signer in signers
    )
    return content + b"\n" + "".join(lines).encode()


def opened(note: bytes, known: Sequence[Verifier]) -> str:
    """The text of a note that one of the known keys has signed; `NoteForged` otherwise.

    Signatures of keys that are not known are passed over; one of a known key must be right.
    """
    text, separator, signatures = note.rpartition(b"\n\n")
    content = text + b"\n"
    found = [each for each in known for line in signatures.split(b"\n") if _by(line, each, content)]
    if not separator or not found:
        raise NoteForged("it is not signed by the key of the log")
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        raise NoteForged("it is no text") from fault


def _by(line: bytes, verifier: Verifier, content: bytes) -> bool:
    """Whether a line holds the signature of a key; `NoteForged` if it claims to and does not."""
    begun = f"— {verifier.name} ".encode()
    signature = _decoded(line.removeprefix(begun)) if line.startswith(begun) else b""
    if signature[:4] != verifier.id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature[4:], content)
    except InvalidSignature as fault:
        raise NoteForged("its signature is not that of the log's key") from fault
    return True


def _decoded(encoded: str | bytes) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
