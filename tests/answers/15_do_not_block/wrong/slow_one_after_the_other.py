"""
Fault: a lock lets the waiting ones wait for each other.
Message: Five /slow at once did not take one second.
"""

import asyncio
import json

ROWS = list(range(100))


def process(row):
    return sum(number * number for number in range(row, row + 200_000))


waiting = asyncio.Lock()


async def answer(send, body, content_type=b"text/plain"):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", content_type)]})
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    if scope["path"] == "/health":
        await answer(send, b"ok")
    elif scope["path"] == "/slow":
        async with waiting:
            await asyncio.sleep(1)
        await answer(send, b"slow")
    elif scope["path"] == "/report":
        count = 0
        for row in ROWS:
            process(row)
            count += 1
            await asyncio.sleep(0)
        await answer(send, json.dumps({"rows": count}).encode(), b"application/json")
