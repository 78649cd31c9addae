"""A context manager that cancels its own task."""

import asyncio
import contextlib


async def crunch():
    """Ten seconds of work."""
    for _ in range(10):
        await asyncio.sleep(1)


async def done(send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done"})


@contextlib.asynccontextmanager
async def until_left(receive):
    task = asyncio.current_task()
    gone = asyncio.Event()

    async def listen():
        while True:
            if (await receive())["type"] == "http.disconnect":
                gone.set()
                task.cancel()
                return

    listener = asyncio.create_task(listen())
    try:
        yield gone
    except asyncio.CancelledError:
        if not gone.is_set():
            raise
        if hasattr(task, "uncancel"):
            task.uncancel()
    finally:
        listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listener


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError(scope["type"])
    async with until_left(receive) as gone:
        await crunch()
    if not gone.is_set():
        await done(send)
