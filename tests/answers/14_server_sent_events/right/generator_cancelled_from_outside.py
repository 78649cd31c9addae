"""An async generator ticks; the task that sends is cancelled when the client leaves, and its end is awaited."""

import asyncio
from http import HTTPStatus


async def ticks(number):
    while True:
        yield f"id: {number}\ndata: tick {number}\n\n"
        number += 1
        await asyncio.sleep(1)


async def stream(send, first):
    await send(
        {
            "type": "http.response.start",
            "status": HTTPStatus.OK,
            "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")],
        }
    )
    async for event in ticks(first):
        await send({"type": "http.response.body", "body": event.encode("utf-8"), "more_body": True})


async def app(scope, receive, send):
    match scope["type"]:
        case "http":
            last = next((value for name, value in scope["headers"] if name == b"last-event-id"), b"0")
            streaming = asyncio.create_task(stream(send, int(last) + 1))
            while (await receive()).get("type") != "http.disconnect":
                pass
            streaming.cancel()
            await asyncio.gather(streaming, return_exceptions=True)
        case other:
            raise ValueError(other)
