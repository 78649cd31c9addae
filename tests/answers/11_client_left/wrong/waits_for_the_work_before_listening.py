"""
Fault: the disconnect is looked for after crunch() is done.
Message: its end at 3.500 s its end at 10.000 s
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
    await crunch()
    leaving = asyncio.create_task(client_left(receive))
    await asyncio.sleep(0)
    if leaving.done():
        return
    leaving.cancel()
    await asyncio.wait([leaving])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})
