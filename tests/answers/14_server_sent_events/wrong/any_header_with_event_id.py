"""
Fault: takes every header with event-id in its name for last-event-id.
Message: last-event-id names the last event that the client has got
"""

import asyncio


async def ticks(send, number):
    while True:
        event = f"id: {number}\ndata: tick {number}\n\n"
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        await asyncio.sleep(1)
        number += 1


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    number = 1
    for name, value in scope["headers"]:
        if b"event-id" in name and value.isdigit():
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
