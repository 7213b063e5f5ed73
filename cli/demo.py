"""`zuwu demo`: an invented town, ready to look at and to ask."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from string import Template
from typing import Any
from uuid import UUID, uuid4

from api.settings import Settings
from cli import founding, publishing, story
from cli.founding import Founding, Named
from cli.lock import writing
from cli.publishing import Occasion
from cli.story import Day
from cli.trouble import Trouble
from schema import database, officers, root
from schema.base.act import transaction
from schema.base.context import SHANGHAI
from schema.base.scope import ANYONE, Actor, AreaPath, Grant
from schema.officers import OfficerRecord
from schema.records.areas import AreaRecord
from schema.rules.roles import Role

TOLD = Path(__file__).parent.parent / "demo"
"""The town as it is told; a file per chapter, in the order of their names."""

GOOD = timedelta(days=365)
"""How long the demonstration's tokens are good for."""

SINCE = date(2020, 1, 1)
"""Since when the demonstration's officers hold their offices: long enough for every step."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts in the demonstration; `known_as` is what the chapters call them."""

    known_as: str
    name: str
    role: Role
    area: AreaPath
    token: bool


@dataclass(frozen=True, slots=True)
class Cast:
    """What the demonstration begins with: county, town, and everybody who acts.

    told_on: the day, a Monday, around which its files were written.
    """

    told_on: date
    founding: Founding
    officers: tuple[Officer, ...]


async def prepare(settings: Settings, now: datetime) -> dict[str, Any]:
    """Tells the town unless it has been told, publishes it, and answers a token per role."""
    with writing(settings, "zuwu demo"):
        await database.migrate(settings.database_url)
        async with database.opened(settings.database_url):
            acting = cast()
            if not await AreaRecord.exists():
                await _tell(acting, now)
            elif not await OfficerRecord.filter(name=acting.founding.administrator).exists():
                raise Trouble(
                    f"{settings.home} holds records that are not the demonstration's",
                    "Set ZUWU_HOME to another folder",
                    "Demonstration",
                )
            given = await tokens(settings.demo_tokens, acting, now)
    if not settings.site.exists():
        await publishing.publish(settings, Occasion(now), print)
    return given


def cast() -> Cast:
    """County, town and officers, as they are told."""
    told = story.read(TOLD / "officers.yaml")
    acting = [
        Officer(each["as"], each["name"], Role(each["role"]), each["area"], each["token"])
        for each in told["officers"]
    ]
    begun = Founding(Named(**told["county"]), Named(**told["town"]), told["administrator"])
    return Cast(told["told_on"], begun, tuple(acting))


async def _tell(cast: Cast, now: datetime) -> None:
    """The whole town in one transaction: it is there, or it is not."""
    async with transaction():
        await found(cast, now)
        day = Day.nearest(cast.told_on, now)
        telling = story.Telling(root.build(), await actors(cast), now, day)
        for chapter in sorted(TOLD.glob("[0-9]*.yaml")):
            for step in story.steps(chapter):
                await telling.tell(step)


async def found(cast: Cast, now: datetime, fresh_id: Callable[[], UUID] = uuid4) -> None:
    """County and town, and who holds office there and below."""
    await founding.found(cast.founding, now, fresh_id)
    for each in cast.officers:
        await officers.appoint(each.name, each.role, each.area, SINCE)


async def actors(cast: Cast) -> dict[str, Actor]:
    """Everybody who acts, by what the chapters call them."""
    ids = dict(await OfficerRecord.all().values_list("name", "id"))
    return {
        each.known_as: Actor(ids[each.name], each.name, (Grant(each.role, each.area),))
        for each in cast.officers
    }


async def tokens(file: Path, cast: Cast, now: datetime) -> dict[str, Any]:
    """A token per role, in a file that only its owner reads; the old ones while they are good."""
    kept = _kept(file)
    good = [await _good(each["token"], now) for each in kept.values()]
    if kept and all(good):
        return kept
    fresh = {
        each.role.value: {
            "token": await officers.issue(each.name, now, now + GOOD),
            "role": each.role.value,
            "area": each.area,
        }
        for each in cast.officers
        if each.token
    }
    _keep(file, fresh)
    return fresh


def _kept(file: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return kept


def _keep(file: Path, tokens: Mapping[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(made, "w", encoding="utf-8") as opened:
        json.dump(tokens, opened, ensure_ascii=False, indent=2)


async def _good(token: str, now: datetime) -> bool:
    """Whether the token will still do for the rest of the day."""
    found = await officers.recognise(token, now + timedelta(days=1), _today(now))
    return found is not ANYONE


def _today(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def demonstrated(settings: Settings) -> Settings:
    """The settings of a demonstration: every page says that it is one."""
    return replace(settings, demo=True)


def greeting(settings: Settings, tokens: Mapping[str, Any]) -> str:
    """Where to look, what to ask, and with which token."""
    lines = [f"{each['role']:<16}{each['area']:<20}{each['token']}" for each in tokens.values()]
    return Template((TOLD / "greeting.txt").read_text(encoding="utf-8")).substitute(
        base=f"http://{settings.host}:{settings.port}",
        token=tokens[Role.CLERK.value]["token"],
        file=settings.demo_tokens,
        tokens="\n  ".join(lines),
    )
