"""Imports `time` where it looks at the clock."""

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
        import time as clock

        since = clock.perf_counter_ns()
        for row in ROWS:
            process(row)
            if clock.perf_counter_ns() - since > 15_000_000:
                await asyncio.sleep(0)
                since = clock.perf_counter_ns()
        await send_response(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
