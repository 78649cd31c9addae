"""
Fault: the first thing received is taken for the client's leaving.
Message: The app returned without an answer, while the client was still there.
"""

import asyncio


async def crunch():
    for _ in range(10):
        await asyncio.sleep(1)


async def client_left(receive):
    await receive()


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    work = asyncio.create_task(crunch())
    leaving = asyncio.create_task(client_left(receive))
    await asyncio.wait([work, leaving], return_when=asyncio.FIRST_COMPLETED)
    if not work.done():
        work.cancel()
        await asyncio.wait([work])
        return
    leaving.cancel()
    await asyncio.wait([leaving])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})
