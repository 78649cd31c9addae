"""A task reads, one message at a time."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    queue = asyncio.Queue(maxsize=1)

    async def reader():
        while True:
            message = await receive()
            await queue.put(message)
            await queue.join()
            if message["type"] == "websocket.disconnect":
                return

    task = asyncio.create_task(reader())
    try:
        while True:
            message = await queue.get()
            kind = message["type"].partition(".")[2]
            if kind == "connect":
                await send({"type": "websocket.accept"})
            elif kind == "disconnect":
                return
            elif message.get("text") is not None:
                await send({"type": "websocket.send", "text": f"Echo: {message['text']}"})
            elif message.get("bytes") is not None:
                await send({"type": "websocket.send", "bytes": message["bytes"]})
            queue.task_done()
    finally:
        task.cancel()
