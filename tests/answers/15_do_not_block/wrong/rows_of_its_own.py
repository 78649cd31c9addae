"""
Fault: counts to a hundred instead of going through ROWS.
Message: among them 100, which is not in ROWS
"""

import asyncio
import json

ROWS = list(range(100))


def process(row):
    """About 10 ms of computing for one row. There is nothing in it that could be awaited."""
    return sum(number * number for number in range(row, row + 200_000))


async def send_response(send, body, content_type):
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", content_type)],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    if scope["path"] == "/health":
        await send_response(send, b"ok", b"text/plain")

    elif scope["path"] == "/slow":
        await asyncio.sleep(1)
        await send_response(send, b"slow", b"text/plain")

    elif scope["path"] == "/report":
        for row in range(1, 101):
            process(row)
            await asyncio.sleep(0)
        await send_response(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
