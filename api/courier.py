"""The courier beside the service: sends what is due to webhooks, and writes down how it went.

Any number of services may run one each. A receiver that does not answer holds up its own messages
only: each has a few places, and nobody waits for another's.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]
import httpcore2
from tortoise.exceptions import BaseORMException

from api import keys
from api.postman import AddressForbidden, Postman, Reply
from api.settings import Settings
from schema.outbox import dispatch
from schema.outbox.deliveries import DeliveryFailure
from schema.outbox.dispatch import Parcel, Result
from schema.rules import webhooks

LOG = logging.getLogger("zuwu")

GLANCE = 1.0
"""Seconds between two looks at what is due."""

SWEEPING = timedelta(hours=1)
"""How often what is old is removed."""

PLACES = 8
"""How many messages to one webhook are under way at a time, from one service."""

PATIENT = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""Answers whose `Retry-After` is followed."""

FAULTS = (BaseORMException, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""What a database that is away for a while looks like."""

BROKEN = (httpcore2.NetworkError, httpcore2.ProtocolError, OSError, UnicodeError)
"""What a receiver that cannot be reached looks like, or a name that cannot be one."""

LATE = (TimeoutError, httpcore2.TimeoutException)


def courier(settings: Settings, clock: Callable[[], datetime]) -> Callable[[], Any]:
    """What the service runs beside itself: delivers to webhooks whatever is due."""

    async def deliver() -> None:
        outgoing = keys.outgoing(settings)
        async with Postman(outgoing.reach) as postman:
            running = Courier(clock, outgoing.key, postman)
            try:
                await running.run()
            finally:
                await running.end()

    return deliver


class Courier:
    """Sends what is due. luck: random numbers from 0 to 1, so that not all try again at once."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        key: bytes,
        postman: Postman,
        luck: Callable[[], float] = random.random,
    ) -> None:
        self.clock = clock
        self.key = key
        self.postman = postman
        self.luck = luck
        self.under_way: Counter[UUID] = Counter()
        self.running: set[asyncio.Task[None]] = set()
        self.swept: datetime | None = None

    async def run(self) -> None:
        """Looks again and again, as long as the service runs."""
        while True:
            try:
                begun = await self.set_out()
            except FAULTS as fault:
                LOG.error("webhooks wait for the database: %s", type(fault).__name__)
                begun = 0
            if not begun:
                await self._rested()

    async def set_out(self) -> int:
        """Begins to send what is due, as far as there are places; how many were begun."""
        now = self.clock()
        if self.swept is None or abs(now - self.swept) >= SWEEPING:  # a clock can be put back
            await dispatch.sweep(now)
            self.swept = now
        begun = 0
        for webhook in await dispatch.due(now):
            free = PLACES - self.under_way[webhook]
            if free > 0:
                for parcel in await dispatch.claim(webhook, free, now, self.key):
                    self._begin(parcel)
                    begun += 1
        return begun

    async def end(self) -> None:
        """Lets go of what is under way; it is claimed again by whoever comes next."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)

    async def _rested(self) -> None:
        """Until a place is free, or it is time to look again."""
        if self.running:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait(self.running, timeout=GLANCE, return_when=first)
        else:
            await asyncio.sleep(GLANCE)

    def _begin(self, parcel: Parcel) -> None:
        task = asyncio.ensure_future(self._deliver(parcel))
        self.running.add(task)
        self.under_way[parcel.webhook] += 1
        task.add_done_callback(lambda done: self._done(done, parcel.webhook))

    def _done(self, task: asyncio.Task[None], webhook: UUID) -> None:
        self.running.discard(task)
        self.under_way[webhook] -= 1
        if not task.cancelled() and (fault := task.exception()):
            LOG.error("a delivery is sent again after a fault: %s", type(fault).__name__)

    async def _deliver(self, parcel: Parcel) -> None:
        result = await self._attempt(parcel)
        now = self.clock()
        if result.status == HTTPStatus.GONE:
            await dispatch.gone(parcel.webhook, now)
        written = await dispatch.settle(parcel, result, now)
        if written and result.failure and result.again is None:
            LOG.warning("webhook %s: message %s is given up", parcel.webhook, parcel.id)

    async def _attempt(self, parcel: Parcel) -> Result:
        headers = webhooks.headers(parcel.secrets, str(parcel.id), self.clock(), parcel.body)
        try:
            reply = await self.postman.post(parcel.url, headers, parcel.body)
        except AddressForbidden:
            return self._failed(parcel, DeliveryFailure.FORBIDDEN_ADDRESS)
        except LATE:
            return self._failed(parcel, DeliveryFailure.TIMED_OUT)
        except BROKEN:
            return self._failed(parcel, DeliveryFailure.UNREACHABLE)
        if 200 <= reply.status < 300:
            return Result(reply.status, None)
        return self._failed(parcel, DeliveryFailure.STATUS, reply)

    def _failed(
        self, parcel: Parcel, failure: DeliveryFailure, reply: Reply | None = None
    ) -> Result:
        now = self.clock()
        status = reply.status if reply else None
        if status == HTTPStatus.GONE:
            return Result(status, failure)
        asked = webhooks.asked_for(reply.retry_after, now) if reply and status in PATIENT else None
        wait = webhooks.wait(parcel.attempts + 1, asked, self.luck())
        return Result(status, failure, now + wait if wait else None)
