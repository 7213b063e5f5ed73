"""`zuwu verify`: anybody checks a published site against its log, with the public key alone."""

from __future__ import annotations

import argparse
import base64
from datetime import datetime
from pathlib import Path

from api.fetching import SiteSilent, Web
from api.settings import Settings
from cli.trouble import Trouble
from publisher.auditing import checking
from publisher.auditing.checking import Asked, LogMissing, Report
from publisher.seal import note
from publisher.seal.note import Verifier
from publisher.seal.sites import Folder, Site

CHAPTER = "The public log"


def add(verify: argparse.ArgumentParser) -> None:
    """What may be typed after `zuwu verify`."""
    verify.add_argument("site", metavar="URL|FOLDER", help="the site, or a copy of it")
    verify.add_argument("--document", metavar="PATH", help="only the page in this folder")
    verify.add_argument("--key", type=_verifier, help="the public key; else the one on the site")
    verify.add_argument("--since", type=Path, metavar="FILE", help="a checkpoint kept from before")


def run(settings: Settings, asked: argparse.Namespace, now: datetime) -> int:
    """Checks, tells what was found, and answers 1 if anything was."""
    site = _site(asked.site)
    try:
        known = (asked.key,) if asked.key else checking.keys(site)
        wanted = Asked(known, now, _since(asked.since), _folder(asked.document))
        report, found = checking.check(site, wanted)
    except (LogMissing, SiteSilent) as fault:
        mend = "Name the address of the site or a folder with all of it"
        raise Trouble(f"{asked.site} cannot be checked: {fault}", mend, CHAPTER) from fault
    if not asked.key:
        print(f"key: {note.published(known[0])} (as the site itself says)")
    for line in (*found, *([_summary(report)] if report else [])):
        print(line)
    return 1 if found else 0


def _site(named: str) -> Site:
    if named.startswith(("http://", "https://")):
        return Web(named.rstrip("/") + "/")
    return Folder(Path(named))


def _since(file: Path | None) -> bytes | None:
    try:
        return None if file is None else file.read_bytes()
    except OSError as fault:
        what = f"{file} cannot be read"
        raise Trouble(what, "Name the checkpoint that you kept", CHAPTER) from fault


def _folder(document: str | None) -> str | None:
    """The folder of a page, however it was written."""
    if document is None:
        return None
    return document.strip("/").removesuffix("index.html").rstrip("/") + "/"


def _summary(report: Report) -> str:
    root = base64.b64encode(report.head.root).decode()
    proven = f"{report.proven} of {report.pages} pages are proven"
    over = f"; {report.over} say that their posting is over, which makes no entry"
    return f"log: {report.head.size} entries, root {root}; {proven}{over if report.over else ''}"


def _verifier(printed: str) -> Verifier:
    try:
        return note.verifier(printed)
    except ValueError as fault:
        raise argparse.ArgumentTypeError("write it as `zuwu seal key` prints it") from fault
