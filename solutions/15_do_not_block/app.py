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
        # Waiting is left to the loop: it wakes this call after a second, and runs others until then.
        await asyncio.sleep(1)
        await send_response(send, b"slow", b"text/plain")

    elif scope["path"] == "/report":
        for row in ROWS:
            process(row)
            # Computing cannot be left to the loop, but it can be cut into slices. A sleep of no seconds ends this
            # call's turn: every other task that is ready gets its own before the next row.
            await asyncio.sleep(0)
        await send_response(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
