import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")],
        }
    )
    # TODO: this sends three events and ends. Go on, one event a second, from where last-event-id left off,
    #       until the client disconnects. Then stop at that very moment.
    for number in range(1, 4):
        event = f"id: {number}\ndata: tick {number}\n\n"
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        await asyncio.sleep(1)
    await send({"type": "http.response.body"})
