"""A task receives ahead into a queue, and is cancelled when the connection has been closed."""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    messages = asyncio.Queue()

    async def read():
        while True:
            messages.put_nowait(await receive())
            if messages._queue[-1]["type"] == "websocket.disconnect":
                return

    reader = asyncio.create_task(read())
    code = None
    while code is None:
        message = await messages.get()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        code = 1003 if text is None else 1009 if len(text) > 100 else 1000 if text == "bye" else None
        if code is None:
            await send({"type": "websocket.send", "text": text})
    await send({"type": "websocket.close", "code": code, **({"reason": "bye"} if code == 1000 else {})})
    reader.cancel()
    await asyncio.wait([reader])
