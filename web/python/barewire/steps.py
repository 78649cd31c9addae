"""What clients do, as data that the page, the build and the tests all write: requests, WebSockets, a lifespan."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict

from asgi_harness.client import Client
from asgi_harness.exchange import Exchange

# On a virtual clock the shortest pause lets everything happen that is due now; where messages take their time, some do.
_ALL_ELSE = 1e-8
_MESSAGES_BETWEEN_DEEDS = 4


class Request(TypedDict):
    """
    The body comes in pieces of text, `pause` seconds apart.

    The client leaves `leaves` seconds after the start, or the server shuts down after `shut_down` seconds.
    """

    kind: Literal["request"]
    method: str
    url: str
    headers: NotRequired[list[list[str]]]
    body: NotRequired[list[str]]
    pause: NotRequired[float]
    leaves: NotRequired[float]
    shut_down: NotRequired[float]
    may_raise: NotRequired[bool]


class WebSocket(TypedDict):
    """The client does its deeds once the app has accepted, each when the app has nothing left to do, then leaves."""

    kind: Literal["websocket"]
    url: str
    headers: NotRequired[list[list[str]]]
    subprotocols: NotRequired[list[str]]
    deeds: NotRequired[list[Deed]]
    shut_down: NotRequired[float]


class Deed(TypedDict, total=False):
    """One of them: bytes are in base64, a wait is in seconds, leave is a close code."""

    text: str
    bytes: str
    wait: float
    leave: int


class Lifespan(TypedDict):
    """All other steps happen between its startup and its shutdown, and then `wait` seconds pass."""

    kind: Literal["lifespan"]
    wait: NotRequired[float]


class Together(TypedDict):
    """Steps that begin at the same time."""

    kind: Literal["together"]
    steps: list[Step]


class Stranger(TypedDict):
    """A scope of a type that no app knows."""

    kind: Literal["stranger"]


Step = Request | WebSocket | Lifespan | Together | Stranger


async def take(client: Client, steps: list[Step]) -> None:
    """Take one step after the other; raises what the app did wrong."""
    lifespan = next((step for step in steps if step["kind"] == "lifespan"), None)
    others = [step for step in steps if step["kind"] != "lifespan"]
    if lifespan is None:
        for step in others:
            await _take(client, step)
        return
    process = client.lifespan()
    await process.start()
    if process.failed is None and not process.task.done():
        for step in others:
            await _take(process.server, step)
        await asyncio.sleep(lifespan.get("wait", 0))
        await process.stop()


async def _take(client: Client, step: Step) -> None:
    if step["kind"] == "request":
        exchange = client.start(step["method"], step["url"], **options_of(step))
        await _end(exchange, step)
    elif step["kind"] == "websocket":
        await _hold(client, step)
    elif step["kind"] == "together":
        await asyncio.gather(*(_take(client, each) for each in step["steps"]))
    elif step["kind"] == "stranger":
        await client.expect_refusal("carrier-pigeon")


async def _end(exchange: Exchange, step: Request | WebSocket) -> None:
    if (seconds := step.get("shut_down")) is None:
        await exchange.ended(app_may_raise=bool(step.get("may_raise")))
        return
    await asyncio.wait([exchange.task], timeout=seconds)
    await exchange.shut_down()
    if isinstance(exchange.error, Exception) and not step.get("may_raise"):
        raise exchange.error


async def _hold(client: Client, step: WebSocket) -> None:
    session = client.websocket(step["url"], headers=pairs_of(step), subprotocols=step.get("subprotocols", []))
    if "shut_down" in step:
        session.begin()
        await _end(session, step)
        return
    pause = _ALL_ELSE + _MESSAGES_BETWEEN_DEEDS * client.world.delay
    async with session:
        if await session.is_accepted():
            for deed in step.get("deeds", []):
                await asyncio.sleep(deed.get("wait", pause))
                if "text" in deed:
                    await session.send_text(deed["text"])
                elif "bytes" in deed:
                    await session.send_bytes(base64.b64decode(deed["bytes"]))
                elif "leave" in deed:
                    session.leave(deed["leave"])
            await asyncio.sleep(pause)


def options_of(step: Request) -> dict[str, Any]:
    """A request as `Client.start()` takes it."""
    return {
        "headers": pairs_of(step),
        "pieces": [piece.encode() for piece in step.get("body", [])] or [b""],
        "pause": step.get("pause", 0.0),
        "leaves_at": step.get("leaves"),
    }


def pairs_of(step: Request | WebSocket) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in step.get("headers", [])]


def protocols(steps: list[Step]) -> Iterator[str]:
    """The scope types that some steps bring about, and "body" where a request has one."""
    for step in steps:
        if step["kind"] == "together":
            yield from protocols(step["steps"])
        elif step["kind"] == "request":
            yield "http"
            if any(step.get("body", [])):
                yield "body"
        else:
            yield step["kind"]


def in_words(steps: list[Step]) -> list[str]:
    """What is asked, in short."""
    words = []
    for step in steps:
        if step["kind"] == "together":
            words += in_words(step["steps"])
        elif step["kind"] == "request":
            words.append(f"{step['method']} {step['url']}")
        else:
            words.append(f"websocket {step['url']}" if step["kind"] == "websocket" else step["kind"])
    return words
