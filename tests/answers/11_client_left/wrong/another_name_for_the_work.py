"""
Fault: keeps crunch under another name, so that nobody can put another in its place.
Message: call it by that name, when the request comes
"""

import asyncio


async def crunch():
    """Ten seconds of work."""
    for _ in range(10):
        await asyncio.sleep(1)


async def done(send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})


job = crunch


async def left(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    work = asyncio.create_task(job())
    watch = asyncio.create_task(left(receive))
    await asyncio.wait([work, watch], return_when=asyncio.FIRST_COMPLETED)
    if not work.done():
        work.cancel()
        await asyncio.wait([work])
        return
    watch.cancel()
    await asyncio.wait([watch])
    await done(send)
