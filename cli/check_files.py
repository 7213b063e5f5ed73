"""Whether the files that rows speak of are there: the contents of attachments, and the keys."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from api import keys
from api.settings import Settings
from cli.finding import Finding
from schema.base.digest import Digest
from schema.base.enclosing import EnclosureRecord
from schema.base.sealing import SealCheckpointRecord
from schema.outbox.webhooks import WebhookRecord
from schema.papers import store, sweeping
from schema.records.attachments import AttachmentRecord

CHAPTER = "Checking"


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """What is wrong with the files."""
    webhooks, checkpoints = WebhookRecord.all(), SealCheckpointRecord.all()
    for file, signed in (
        (keys.webhooks(settings), f"{await webhooks.count()} webhooks are"),
        (keys.seal(settings), f"{await checkpoints.count()} checkpoints of the public log are"),
    ):
        for each in _key(file, signed):
            yield each
    for named in await _named():
        async for each in _content(settings.home, named):
            yield each


def _key(file: Path, signed: str) -> Iterator[Finding]:
    """A key that is lost is made anew, and then nobody knows the signatures any more."""
    mend = "Stop the service, and restore the file from the last backup"
    if not file.exists():
        if not signed.startswith("0 "):
            fact = f"{file.name} is not there, and {signed} signed with it"
            yield Finding(fact, mend, CHAPTER)
        return
    try:
        keys.kept(file)
    except ValueError:
        yield Finding(f"{file.name} holds no key", mend, CHAPTER)


async def _named() -> list[Digest]:
    """Every content that an attachment or an edition holds."""
    found: set[Digest] = set()
    for holding in (AttachmentRecord, EnclosureRecord):
        found |= {row["digest"] for row in await holding.all().distinct().values("digest")}
    return sorted(found)


async def _content(home: Path, named: Digest) -> AsyncIterator[Finding]:
    mend = "Restore the file from the last backup"
    try:
        with store.place(home, named).open("rb") as content:
            same = hashlib.file_digest(content, "sha256").hexdigest() == named
    except FileNotFoundError:
        # It may have been let go of and swept since the rows were read.
        if await sweeping.held([named]):
            yield Finding(f"the file {named} of an attachment is not there", mend, CHAPTER)
        return
    if not same:
        yield Finding(f"the file {named} is not as it was handed in", mend, CHAPTER)
