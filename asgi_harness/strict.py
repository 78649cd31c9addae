"""A middleware that tells what an app does against the protocol, under any server, like wsgiref.validate for WSGI."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from asgi_harness.checker import TOLERATED, LifespanChecker, checker_for
from asgi_harness.conversation import Conversation, shorten
from asgi_harness.failure import ProtocolError
from asgi_harness.types import ASGIApp, Message, Receive, Scope, Send

Result = TypeVar("Result")


class ProtocolWarning(UserWarning):
    """A rule of ASGI that an app has broken."""


def warn(text: str) -> None:
    warnings.warn(text, ProtocolWarning, stacklevel=2)


def strict(app: ASGIApp, *, raises: bool = True, report: Callable[[str], object] = warn) -> ASGIApp:
    """
    The same app, with every message to and from it checked.

    Each broken rule is told to `report`, by default as a ProtocolWarning. Errors are raised besides, out of `send`,
    `receive` or the app itself, except those that every server tolerates. If `raises` is False, none is, and every
    message goes on to the server as it is.
    """

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket", "lifespan"):
            await _Connection(app, scope, receive, send, raises, report).run()
        else:
            await app(scope, receive, send)

    return watched


class _Connection:
    """One call of the app."""

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, raises: bool, report: Callable[[str], object]
    ) -> None:
        self.app = app
        self.scope = scope
        self.receive_from_server = receive
        self.send_to_server = send
        self.raises = raises
        self.report = report
        self.conversation = Conversation(scope["type"], scope["type"], scope)
        self.checker = checker_for(self.conversation)
        self.checker.tolerated = TOLERATED
        self.told = 0
        self.file = ""

    async def run(self) -> None:
        result: Any = self.app(self.scope, self.receive, self.send)
        if not inspect.isawaitable(result):
            came = f"a plain call that returned {shorten(result)}"
            self.check(self.checker.violate, "APP-001", "an `async def`", came)
            return
        try:
            value = await result
        except Exception as error:
            if isinstance(self.checker, LifespanChecker) and not isinstance(error, ProtocolError):
                self.check(self.checker.raised, f"{type(error).__name__}: {error}")
            raise
        self.checker.line = None
        if value is not None:
            self.check(self.checker.violate, "APP-005", "None", shorten(value))
        self.check(self.checker.returned)

    async def receive(self) -> Message:
        line = self.look_at(sys._getframe(1))
        message = await self.receive_from_server()
        if message["type"].endswith(".disconnect"):
            self.checker.client_left = True
        self.check(self.checker.receive, message, line)
        return message

    async def send(self, message: Message) -> None:
        complete = self.check(self.checker.send, message, self.look_at(sys._getframe(1)))
        if complete is not None and "headers" in message and not isinstance(message["headers"], (list, tuple)):
            # An iterator has been used up by looking at it.
            message = {**message, "headers": complete["headers"]}
        try:
            await self.send_to_server(message)
        except OSError:
            self.checker.client_left = True
            self.checker.refusals += 1
            raise

    def look_at(self, frame: FrameType) -> int:
        """The line of the app that speaks; remembers its file."""
        self.file = frame.f_code.co_filename
        return frame.f_lineno

    def check(self, look: Callable[..., Result], *arguments: Any) -> Result | None:
        """Let the checker look, and tell what it finds."""
        try:
            return look(*arguments)
        except ProtocolError:
            if self.raises:
                raise
            return None
        finally:
            for violation in self.conversation.violations[self.told :]:
                where = f" ({self.file}, line {violation.line})" if violation.line is not None else ""
                self.report(" ".join(filter(None, (str(violation), violation.hint or violation.rule.hint))) + where)
            self.told = len(self.conversation.violations)
