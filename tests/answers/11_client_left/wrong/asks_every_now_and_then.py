"""
Fault: the app looks only now and then whether the client has left.
Message: The app did not return at the moment when the client left.
"""

import asyncio


async def crunch():
    for _ in range(10):
        await asyncio.sleep(1)


async def client_left(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    work = asyncio.create_task(crunch())
    leaving = asyncio.create_task(client_left(receive))
    while not (work.done() or leaving.done()):  # noqa: ASYNC110
        await asyncio.sleep(0.7)
    if not work.done():
        work.cancel()
        await asyncio.wait([work])
        return
    leaving.cancel()
    await asyncio.wait([leaving])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})
