"""
Fault: a report pauses only as long as nobody is at /slow.
Message: The client waited too long for /health while a report was running.
"""

import asyncio
import json

ROWS = list(range(100))
waiting = 0


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
        global waiting
        waiting += 1
        try:
            await asyncio.sleep(1)
        finally:
            waiting -= 1
        await respond(send, b"slow")
    elif path == "/report":
        for row in ROWS:
            process(row)
            if not waiting:
                await asyncio.sleep(0)
        await respond(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
