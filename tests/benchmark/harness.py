"""How fast the harness is, beside the other ways to call an app from a test."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import httpx
from asgiref.testing import ApplicationCommunicator
from starlette.testclient import TestClient

from asgi_harness import Client, http_scope, run
from asgi_harness.types import Receive, Scope, Send

ROUNDS = 7
communicator_of: Any = ApplicationCommunicator  # which has no types


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello"})


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


def timed(repeat: Callable[[int], None], count: int) -> float:
    gc.collect()
    before = time.perf_counter()
    repeat(count)
    return time.perf_counter() - before


def with_client(count: int) -> None:
    async def requests() -> None:
        client = Client(hello)
        for _ in range(count):
            (await client.get("/")).expect(status=200)

    run(requests())


def with_test_client(count: int) -> None:
    client = TestClient(hello)
    for _ in range(count):
        assert client.get("/").status_code == 200


def with_transport(count: int) -> None:
    async def requests() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(hello), base_url="http://testserver") as client:
            for _ in range(count):
                assert (await client.get("/")).status_code == 200

    asyncio.run(requests())


def with_communicator(count: int) -> None:
    async def requests() -> None:
        for _ in range(count):
            communicator: Any = communicator_of(hello, http_scope("GET", "/", [(b"host", b"testserver")]))
            await communicator.send_input({"type": "http.request", "body": b"", "more_body": False})
            assert (await communicator.receive_output())["status"] == 200
            await communicator.receive_output()
            await communicator.wait()

    asyncio.run(requests())


def websocket_messages(count: int) -> None:
    async def messages() -> None:
        async with Client(echo).websocket("/") as session:
            await session.expect_accept()
            for _ in range(count):
                await session.send_text("x")
                await session.expect("x")

    run(messages())


def memory_after(count: int) -> float:
    """Megabytes that Python holds after so many requests of one client."""
    held = 0

    async def requests() -> None:
        nonlocal held
        client = Client(hello)
        for _ in range(count):
            await client.get("/")
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    run(requests())
    tracemalloc.stop()
    return held / 1e6


def long_sleep() -> float:
    """Milliseconds that a sleep of a million virtual seconds costs."""

    async def measure() -> float:
        before = time.perf_counter()
        await asyncio.sleep(10**6)
        return (time.perf_counter() - before) * 1000

    return run(measure())


def row(name: str, own: str, other: str, ratio: float | None, target: str) -> None:
    print(f"{name:<44} {own:>10}  {other:>10}  {'' if ratio is None else f'{ratio:.2f}':>6}  {target:>9}", flush=True)


def report() -> None:
    row("", "here", "there", None, "at most")
    others: list[tuple[str, Callable[[int], None], int, str]] = [
        ("One GET, beside Starlette's TestClient", with_test_client, 100, "0.20"),
        ("One GET, beside httpx.ASGITransport", with_transport, 500, "0.50"),
        ("One GET, beside asgiref's communicator", with_communicator, 500, "1.00"),
    ]
    for name, other, count, target in others:
        rounds = [(timed(with_client, count), timed(other, count)) for _ in range(ROUNDS)]
        own, their = (statistics.median(side) / count * 1e6 for side in zip(*rounds, strict=True))
        row(name, f"{own:.0f} us", f"{their:.0f} us", own / their, target)
    few, many = (
        statistics.median(timed(websocket_messages, count) for _ in range(3)) * 1e3 for count in (1_000, 10_000)
    )
    row("10,000 WebSocket messages, beside 10 x 1,000", f"{many:.0f} ms", f"{few * 10:.0f} ms", many / few / 10, "1.50")
    few, many = memory_after(10_000), memory_after(100_000)
    row("Memory after 100,000 requests, after 10,000", f"{many:.1f} MB", f"{few:.1f} MB", many / few, "1.10")
    row("asyncio.sleep(10**6)", f"{statistics.median(long_sleep() for _ in range(ROUNDS)):.3f} ms", "", None, "1 ms")
