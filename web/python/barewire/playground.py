"""The task "play": an app that stays alive between orders, on a clock that moves only as far as it is told."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal

from asgi_harness.client import Client
from asgi_harness.clock import VirtualTimeLoop
from asgi_harness.conversation import Conversation, conversations_as_json
from asgi_harness.exchange import Exchange
from asgi_harness.failure import Failure, OutOfTime
from asgi_harness.http import HTTPExchange
from asgi_harness.lifespan import Lifespan
from asgi_harness.websocket import WebSocketSession
from asgi_harness.worlds import USUAL, World
from barewire import wsgi
from barewire.faults import FAULTS
from barewire.stage import Stage
from barewire.steps import Request, WebSocket, options_of, pairs_of
from grading.report import failure_as_json, failure_from

_MOST_CONNECTIONS = 12


class StepLoop(VirtualTimeLoop):
    """Runs until nothing is left to do up to the time `until`, then stops; it can be run again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.until = 0.0

    @property
    def next_timer(self) -> float | None:
        times = [timer.when() for timer in self._scheduled if not timer.cancelled()]
        return min(times, default=None)

    def select(self, timeout: float | None) -> list[Any]:
        due = timeout is not None and (timeout <= 0 or self._scheduled[0].when() <= self.until)
        if due:
            return super().select(timeout)
        self._now = max(self._now, self.until)
        self.stop()
        return []


class Connection:
    """One connection of a client, and what came of it."""

    def __init__(self, number: int, conversation: Conversation, exchange: Exchange | None = None) -> None:
        self.number = number
        self.conversation = conversation
        self.exchange = exchange
        self.failure: Failure | None = None

    @property
    def is_open(self) -> bool:
        return self.exchange is not None and not self.exchange.task.done()

    def told(self, source: str) -> dict[str, Any]:
        exchange = self.exchange
        return {
            "number": self.number,
            "title": self.conversation.title,
            "kind": self.conversation.scope["type"] if exchange else "http",
            "open": self.is_open,
            "accepted": isinstance(exchange, WebSocketSession) and exchange.accepted and exchange.closed is None,
            "waits": [
                {"line": frame.line, "awaited": awaited} for frame, awaited in (exchange.waits() if exchange else [])
            ],
            "failure": self.failure and failure_as_json(self.failure, source),
        }


class Playground:
    """An app with its clients."""

    def __init__(self, code: str) -> None:
        self.stage = Stage(code)
        self.loop = StepLoop()
        self.loop.set_exception_handler(lambda loop, context: None)
        self.connections: list[Connection] = []
        self.process: Lifespan | None = None
        self._held: list[Conversation] = []
        self._count = 0
        self._told = ""
        self.stage.perform(lambda: None)

    def close(self) -> None:
        self.stage.close()
        self.loop.close()

    # ------------------------------------------------------------------------------------------------- the clock

    def run(self, seconds: float, act: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Let so many seconds pass, then do something, then let happen all that follows at once."""
        if self.stage.app is None:
            return
        self.loop.until = max(self.loop.time(), self.loop.until) + seconds

        def run() -> None:
            self.loop.run_forever()
            if act is not None:
                doing = self.loop.create_task(act())
                self.loop.run_forever()
                if doing.done():
                    doing.result()

        self.stage.failure = None
        self.stage.perform(run)

    def step(self) -> None:
        """To the next timer, and all that it brings about."""
        due = self.loop.next_timer
        self.run(0 if due is None else max(0.0, due - max(self.loop.time(), self.loop.until)))

    # ----------------------------------------------------------------------------------------------- the clients

    async def request(self, step: Request, fault: str) -> None:
        if self.stage.is_wsgi:
            await self._request_wsgi(step)
            return
        client = self._client(FAULTS[fault].world if fault else USUAL)
        for _ in range(2 if fault == "twice" else 1):
            self._watch(client.start(step["method"], step["url"], **options_of(step)))

    async def _request_wsgi(self, step: Request) -> None:
        held: list[Conversation] = []
        failure = await self._failure_of(wsgi.take(self.stage.app, [step], self.stage.source, held), held)
        self._add(Connection(self._number(), held[0])).failure = failure

    async def websocket(self, step: WebSocket, fault: str) -> None:
        client = self._client(FAULTS[fault].world if fault else USUAL)
        session = client.websocket(step["url"], headers=pairs_of(step), subprotocols=step.get("subprotocols", []))
        client.sessions.append(session)
        session.begin()
        self._watch(session)

    async def stranger(self) -> None:
        client = self._client(USUAL)
        failure = await self._failure_of(client.expect_refusal("carrier-pigeon"), client.conversations)
        self._add(Connection(self._number(), client.conversations[-1])).failure = failure

    async def say(self, number: int, text: str, binary: bool) -> None:
        session = self._open(number)
        if isinstance(session, WebSocketSession):
            await (session.send_bytes(base64.b64decode(text)) if binary else session.send_text(text))

    async def leave(self, number: int, code: int) -> None:
        exchange = self._open(number)
        if isinstance(exchange, WebSocketSession):
            exchange.leave(code)
        elif exchange is not None:
            exchange.leave()

    async def start_up(self) -> None:
        if self.process is None or self.process.task.done():
            self.process = self._client(USUAL, state=False).lifespan()
            self.loop.create_task(self._begin(self.process))

    async def _begin(self, process: Lifespan) -> None:
        starting = self.loop.create_task(process.start())
        await asyncio.sleep(0)
        connection = self._add(Connection(self._number(), process.conversation, process))
        connection.failure = await self._failure_of(starting, [process.conversation])

    async def shut_down(self) -> None:
        """The server ends: it cancels what still runs, then asks the lifespan to shut down."""
        for connection in self.connections:
            if connection.is_open and connection.exchange is not self.process:
                assert connection.exchange is not None
                await connection.exchange.shut_down()
        if self.process is not None and not self.process.task.done():
            self.loop.create_task(self._end(self.process))

    async def _end(self, process: Lifespan) -> None:
        if failure := await self._failure_of(process.stop(), [process.conversation]):
            next(each for each in self.connections if each.exchange is process).failure = failure

    def _client(self, world: World, *, state: bool = True) -> Client:
        process = self.process
        shared = process.scope.get("state") if state and process is not None and not process.task.done() else None
        return Client(self.stage.app, world=world, state=shared, source=self.stage.source, conversations=self._held)

    def _watch(self, exchange: HTTPExchange | WebSocketSession) -> None:
        connection = self._add(Connection(self._number(), exchange.conversation, exchange))

        async def watch() -> None:
            failure = await self._failure_of(exchange.ended(), [exchange.conversation])
            if not isinstance(exchange.error, asyncio.CancelledError):
                connection.failure = failure

        self.loop.create_task(watch())

    async def _failure_of(self, doing: Awaitable[Any], conversations: list[Conversation]) -> Failure | None:
        try:
            await doing
        except (Exception, OutOfTime) as error:
            return failure_from(error, self.stage.source, conversations)
        return None

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _add(self, connection: Connection) -> Connection:
        self.connections.append(connection)
        closed = [each for each in self.connections if not each.is_open]
        for old in closed[: max(0, len(self.connections) - _MOST_CONNECTIONS)]:
            self.connections.remove(old)
        return connection

    def _open(self, number: int) -> Exchange | None:
        return next((each.exchange for each in self.connections if each.number == number and each.is_open), None)

    # ---------------------------------------------------------------------------------------------- what is told

    def told(self) -> dict[str, Any]:
        """All that a page shows, for JSON; the conversations only where they have changed."""
        due = self.loop.next_timer
        conversations = conversations_as_json([connection.conversation for connection in self.connections])
        told = json.dumps(conversations)
        same, self._told = told == self._told, told
        failure = self.stage.failure
        return {
            "now": round(self.loop.time(), 6),
            "next": None if due is None else round(due, 6),
            "interface": "none" if self.stage.app is None else "wsgi" if self.stage.is_wsgi else "asgi",
            "lifespan": self._lifespan(),
            "connections": [connection.told(self.stage.source) for connection in self.connections],
            "conversations": None if same else conversations,
            "failure": failure and failure_as_json(failure, self.stage.source),
            "output": self.stage.printed,
        }

    def _lifespan(self) -> Literal["none", "running", "over"]:
        return "none" if self.process is None else "over" if self.process.task.done() else "running"


# The one that is played with, as an interpreter is kept for one page.
_kept: list[Playground] = []


def play(order: str, seconds: float = 0.0, **arguments: Any) -> str:
    """
    One order, and what there is to see then, as JSON.

    `begin` takes the `code`. Of the others, `step` moves the clock to the next timer, `wait` by so many `seconds`; each
    of `request`, `websocket`, `say`, `leave`, `stranger`, `start_up` and `shut_down` happens after these seconds.
    """
    if order == "begin":
        for old in _kept:
            old.close()
        _kept[:] = [Playground(**arguments)]
    playground = _kept[0]
    if order == "step":
        playground.step()
    elif order == "wait":
        playground.run(seconds)
    elif order != "begin":
        act = getattr(playground, order)
        playground.run(seconds, lambda: act(**arguments))
    return json.dumps(playground.told())
