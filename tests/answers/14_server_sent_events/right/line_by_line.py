"""Each line of an event is a message of its own."""

import asyncio


async def ticks(send, number):
    while True:
        event = f"id: {number}\ndata: tick {number}\n\n"
        for line in event.splitlines(keepends=True):
            await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
        await asyncio.sleep(1)
        number += 1


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    number = 1
    for name, value in scope["headers"]:
        if name.lower() == b"last-event-id" and value.isdigit():
            number = int(value) + 1
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")],
        }
    )
    task = asyncio.create_task(ticks(send, number))
    while (await receive())["type"] != "http.disconnect":
        pass
    task.cancel()
    await asyncio.wait([task])
