"""
Fault: a /slow that comes later shares the timer of an earlier one.
Message: /slow took another time.
"""

import asyncio
import json

ROWS = list(range(100))
timer = None


def process(row):
    return sum(number * number for number in range(row, row + 200_000))


async def respond(send, body, content_type=b"text/plain", status=200):
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", content_type)]})
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError("no")
    path = scope["path"]

    if path == "/health":
        await respond(send, b"ok")
    elif path == "/slow":
        global timer
        if timer is None or timer.done():
            timer = asyncio.create_task(asyncio.sleep(1))
        await timer
        await respond(send, b"slow")
    elif path == "/report":
        for row in ROWS:
            process(row)
            await asyncio.sleep(0)
        await respond(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
