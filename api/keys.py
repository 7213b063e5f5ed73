"""The installation's own keys: files that nobody else may read, made when they are first needed."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from api.settings import Settings
from schema.base.durable import sync
from schema.rules.addresses import Reach
from schema.rules.webhooks import Outgoing

LENGTH = 32
"""Bytes of a key."""


def webhooks(settings: Settings) -> Path:
    """The file of the key from which the secrets of webhooks are made."""
    return settings.keys / "webhooks.key"


def seal(settings: Settings) -> Path:
    """The file of the key that signs the public log."""
    return settings.keys / "seal.key"


def former_seal(settings: Settings) -> Path:
    """The file of the key before it, which signs too for as long as the file is there."""
    return settings.keys / "seal-former.key"


def seals(settings: Settings) -> tuple[bytes, ...]:
    """The keys that sign the public log, the one in use first."""
    former = former_seal(settings)
    return (kept(seal(settings)), *([kept(former)] if former.exists() else []))


def rotate(settings: Settings) -> None:
    """Makes a new key for the public log; FileExistsError while one before it still signs."""
    seals(settings)
    os.link(seal(settings), former_seal(settings))
    sync(seal(settings).parent)
    seal(settings).unlink()
    seals(settings)


def outgoing(settings: Settings) -> Outgoing:
    """With what this installation calls others."""
    return Outgoing(kept(webhooks(settings)), Reach(settings.webhook_allow))


def kept(file: Path) -> bytes:
    """The key in a file; a new one, if there is none yet; ValueError if it holds none.

    It is written aside and linked into place, so that two processes that start at once have one
    key, and no process ever reads half of one.
    """
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _made(file)
    key = bytes.fromhex(file.read_text(encoding="ascii"))
    if len(key) != LENGTH:
        raise ValueError(f"{file} does not hold a key of {LENGTH} bytes")
    return key


def _made(file: Path) -> None:
    aside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as writing:
            writing.write(secrets.token_hex(LENGTH))
            writing.flush()
            os.fsync(writing.fileno())
        os.link(aside, file)
    except FileExistsError:
        pass  # another process was faster, and its key is the one
    finally:
        aside.unlink()
    sync(file.parent)
