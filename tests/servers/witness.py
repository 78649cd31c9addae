"""Writes down all that passes between a server and an app, values as Python would write them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any

from asgi_harness.types import ASGIApp, Message, Receive, Scope, Send

Write = Callable[[str, Any], None]


def written(values: Message) -> dict[str, str]:
    return {key: _written(value) for key, value in values.items()}


def _written(value: Any) -> str:
    # One server gives members of an enumeration, which Python writes otherwise.
    return int.__repr__(value) if isinstance(value, int) and not isinstance(value, bool) else repr(value)


async def witness(app: ASGIApp, write: Write, scope: Scope, receive: Receive, send: Send) -> None:
    """Run an app and give `write` each scope, message and end: what it is, and its values."""
    plain = dict(scope)
    if "headers" in plain:
        # Its items are told as they are, whatever holds them.
        plain["headers"] = list(plain["headers"])
    write("scope", written(plain))

    async def witnessed_receive() -> Message:
        try:
            message = await receive()
        except asyncio.CancelledError:
            write("receive", "nothing")
            raise
        write("receive", written(message))
        return message

    def witnessed_send(message: Message) -> Any:
        # Not a coroutine function: whether a forgotten `await` matters is the server's affair.
        return _Sending(write, send(message))

    try:
        await app(scope, witnessed_receive, witnessed_send)
    except asyncio.CancelledError:
        write("end", "cancelled")
        raise
    except Exception as error:
        write("end", f"raises {type(error).__name__}")
        raise
    write("end", "returns")


class _Sending:
    """What `send` gave, awaited if the app awaits it."""

    def __init__(self, write: Write, awaitable: Any) -> None:
        self.write = write
        self.awaitable = awaitable

    def __await__(self) -> Generator[Any, Any, None]:
        return self._wait().__await__()

    async def _wait(self) -> None:
        try:
            await self.awaitable
        except Exception as error:
            kind = " (an OSError)" if isinstance(error, OSError) else ""
            self.write("send", f"raises {type(error).__name__}{kind}")
            raise
        self.write("send", "")
