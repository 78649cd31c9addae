"""Pauses come from wait_for around receive, so that a client that leaves ends the stream; the request is read first."""

import asyncio


async def leaves_within(receive, seconds):
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


async def app(scope, receive, send):
    match scope:
        case {"type": "http"}:
            pass
        case _:
            raise RuntimeError(scope["type"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    number = 1
    await send({"type": "http.response.body", "body": b"Chunk 1\n", "more_body": True})
    while number < 5 and not await leaves_within(receive, 0.5):
        number += 1
        await send({"type": "http.response.body", "body": f"Chunk {number}\n".encode(), "more_body": number < 5})
