"""A time limit without an end, which the client's leaving moves to now."""

import asyncio


async def crunch():
    """Ten seconds of work."""
    for _ in range(10):
        await asyncio.sleep(1)


async def done(send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])

    async def watch(deadline):
        while (await receive())["type"] != "http.disconnect":
            continue
        deadline.reschedule(asyncio.get_running_loop().time())

    watcher = None
    try:
        async with asyncio.timeout(None) as deadline:
            watcher = asyncio.create_task(watch(deadline))
            await crunch()
    except TimeoutError:
        return
    finally:
        watcher.cancel()
    await done(send)
