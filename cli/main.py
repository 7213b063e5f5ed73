"""What is typed after `zuwu`, and how each command ends."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import orjson

from api.app import now as moment
from api.settings import Settings
from cli import (
    accounts,
    backup,
    check,
    demo,
    exchanging,
    founding,
    peopling,
    publishing,
    restore,
    scale,
    sealing,
    serving,
    tokens,
    verifying,
    watch,
)
from cli.exchanging import Errand
from cli.founding import Founding, Named
from cli.publishing import Occasion, Outcome
from cli.trouble import TROUBLES, Trouble, told
from publisher.gate import holding
from schema import sdl
from schema.base.scope import area_path
from schema.exchange import exporting
from schema.rules.roles import Role

Command = Callable[[Settings, argparse.Namespace, datetime], int | None]
"""Does what was asked; a number is what the process ends with."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 if it is done, 1 if a check found something, 2 if it could not be."""
    asked = parser().parse_args(arguments)
    try:
        settings = Settings.from_environ(os.environ)
        command: Command = asked.command
        return command(settings, asked, moment()) or 0
    except KeyboardInterrupt:
        return 130
    except TROUBLES as fault:
        print(told(fault), file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """What may be typed."""
    typed = argparse.ArgumentParser(prog="zuwu", description="Open books for villager groups.")
    commands = typed.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Command, help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(command=run)
        return added

    init = command("init", _init, "make a new installation: a county, a town, an administrator")
    init.add_argument("--county", type=_named, required=True, metavar="439901=甲县")
    init.add_argument("--town", type=_named, required=True, metavar="101=清溪镇")
    init.add_argument("--administrator", required=True, metavar="NAME")
    command("migrate", _migrate, "bring the tables up to date")
    _add_account(commands)
    _add_token(commands)
    command("serve", _serve, "answer GraphQL, serve the site, and publish what becomes public")
    publish = command("publish", _publish, "make what is public into a site")
    publish.add_argument("--afresh", action="store_true", help="make every page anew")
    publish.add_argument("--watch", action="store_true", help="again whenever something changes")
    command("rollback", _rollback, "put the site back to the release before")
    command("offline", _offline, "renew the copies of villages to take along")
    town = command("demo", _demo, "serve an invented town")
    town.add_argument("--scale", choices=scale.SIZES, help="make a town of this size instead")
    town.add_argument("--seed", type=int, default=1, help="another number is another town")
    command("sdl", _sdl, "print the schema")
    _add_exchange(command)
    _add_keeping(command)
    sealing.add(commands)
    verifying.add(command("verify", verifying.run, "check a published site against its log"))
    return typed


def _add_account(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    account = commands.add_parser("account", help="accounts by which officers sign in")
    code = account.add_subparsers(required=True, metavar="code").add_parser("code")
    code.add_argument("--name", required=True, help="the officer")
    code.set_defaults(command=_account)


def _add_token(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    token = commands.add_parser("token", help="officers and the tokens of their programs")
    create = token.add_subparsers(required=True, metavar="create").add_parser("create")
    create.add_argument("--name", required=True, help="the officer")
    create.add_argument("--role", required=True, type=Role, choices=list(Role), metavar="ROLE")
    create.add_argument("--area", required=True, type=area_path, metavar="439901/101")
    create.add_argument("--days", type=int, default=tokens.DAYS, help="until it expires")
    create.set_defaults(command=_token)


def _add_exchange(command: Callable[..., argparse.ArgumentParser]) -> None:
    taking = command("import", _import, "take in files of committees: .xlsx, .csv, .md, .docx")
    taking.add_argument("files", type=Path, nargs="+", metavar="FILE")
    taking.add_argument("--check", action="store_true", help="only say what would come of it")
    taking.add_argument("--area", type=area_path, help="whose, where the rows do not say so")
    giving = command("export", _export, "write an area's records as workbooks")
    giving.add_argument("area", type=area_path, metavar="AREA")
    for each in (taking, giving):
        each.add_argument("--as", dest="officer", required=True, metavar="NAME", help="the officer")
    empty = command("template", _template, "write an empty workbook to fill in")
    kinds = ", ".join(exporting.BOOKS)
    empty.add_argument("kind", choices=exporting.BOOKS, metavar="KIND", help=kinds)
    for each in (giving, empty):
        each.add_argument("--to", type=Path, default=Path(), metavar="FOLDER")


def _add_keeping(command: Callable[..., argparse.ArgumentParser]) -> None:
    keeping = command("backup", _backup, "write everything that cannot be made anew to a file")
    keeping.add_argument("file", type=Path, metavar="FILE")
    restoring = command("restore", _restore, "make an installation from a backup")
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument(
        "--replace", action="store_true", help="what is there already is backed up aside, then goes"
    )
    checking = command("check", _check, "say what is wrong with this installation")
    checking.add_argument("--json", action="store_true", help="one JSON object for a program")


def _named(text: str) -> Named:
    code, separator, name = text.partition("=")
    if not (separator and code and name):
        raise argparse.ArgumentTypeError("write a code and a name, like 101=清溪镇")
    return Named(code, name)


def _init(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    begun = Founding(asked.county, asked.town, asked.administrator)
    try:
        path = begun.path
    except ValueError as fault:
        mend = "Write six digits for the county and three for the town"
        raise Trouble(str(fault), mend, "Installing") from fault
    code = asyncio.run(founding.init(settings, begun, now))
    print(f"The public log is signed by this key: {sealing.key(settings)}", file=sys.stderr)
    print(
        f"{begun.administrator} administers {path}, and opens an account with this code, once:",
        file=sys.stderr,
    )
    print(code)


def _migrate(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    asyncio.run(founding.migrate(settings))


def _account(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    code = asyncio.run(accounts.code(settings, asked.name, now))
    print(f"{asked.name} opens the account with this code, once:", file=sys.stderr)
    print(code)


def _token(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    made = tokens.create(settings, asked.name, asked.role, asked.area, days=asked.days, now=now)
    token = asyncio.run(made)
    print(
        f"{asked.name} is {asked.role.value} of {asked.area}. This token is shown once:",
        file=sys.stderr,
    )
    print(token)


def _serve(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    serving.serve(
        settings, lambda: print(f"Zuwu answers at http://{settings.host}:{settings.port}/")
    )


def _publish(settings: Settings, asked: argparse.Namespace, now: datetime) -> int:
    if asked.watch:
        watch.alone(settings, moment)
        return 0
    occasion = Occasion(now, asked.afresh)
    with exchanging.bar("publish", "page") as progress:
        outcome = asyncio.run(publishing.publish(settings, occasion, _waits, progress))
    print(f"release {_summary(settings, outcome)}")
    _stays(outcome)
    for path in outcome.differing:
        print(f"{path} was not what it is when it is made afresh", file=sys.stderr)
    return 1 if outcome.differing else 0


def _rollback(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    outcome = asyncio.run(publishing.rollback(settings, now, _waits))
    print(f"back to release {_summary(settings, outcome)}")
    _stays(outcome)


def _stays(outcome: Outcome) -> None:
    for line in holding.lines(outcome.held):
        print(line, file=sys.stderr)


def _summary(settings: Settings, outcome: Outcome) -> str:
    released = outcome.released
    return f"{released.name}: {released.pages} pages in {settings.site}"


def _waits(holder: str) -> None:
    print(f"{holder} is at work on this town; waiting for it", file=sys.stderr)


def _offline(settings: Settings, asked: argparse.Namespace, now: datetime) -> int:
    found = asyncio.run(publishing.renew(settings, now))
    for each in found:
        print(each.line)
    return 1 if found else 0


def _demo(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    shown = demo.demonstrated(settings)
    if asked.scale:
        begun = time.monotonic()
        made = asyncio.run(peopling.people(shown, scale.SIZES[asked.scale], asked.seed, now))
        took = time.monotonic() - begun
        print(f"{made.records} records, {made.editions} editions, {took:.0f} s; see `zuwu demo`")
        return
    given = asyncio.run(demo.prepare(shown, now))
    serving.serve(shown, lambda: print(demo.greeting(shown, given), flush=True))


def _import(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    errand = Errand(asked.officer, asked.area, now)
    for line in asyncio.run(exchanging.take_in(settings, errand, asked.files, check=asked.check)):
        print(line)


def _export(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    errand = Errand(asked.officer, asked.area, now)
    books = asyncio.run(exchanging.exported(settings, errand))
    for file in exchanging.written(books, asked.to):
        print(file)


def _template(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    for file in exchanging.written([exporting.template(asked.kind)], asked.to):
        print(file)


def _backup(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    made = asyncio.run(backup.backup(settings, asked.file.absolute(), now))
    print(f"{asked.file}: {made.rows} rows and {len(made.files)} files, read back and whole")


def _restore(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    restored = restore.restore(settings, asked.file, now, replace=asked.replace)
    kept = asyncio.run(restored)
    print(f"{kept.rows} rows and {len(kept.files)} files as of {kept.made_at:%Y-%m-%d %H:%M} UTC")


def _check(settings: Settings, asked: argparse.Namespace, now: datetime) -> int:
    found = asyncio.run(check.check(settings, now))
    if asked.json:
        print(orjson.dumps({"findings": found}).decode())
    else:
        print("\n".join(map(str, found)) or "all is well")
    return 1 if found else 0


def _sdl(settings: Settings, asked: argparse.Namespace, now: datetime) -> None:
    print(sdl.text(), end="")


if __name__ == "__main__":
    sys.exit(main())
