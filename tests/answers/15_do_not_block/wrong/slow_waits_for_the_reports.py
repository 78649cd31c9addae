"""
Fault: a /slow first waits until no report is running.
Message: /slow took another time while reports were running.
"""

import asyncio
import json

ROWS = list(range(100))
lock = asyncio.Lock()


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
        async with lock:
            pass
        await asyncio.sleep(1)
        await respond(send, b"slow")
    elif path == "/report":
        async with lock:
            for row in ROWS:
                process(row)
                await asyncio.sleep(0)
        await respond(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
