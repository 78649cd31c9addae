"""No watcher: the app itself receives, in a loop that the work's end breaks; the loser is gathered."""

import asyncio
from http import HTTPStatus


async def crunch():
    for _ in range(10):
        await asyncio.sleep(1)


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise ValueError("what is this?")
    work = asyncio.ensure_future(crunch())
    try:
        while not work.done():
            message = asyncio.ensure_future(receive())
            await asyncio.wait({message, work}, return_when=asyncio.FIRST_COMPLETED, timeout=3600)
            if not message.done():
                message.cancel()
            elif message.result()["type"] == "http.disconnect" and not work.done():
                return
        await work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": ((b"content-type", b"text/plain"),)})
    await send({"type": "http.response.body", "body": b"done", "more_body": False})
