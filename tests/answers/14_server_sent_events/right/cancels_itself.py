"""The listener cancels the task that streams."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    streaming = asyncio.current_task()
    left = []

    async def watch():
        while (await receive())["type"] != "http.disconnect":
            pass
        left.append(True)
        streaming.cancel()

    watcher = asyncio.create_task(watch())
    n = next((int(v) + 1 for k, v in scope["headers"] if k == b"last-event-id"), 1)
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")],
        }
    )
    try:
        while True:
            await send(
                {"type": "http.response.body", "body": f"id: {n}\ndata: tick {n}\n\n".encode(), "more_body": True}
            )
            n += 1
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        if not left:
            watcher.cancel()
            raise
        streaming.uncancel()
    except OSError:
        watcher.cancel()
