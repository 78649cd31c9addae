"""One task receives into a queue, another one sends what comes out of it."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    queue = asyncio.Queue()

    async def read():
        while (message := await receive())["type"] == "websocket.receive":
            queue.put_nowait(message)
        queue.put_nowait(None)

    async def write():
        while (message := await queue.get()) is not None:
            text = message.get("text")
            reply = {"bytes": message["bytes"]} if text is None else {"text": "Echo: " + text}
            await send({"type": "websocket.send", **reply})

    await receive()
    await send({"type": "websocket.accept"})
    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        group.create_task(write())
