"""Receives with a time limit at the next second, shielded."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    n = 0
    for k, v in scope["headers"]:
        if k == b"last-event-id":
            n = int(v.decode())
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")],
        }
    )
    loop = asyncio.get_running_loop()
    due = loop.time()
    reading = None
    try:
        while True:
            n += 1
            due += 1
            await send(
                {"type": "http.response.body", "body": f"id: {n}\ndata: tick {n}\n\n".encode(), "more_body": True}
            )
            try:
                async with asyncio.timeout_at(due):
                    while True:
                        reading = reading or asyncio.create_task(receive())
                        message = await asyncio.shield(reading)
                        reading = None
                        if message["type"] == "http.disconnect":
                            return
            except TimeoutError:
                continue
    finally:
        if reading is not None:
            reading.cancel()
