"""One connection of the protocol graphql-transport-ws, from its first message to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry import Schema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from api import addresses, answering, correlation, errors, faults, identity, messages
from api.asking import Asked
from api.codes import Code
from api.messages import Closing, Complete, Init, Ping, Subscribe
from schema.base.changes import Changes, FellBehind
from schema.base.context import Context
from schema.base.profile import profiles
from schema.base.refusal import Refusal
from schema.base.scope import ANYONE, Actor
from schema.rules.addresses import Network

TOO_SLOW = (1013, "You read too slowly: connect again and read anew what you missed.")
ENDED = (4403, "The token or an office of its officer has ended.")
LEAVING = (1001, "The service stops.")

UNANSWERABLE = (GraphQLError, Refusal, CannotGetOperationTypeError, InvalidOperationTypeError)
"""What is no fault of ours."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a connection may take, in seconds, and how much of it there may be.

    init: until it has said who asks; recheck: between two looks at its token; reading: until
    the client has taken a message.
    """

    init: float = 5.0
    recheck: float = 30.0
    reading: float = 10.0
    subscriptions: int = 20
    connections: int = 1000
    per_address: int = 50


@dataclass(frozen=True, slots=True)
class House:
    """What all connections share: the schema, the changes, the clock, the proxies, the bounds."""

    schema: Schema
    changes: Changes
    clock: Callable[[], datetime]
    proxies: tuple[Network, ...]
    bounds: Bounds
    leaving: asyncio.Event


class Conversation:
    """One connection. Whatever ends it is raised by one of its tasks, and ends the others."""

    def __init__(self, socket: WebSocket, house: House) -> None:
        self.socket = socket
        self.house = house
        self.authorization: str | None = None
        self.actor: Actor = ANYONE
        self.known = False
        self.running: dict[str, asyncio.Task[None]] = {}

    async def hold(self) -> Closing | None:
        """Talks until it ends; how it ends, unless the other side has gone."""
        try:
            async with asyncio.TaskGroup() as self.tasks:
                self.tasks.create_task(self._watch())
                self.tasks.create_task(self._read())
        except ExceptionGroup as ended:
            return self._how(ended)
        return None

    def _how(self, ended: ExceptionGroup[Exception]) -> Closing | None:
        if ended.subgroup(WebSocketDisconnect):
            return None
        for each in ended.exceptions:
            if isinstance(each, Closing):
                return each
        named = correlation.current()
        faults.record(named, ended.exceptions[0])
        return Closing(1011, faults.masked(named))

    async def _watch(self) -> None:
        """Ends when the service does, and when the token has."""
        while True:
            try:
                await asyncio.wait_for(self.house.leaving.wait(), self.house.bounds.recheck)
            except TimeoutError:
                await self._recognise()
            else:
                raise Closing(*LEAVING)

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(self.house.bounds.init):
                while not self.known:
                    await self._take_up()
        except TimeoutError as slow:
            raise Closing(4408, "Connection initialisation timeout") from slow
        while True:
            await self._take_up()

    async def _take_up(self) -> None:
        """One message of the client."""
        received = await self.socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code", 1005))
        said = messages.read(received)
        if isinstance(said, Ping):
            await self._say("pong")
        elif isinstance(said, Init):
            await self._begin(said)
        elif isinstance(said, Subscribe):
            self._subscribe(said)
        elif isinstance(said, Complete) and said.id in self.running:
            self.running.pop(said.id).cancel()

    async def _begin(self, said: Init) -> None:
        if self.known:
            raise Closing(4429, "Too many initialisation requests")
        try:
            self.actor = await identity.actor(said.authorization, self.house.clock())
        except identity.TokenUnknown as fault:
            raise Closing(4403, "The token is unknown or has expired.") from fault
        self.authorization = said.authorization
        self.known = True
        await self._say("connection_ack")

    async def _recognise(self) -> None:
        """Looks at the token again; an office that has ended ends the connection too."""
        try:
            actor = await identity.actor(self.authorization, self.house.clock())
        except identity.TokenUnknown as fault:
            raise Closing(*ENDED) from fault
        if set(self.actor.grants) - set(actor.grants):
            raise Closing(*ENDED)
        self.actor = actor

    def _subscribe(self, said: Subscribe) -> None:
        if not self.known:
            raise Closing(4401, "Unauthorized")
        if said.id in self.running:
            raise Closing(4409, "Subscriber already exists")
        task = self.tasks.create_task(self._answer(said))
        self.running[said.id] = task

    async def _answer(self, said: Subscribe) -> None:
        """Everything that is answered to one subscription."""
        if len(self.running) > self.house.bounds.subscriptions:
            most = self.house.bounds.subscriptions
            told = f"A connection carries at most {most} subscriptions."
            await self._refuse(said.id, errors.told(Code.LIMITS_SUBSCRIPTIONS, told))
            return
        try:
            await self._stream(said)
        except GraphQLError as mistake:
            await self._refuse(said.id, errors.shown(mistake, executed=False))
        except RecursionError:
            told = "The request is nested too deeply."
            await self._refuse(said.id, errors.told(Code.LIMITS_DEPTH, told))

    async def _stream(self, said: Subscribe) -> None:
        async with aclosing(await self._executed(said.asked)) as results:
            async for result in results:
                if result.data is None:
                    await self._end(said.id, "error", self._why(result.errors or ()))
                    return
                told = answering.answer(result, answering.EXACT)
                await self._say("next", id=said.id, payload=told.body)
        await self._end(said.id, "complete")

    async def _executed(self, asked: Asked) -> Any:
        house = self.house
        context = Context(
            actor=self.actor,
            now=house.clock(),
            profiles=profiles(),
            changes=house.changes,
            address=addresses.of(self.socket, house.proxies),
            renew=self._renew,
        )
        return await house.schema.stream(
            asked.query,
            asked.variables,
            context,
            operation_name=asked.operation_name,
            allowed_operation_types=(OperationType.SUBSCRIPTION,),
        )

    async def _renew(self, context: Context) -> None:
        """Before each event: what time it is, and what the actor still may."""
        await self._recognise()
        context.actor, context.now = self.actor, self.house.clock()

    def _why(self, found: Sequence[GraphQLError]) -> list[dict[str, Any]]:
        """Why a subscription is not answered, or no longer; or the end of the connection."""
        causes = [error.original_error for error in found]
        for cause in causes:
            if isinstance(cause, Closing):
                raise cause
            if isinstance(cause, FellBehind):
                raise Closing(*TOO_SLOW)
            if isinstance(cause, InvalidOperationTypeError):
                told = "Only subscriptions are answered here; send queries and mutations by POST."
                return [errors.told(Code.REQUEST_METHOD, told)]
        return [self._shown(error) for error in found[: answering.MOST_ERRORS]]

    def _shown(self, error: GraphQLError) -> dict[str, Any]:
        """One error; what a resolver ran into has a path, what a stream ran into has no place."""
        cause, ran = error.original_error, error.path is not None or error.nodes is None
        ours = ran and cause is not None and not isinstance(cause, UNANSWERABLE)
        return errors.shown(error, ours)

    async def _refuse(self, id: str, error: dict[str, Any]) -> None:
        await self._end(id, "error", [error])

    async def _end(self, id: str, how: str, payload: Any = None) -> None:
        """The last message under an id, which is free again."""
        del self.running[id]
        await self._say(how, id=id, **{} if payload is None else {"payload": payload})

    async def _say(self, type: str, **more: Any) -> None:
        """Sends a message; the client has to take it in time."""
        text = orjson.dumps({"type": type, **more}).decode()
        try:
            async with asyncio.timeout(self.house.bounds.reading):
                await self.socket.send_text(text)
        except TimeoutError as slow:
            raise Closing(*TOO_SLOW) from slow


async def farewell(socket: WebSocket, ended: Closing | None) -> None:
    """Tells the other side how it ended, if it is there to hear it."""
    if ended is not None:
        with suppress(TimeoutError, WebSocketDisconnect):
            async with asyncio.timeout(1.0):
                await socket.close(ended.code, ended.reason)
