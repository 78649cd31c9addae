"""
Fault: any message, http.request too, ends the wait, so that the second event comes at once.
Message: The events did not come one a second
"""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    number = int(dict(scope["headers"]).get(b"last-event-id", b"0")) + 1
    while True:
        event = f"id: {number}\ndata: tick {number}\n\n"
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        number += 1
        try:
            message = await asyncio.wait_for(receive(), 1)
        except TimeoutError:
            continue
        if message["type"] == "http.disconnect":
            return
