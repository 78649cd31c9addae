"""
Fault: gives crunch() no more than a minute.
Message: before crunch
"""

import asyncio


async def crunch():
    """Ten seconds of work."""
    for _ in range(10):
        await asyncio.sleep(1)


async def gone(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


async def limited():
    try:
        await asyncio.wait_for(crunch(), 60)
    except TimeoutError:
        pass


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    work = asyncio.create_task(limited())
    leaving = asyncio.create_task(gone(receive))
    await asyncio.wait([work, leaving], return_when=asyncio.FIRST_COMPLETED)
    if not work.done():
        work.cancel()
        await asyncio.wait([work])
        return
    leaving.cancel()
    await asyncio.wait([leaving])
    work.result()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})
