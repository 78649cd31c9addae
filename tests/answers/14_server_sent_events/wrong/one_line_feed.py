"""
Fault: no empty line ends the event.
Message: an empty line ends the event
"""

import asyncio


async def client_left(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    number = int(dict(scope["headers"]).get(b"last-event-id", b"0")) + 1
    leaving = asyncio.create_task(client_left(receive))
    while not leaving.done():
        event = f"id: {number}\ndata: tick {number}\n"
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        number += 1
        await asyncio.wait([leaving], timeout=1)
