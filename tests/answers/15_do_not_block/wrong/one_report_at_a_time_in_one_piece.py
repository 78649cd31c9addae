"""
Fault: a health check waits for the lock that a report holds.
Message: The client waited too long for /health while a report was running.
"""

import asyncio
import json

ROWS = list(range(100))


def process(row):
    return sum(number * number for number in range(row, row + 200_000))


working = asyncio.Lock()


async def answer(send, body, content_type=b"text/plain"):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", content_type)]})
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    if scope["path"] == "/health":
        async with working:
            await answer(send, b"ok")
    elif scope["path"] == "/slow":
        await asyncio.sleep(1)
        await answer(send, b"slow")
    elif scope["path"] == "/report":
        async with working:
            for row in ROWS:
                process(row)
                await asyncio.sleep(0)
        count = len(ROWS)
        await answer(send, json.dumps({"rows": count}).encode(), b"application/json")
