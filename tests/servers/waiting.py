"""Apps whose every request waits for WAIT seconds, in each of the ways that a timeline draws."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from asgi_harness.types import Receive, Scope, Send

WAIT = float(os.environ["WAIT"])
POOL = ThreadPoolExecutor(int(os.environ["THREADS"]))

# Every process of a server that has got so far leaves a file here.
Path(os.environ["READY"], str(os.getpid())).touch()


def wsgi(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    time.sleep(WAIT)
    start_response("204 No Content", [])
    return []


async def awaits(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(WAIT)
    await _answer(send)


async def blocks(scope: Scope, receive: Receive, send: Send) -> None:
    time.sleep(WAIT)  # noqa: ASYNC251 - that is the fault
    await _answer(send)


async def pools(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.get_running_loop().run_in_executor(POOL, time.sleep, WAIT)
    await _answer(send)


async def _answer(send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})
