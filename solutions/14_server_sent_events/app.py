import asyncio


async def client_left(receive):
    # http.request comes first, for a GET too; only http.disconnect means that nobody listens any more.
    while (await receive())["type"] != "http.disconnect":
        pass


def first_number(scope):
    """The number after the last one that the client has seen, or 1."""
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            return int(value) + 1
    return 1


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await send(
        {
            "type": "http.response.start",
            "status": 200,
            # no-cache keeps a cache on the way from handing the same events to somebody else.
            "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")],
        }
    )
    leaving = asyncio.create_task(client_left(receive))
    number = first_number(scope)
    while not leaving.done():
        # The empty line ends the event: the browser hands it on when it sees that line, and no earlier.
        event = f"id: {number}\ndata: tick {number}\n\n"
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        number += 1
        # Waits for a second, or less if the client leaves. The response is never completed: it ends with its client.
        await asyncio.wait([leaving], timeout=1)
