"""
Fault: the report goes to a thread, which does not exist here.
Message: is not here
"""

import asyncio
import json

ROWS = list(range(100))


def process(row):
    return sum(number * number for number in range(row, row + 200_000))


async def answer(send, body, content_type=b"text/plain"):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", content_type)]})
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    if scope["path"] == "/health":
        await answer(send, b"ok")
    elif scope["path"] == "/slow":
        await asyncio.sleep(1)
        await answer(send, b"slow")
    elif scope["path"] == "/report":
        count = 0
        for row in ROWS:
            await asyncio.to_thread(process, row)
            count += 1
            await asyncio.sleep(0)
        await answer(send, json.dumps({"rows": count}).encode(), b"application/json")
