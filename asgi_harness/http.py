"""One HTTP request: gives the app the body piece by piece and takes its response."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from asgi_harness.checker import HTTPChecker
from asgi_harness.exchange import Exchange
from asgi_harness.response import Chunk, Response
from asgi_harness.types import Message, Scope

if TYPE_CHECKING:
    from asgi_harness.client import Client


class HTTPExchange(Exchange):
    """One request with its response."""

    checker: HTTPChecker

    def __init__(self, client: Client, scope: Scope, title: str) -> None:
        super().__init__(client, scope, title)
        self.response = Response(self.conversation)
        self.pieces: list[bytes] = []
        self.pause = 0.0
        self.leaves_after: int | None = None
        self.given = 0
        self.twin: HTTPExchange | None = None

    def leave(self) -> None:
        """The client closes its connection now."""
        if not self.checker.complete and not self._has_ended:
            self.checker.client_left = True
            self.notify()

    async def next_message(self) -> Message:
        while not self.checker.client_left and not self.checker.complete:
            if self.given == self.leaves_after:
                self.leave()
            elif self.given < len(self.pieces):
                due = self.begun_at + self.given * self.pause
                if self.loop.time() >= due:
                    return self._next_piece()
                self.loop.call_at(due, self.notify)
                await self.changed()
            else:
                await self.changed()
        return {"type": "http.disconnect"}

    def _next_piece(self) -> Message:
        piece = self.pieces[self.given]
        self.given += 1
        more = self.given < len(self.pieces) or self.leaves_after is not None
        return {"type": "http.request", "body": piece, "more_body": more}

    def take(self, message: Message) -> None:
        now = self.conversation.events[-1].time
        response = self.response
        if message["type"] == "http.response.start":
            response.status = message["status"]
            response.headers = message["headers"]
            response.started_at = now
            return
        if message["type"] == "http.response.trailers":
            response.trailers += message["headers"]
        elif message["type"] == "http.response.early_hint":
            response.hints += message["links"]
        elif not self.checker.is_head and (body := _piece_of(message)):
            response.chunks.append(Chunk(now, body))
        if self.checker.complete:
            response.completed_at = now
            self.notify()

    async def ended(self, *, app_may_raise: bool = False) -> None:
        __tracebackhide__ = True
        try:
            await super().ended(app_may_raise=app_may_raise)
        finally:
            self.response.error = self.error
            self.response.ended_at = self.conversation.events[-1].time
        if self.twin is not None:
            await self.twin.ended(app_may_raise=True)

    def why_stuck(self) -> str:
        if self.checker.disconnects:
            return "The client has left, and the app was told so: nothing more comes."
        if self.given == len(self.pieces):
            return "The whole body has been given (more_body was False or absent): the client waits for the response."
        return ""

    def rule_when_stuck(self) -> str:
        if self.checker.disconnects:
            return "HTTP-031"
        return "HTTP-030" if self.given == len(self.pieces) and not self.checker.complete else ""


def _piece_of(message: Message) -> bytes:
    """The piece of a response's body that a message brings."""
    if message["type"] == "http.response.body":
        body: bytes = message["body"]
    elif message["type"] == "http.response.pathsend":
        body = Path(message["path"]).read_bytes()
    elif message["type"] == "http.response.zerocopysend":
        if message["offset"] is not None:
            message["file"].seek(message["offset"])
        body = message["file"].read(-1 if message["count"] is None else message["count"])
    else:
        body = b""
    return body
