"""One server process with its lifespan: startup, requests that share its state, shutdown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NoReturn

from asgi_harness.checker import LifespanChecker
from asgi_harness.clock import Spinning
from asgi_harness.exchange import Exchange
from asgi_harness.failure import Failure, words_of
from asgi_harness.types import Message, Scope

if TYPE_CHECKING:
    from asgi_harness.client import Client


class Lifespan(Exchange):
    """One lifespan from the start of the server to its end."""

    checker: LifespanChecker

    def __init__(self, client: Client, scope: Scope, title: str) -> None:
        super().__init__(client, scope, title)
        self.failed: str | None = None
        self.server = client.with_state(self.scope.get("state"))
        self._to_app: list[Message] = []
        self._answered: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Client:
        __tracebackhide__ = True
        await self.start()
        if self.failed is not None:
            raise self._failure("The startup failed.", "lifespan.startup.complete")
        return self.server

    async def __aexit__(self, kind: Any, error: BaseException | None, traceback: Any) -> None:
        __tracebackhide__ = True
        if error is not None:
            self.abandon_after(error)
            return
        await self.stop()
        if self.failed is not None:
            raise self._failure("The shutdown failed.", "lifespan.shutdown.complete")

    async def start(self) -> None:
        """Begin the lifespan and wait for the answer to startup; `failed` then holds the message of a failure."""
        __tracebackhide__ = True
        self.begin()
        await self._ask("lifespan.startup")
        if self.failed is not None or self.task.done():
            await self.ended()

    async def stop(self) -> None:
        """Ask for shutdown, wait for its answer and for the app's return."""
        __tracebackhide__ = True
        await self._ask("lifespan.shutdown")
        await self.ended()

    async def _ask(self, question: str) -> None:
        __tracebackhide__ = True
        self._answered = self.loop.create_future()
        self._to_app.append({"type": question})
        self.notify()
        self.task.add_done_callback(self._answer)
        await self.wait_for(self._answered)

    def _answer(self, _: object = None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(None)

    async def next_message(self) -> Message:
        while not self._to_app:
            await self.changed()
        return self._to_app.pop(0)

    def take(self, message: Message) -> None:
        self.failed = message["message"] if message["type"].endswith(".failed") else None
        self._answer()

    def _failure(self, message: str, expected: str) -> Failure:
        got = self.conversation.sent()[-1]
        return Failure(
            message, sent=self.conversation.request, expected=expected, got=f"{got['type']}: {self.failed}".rstrip(": ")
        )

    def _raise(self, error: BaseException) -> NoReturn:
        __tracebackhide__ = True
        if isinstance(error, Exception) and not isinstance(error, (Spinning, Failure)):
            self.checker.line = next((frame.line for frame in self.frames(error)[::-1]), None)
            self.checker.raised(words_of(error))
        super()._raise(error)

    def why_stuck(self) -> str:
        return self.checker.waits_for()

    def rule_when_stuck(self) -> str:
        return "LIFE-013" if self.checker.started is None else ""
