"""The public log of an installation: what signs it, and `zuwu seal`, which looks after both."""

from __future__ import annotations

import argparse
import asyncio
from datetime import datetime

from api import keys
from api.settings import Settings
from cli import towns
from cli.lock import writing
from cli.trouble import Trouble
from publisher import release
from publisher.seal import checkpoint, files, note
from publisher.seal.note import NoteForged, Signer
from publisher.seal.sites import Folder
from publisher.seal.tree import TileMissing, Tree
from publisher.targets import logs
from publisher.targets.logs import Unknown
from schema import database
from schema.rules.merkle import Head
from schema.seals import appending
from schema.seals.appending import Settled
from schema.seals.logs import LogBehind

CHAPTER = "The public log"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What may be typed after `zuwu seal`."""
    seal = commands.add_parser("seal", help="the key of the public log, and a log that is ahead")
    doing = seal.add_subparsers(required=True, metavar="key | rotate | adopt")
    for name, run, help_ in (
        ("key", _key, "print the public key"),
        ("rotate", _rotate, "sign with a new key, and with the old one until its file is removed"),
        ("adopt", _adopt, "take over what was published after the backup that was restored"),
    ):
        doing.add_parser(name, help=help_, description=help_).set_defaults(command=run)


def signers(settings: Settings) -> tuple[Signer, ...]:
    """What signs the log, the key in use first."""
    origin = checkpoint.origin(settings.site_url)
    return tuple(Signer(origin, key) for key in keys.seals(settings))


def key(settings: Settings) -> str:
    """The public key, to be told to everybody by another way than the site."""
    return note.published(signers(settings)[0].verifier)


async def append(settings: Settings, now: datetime, settled: Settled) -> None:
    """Takes what happened into the log of the open database; done by whoever may write, before
    pages are made."""
    try:
        public = await asyncio.to_thread(_public, settings)
        await appending.append(await towns.published(settings), public, now, settled)
    except LogBehind as behind:
        mend = "Run `zuwu seal adopt`, or restore a later backup"
        raise Trouble(f"{behind}, as after an older backup", mend, CHAPTER) from behind


def recover(settings: Settings) -> None:
    """Fetches the log from the bucket if the disk has none, before anything is signed anew."""
    if settings.bucket is None:
        return
    try:
        logs.fetch(release.of(settings.home), settings.bucket)
    except Unknown as fault:
        what = f"the public log is not on this disk, nor to be had from {settings.bucket}: {fault}"
        mend = "Mend that, or copy the log/ of the published site into site/, and publish again"
        raise Trouble(what, mend, CHAPTER) from fault


def _public(settings: Settings) -> Head:
    recover(settings)
    try:
        return files.public(settings.home)
    except NoteForged as fault:
        what = f"{files.folder(settings.home)} holds no checkpoint"
        mend = "Restore the folder from a copy of the site, or remove it to have it made anew"
        raise Trouble(what, mend, CHAPTER) from fault


def _key(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    for signer in signers(settings):
        print(note.published(signer.verifier))


def _rotate(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    try:
        keys.rotate(settings)
    except FileExistsError as fault:
        what = f"{keys.former_seal(settings).name} is there: a former key still signs"
        mend = "Remove it once nobody needs its signature, then rotate again"
        raise Trouble(what, mend, CHAPTER) from fault
    _key(settings, asked, now)


def _adopt(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    head = asyncio.run(adopt(settings, now))
    print(f"the database has the {head.size} entries of the public log")


async def adopt(settings: Settings, now: datetime) -> Head:
    """Takes the entries that are public and not in the database into it."""
    with writing(settings, "zuwu seal adopt"):
        async with database.opened(settings.database_url):
            head = _public(settings)
            try:
                entries = Tree(Folder(settings.home / "site"), head).entries()
                town = await towns.published(settings)
                return await appending.adopt(town, head, entries, now)
            except (TileMissing, ValueError) as fault:
                what = f"the public log cannot be taken over: {fault}"
                mend = "Restore a backup from before the two went apart"
                raise Trouble(what, mend, CHAPTER) from fault
