"""The publisher that works by itself: hears what becomes public, and lets the press make it.

`zuwu serve` hosts it; `zuwu publish --watch` is nothing else. It asks the database for nothing
until something has changed or the day has.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from api import logs, metrics
from api.settings import Settings
from cli import publishing, sealing, towns
from cli.press import Failed, Press
from cli.publishing import Occasion, Outcome
from cli.trouble import Trouble
from cli.worker import AWAY
from publisher.gate import holding
from schema import database
from schema.base.changes import Changes
from schema.base.context import SHANGHAI
from schema.base.edition import EditionKey, EditionRecord, State
from schema.base.scope import AreaPath, Scope
from schema.base.watching import watching
from schema.gate import held
from schema.rules import occasions
from schema.rules.gating import Reason
from schema.rules.occasions import Waiting
from schema.seals.appending import Settled

LOG = logging.getLogger("zuwu")

LOOK = 60.0
"""Seconds between two looks at the clock, for a clock can be set, and a machine can sleep."""

NAMED = 20
"""How many files that differ, or reasons to stay behind, a line of the log names."""

Clock = Callable[[], datetime]


class Watch:
    """What waits for a release, and when it is to have one. night: when the next day begins.

    afresh: whether all pages still have to be made afresh, to prove the others; told: what
    operators know to stay behind, and for what reason.
    """

    def __init__(self, settings: Settings, clock: Clock, changes: Changes) -> None:
        self.settings = settings
        self.clock = clock
        self.press = Press(settings)
        self.settled = Settled()
        self.night = self._next_night()
        self.afresh = False
        self.told: frozenset[tuple[EditionKey | None, Reason]] = frozenset()
        # What became public before it began, nobody told it.
        self.waiting = Waiting().changed(time.monotonic())
        self.heard = asyncio.Event()
        changes.on_public(self.hear)

    def hear(self, below: frozenset[AreaPath] | None) -> None:
        """Something else is public in these areas; none named: perhaps in any."""
        town = self.settings.town
        if below is None or town is None or any(map(Scope((town,)).covers, below)):
            self.waiting = self.waiting.changed(time.monotonic())
            metrics.BACKLOG.begin()
            self.heard.set()

    async def run(self) -> None:
        """Publishes whenever it is time to, for ever."""
        try:
            while True:
                await self._rested()
                await self._published()
        finally:
            await self.press.end()

    async def _rested(self) -> None:
        while (rest := self._rest()) > 0:
            self.heard.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.heard.wait(), rest)

    def _rest(self) -> float:
        """Seconds until it is time to publish, or to look again."""
        due = self.waiting.due()
        until_due = LOOK if due is None else due - time.monotonic()
        return min(LOOK, until_due, (self.night - self.clock()).total_seconds())

    async def _published(self) -> None:
        """Publishes what waits; what becomes public meanwhile waits for the next time."""
        self._turn_the_day()
        self.waiting = Waiting()
        metrics.BACKLOG.begin()
        done = await self._released(afresh=False)
        if done:
            metrics.BACKLOG.end()
        if self.waiting.first is not None:
            metrics.BACKLOG.begin()
        elif done and self.afresh:
            done = await self._released(afresh=True)
            self.afresh = not done
        if not done:
            self.waiting = replace(self.waiting, failed=time.monotonic())

    def _turn_the_day(self) -> None:
        if self.clock() >= self.night:
            self.afresh |= occasions.afresh(self.night)
            self.settled = Settled()
            self.night = self._next_night()

    def _next_night(self) -> datetime:
        return occasions.night(self.clock().astimezone(SHANGHAI))

    async def _released(self, *, afresh: bool) -> bool:
        """Whether everything that is public is on the site now; what hinders it is written down."""
        begun, became = time.perf_counter(), "failed"
        try:
            await sealing.append(self.settings, self.clock(), self.settled)
            outcome = await self._pressed(afresh=afresh)
            became = _told(outcome)
            await publishing.note(outcome, self.clock())
            await self._alert()
            metrics.EDITIONS.set(await EditionRecord.filter(state=State.PUBLISHED).count())
        except (Failed, Trouble) as reasons:
            LOG.error("publishing-failed", extra={"facts": {"said": str(reasons)}})
            return False
        except AWAY as gone:
            LOG.warning("database", extra={"facts": {"kind": type(gone).__name__}})
            return False
        finally:
            metrics.PUBLICATIONS.labels(became).inc()
            metrics.PUBLISHING.labels(became).observe(time.perf_counter() - begun)
        return True

    async def _pressed(self, *, afresh: bool) -> Outcome:
        """What the press made; if the gate holds all of it, officers and operators hear of that."""
        try:
            return await self.press.publish(Occasion(self.clock(), afresh))
        except Failed as failed:
            if failed.held:
                await publishing.note_whole(self.settings, failed.held, self.clock())
                await self._alert()
            raise

    async def _alert(self) -> None:
        """Tells operators what stays behind now; what they know already is not told again."""
        stays = await held.standing(await towns.published(self.settings))
        metrics.HELD.set(len({each.edition for each in stays}))
        # Not by their places: a line of a feed moves with whatever else is published.
        known, self.told = self.told, frozenset((each.edition, each.reason) for each in stays)
        fresh = [each for each in stays if (each.edition, each.reason) not in known]
        if fresh:
            found = holding.lines(fresh)
            LOG.warning("held-back", extra={"facts": {"count": len(found), "found": found[:NAMED]}})


def _told(outcome: Outcome) -> str:
    """Writes down what became of an occasion, and answers it in a word."""
    released = outcome.released
    if outcome.differing:
        metrics.DIFFERENCES.inc(len(outcome.differing))
        facts = {"count": len(outcome.differing), "files": outcome.differing[:NAMED]}
        LOG.error("afresh-differs", extra={"facts": {"release": released.name, **facts}})
    if released.made is None:
        return "unchanged"
    facts = {"pages": released.pages, "made": released.made, "milliseconds": released.duration}
    LOG.info("released", extra={"facts": {"release": released.name, **facts}})
    return "released"


def alone(settings: Settings, clock: Clock) -> None:
    """`zuwu publish --watch`: publishes until it is told to stop, and does nothing else."""
    if settings.embedded:
        raise Trouble(
            "the database is a file, and beside it `zuwu serve` publishes by itself",
            "Run `zuwu serve`, or move to PostgreSQL, which takes publishers on other machines",
            "Publishing",
        )
    with metrics.told(settings.running):
        logs.configure(settings.running.log)
        asyncio.run(_watched(settings, clock))


async def _watched(settings: Settings, clock: Clock) -> None:
    url, changes = settings.database_url, Changes()
    async with database.opened(url, everywhere=True), watching(changes):
        metrics.watch(url)
        running = asyncio.ensure_future(Watch(settings, clock, changes).run())
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, running.cancel)
        with suppress(asyncio.CancelledError):
            await running
