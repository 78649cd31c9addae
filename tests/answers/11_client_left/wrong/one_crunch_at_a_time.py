"""
Fault: one request's work waits for another's.
Message: not each had its own crunch()
"""

import asyncio

working = asyncio.Lock()


async def crunch():
    for _ in range(10):
        await asyncio.sleep(1)


async def client_left(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


async def crunch_alone():
    async with working:
        await crunch()


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    work = asyncio.create_task(crunch_alone())
    leaving = asyncio.create_task(client_left(receive))
    await asyncio.wait([work, leaving], return_when=asyncio.FIRST_COMPLETED)
    late = leaving.done()
    for task in (work, leaving):
        task.cancel()
    await asyncio.gather(work, leaving, return_exceptions=True)
    if late:
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})
