"""The report pauses whenever it has computed for 30 ms, as measured by time.perf_counter."""

import asyncio
import json
import time
from http import HTTPStatus

ROWS = list(range(100))


def process(row):
    return sum(number * number for number in range(row, row + 200_000))


async def report():
    begun = time.perf_counter()
    done = 0
    for row in ROWS:
        process(row)
        done += 1
        if time.perf_counter() - begun > 0.03:
            await asyncio.sleep(0)
            begun = time.perf_counter()
    return b"application/json", json.dumps({"rows": done}).encode()


async def health():
    return b"text/plain; charset=utf-8", b"ok"


async def slow():
    try:
        async with asyncio.timeout(1):
            await asyncio.Event().wait()
    except TimeoutError:
        return b"text/plain", b"slow"


async def missing():
    return b"text/plain", b"no such page"


PAGES = {"/report": report, "/health": health, "/slow": slow}


async def app(scope, receive, send):
    assert scope["type"] == "http"
    content_type, body = await PAGES.get(scope["path"], missing)()
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": [[b"content-type", content_type]]})
    await send({"type": "http.response.body", "body": body[:1], "more_body": True})
    await send({"type": "http.response.body", "body": body[1:]})
