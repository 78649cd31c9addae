"""Unknown types are refused in the first line, events wait in a queue of a task, and sends run in a task group."""

import asyncio


async def app(scope, receive, send):
    kind = scope["type"]
    if kind not in {"http", "websocket", "lifespan"}:
        raise NotImplementedError(kind)
    if kind == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": kind.encode()})
        return
    events = asyncio.Queue()

    async def listen():
        while True:
            event = await receive()
            await events.put(event["type"])
            if event["type"] in ("websocket.disconnect", "lifespan.shutdown"):
                return

    async with asyncio.TaskGroup() as group:
        group.create_task(listen())
        if kind == "lifespan":
            for _ in range(2):
                await send({"type": await events.get() + ".complete"})
        elif await events.get() == "websocket.connect":
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": kind})
            await send({"type": "websocket.close"})
