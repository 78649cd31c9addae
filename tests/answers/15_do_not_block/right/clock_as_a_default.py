"""Looks at a clock of `time` that was bound when the file was imported."""

import asyncio
import json
import time

ROWS = list(range(100))


def process(row):
    """About 10 ms of computing for one row. There is nothing in it that could be awaited."""
    return sum(number * number for number in range(row, row + 200_000))


class Budget:
    def __init__(self, seconds=0.02, clock=time.monotonic):
        self.seconds, self.clock = seconds, clock
        self.since = clock()

    async def turn(self):
        if self.clock() - self.since >= self.seconds:
            await asyncio.sleep(0)
            self.since = self.clock()


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
        budget = Budget()
        for row in ROWS:
            process(row)
            await budget.turn()
        await send_response(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
