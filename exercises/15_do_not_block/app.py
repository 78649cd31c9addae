import json
import time

ROWS = list(range(100))


def process(row):
    """About 10 ms of computing for one row. There is nothing in it that could be awaited."""
    return sum(number * number for number in range(row, row + 200_000))


def wait(seconds):
    """What any ordinary library does that waits: for a file, a database, another server."""
    time.sleep(seconds)


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
        # TODO: while this waits, the whole server waits.
        wait(1)
        await send_response(send, b"slow", b"text/plain")

    elif scope["path"] == "/report":
        # TODO: this computes for a second on end, and nobody else gets a turn. Give them one now and then.
        for row in ROWS:
            process(row)
        await send_response(send, json.dumps({"rows": len(ROWS)}).encode(), b"application/json")
