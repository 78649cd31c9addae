"""A task group: the listener's exception cancels the ticking. Each event goes out in two messages."""

import asyncio


class Left(Exception):
    pass


async def listen(receive):
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Left


async def tick(send, number):
    while True:
        for line in (f"id: {number}\n", f"data: tick {number}\n\n"):
            await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
        number += 1
        await asyncio.sleep(1)


async def app(scope, receive, send):
    assert scope["type"] == "http"
    seen = [int(value.decode()) for name, value in scope["headers"] if name == b"last-event-id"]
    headers = [[b"cache-control", b"no-cache, no-transform"], [b"content-type", b"text/event-stream; charset=utf-8"]]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(listen(receive))
            group.create_task(tick(send, seen[0] + 1 if seen else 1))
    except* Left:
        pass
