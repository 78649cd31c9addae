"""One task for each chunk, asleep until it is due."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    lock = asyncio.Lock()

    async def one(number):
        await asyncio.sleep((number - 1) * 0.5)
        async with lock:
            await send({"type": "http.response.body", "body": f"Chunk {number}\n".encode(), "more_body": True})

    await asyncio.gather(*(one(number) for number in range(1, 6)))
    await send({"type": "http.response.body", "body": b""})
