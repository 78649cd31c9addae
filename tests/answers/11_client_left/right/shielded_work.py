"""The work is shielded, and cancelled by the watcher's end."""

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
    task = asyncio.create_task(crunch())

    async def poll():
        while True:
            e = await receive()
            if e["type"] == "http.disconnect":
                return

    w = asyncio.create_task(poll())
    w.add_done_callback(lambda t: task.cancel() if not t.cancelled() else None)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            await asyncio.sleep(0)
        return
    w.cancel()
    await done(send)
