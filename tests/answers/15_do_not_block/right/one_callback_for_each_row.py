"""Every row is a callback of its own."""

import asyncio
import json

ROWS = list(range(100))


def process(row):
    """About 10 ms of computing for one row. There is nothing in it that could be awaited."""
    return sum(number * number for number in range(row, row + 200_000))


class Job:
    def __init__(self, rows):
        self.rows = iter(rows)
        self.loop = asyncio.get_running_loop()
        self.future = self.loop.create_future()

    def step(self):
        try:
            process(next(self.rows))
        except StopIteration:
            self.future.set_result(None)
        else:
            self.loop.call_soon(self.step)

    def __await__(self):
        self.loop.call_soon(self.step)
        yield from self.future


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
        await Job(ROWS)
        await send_response(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
