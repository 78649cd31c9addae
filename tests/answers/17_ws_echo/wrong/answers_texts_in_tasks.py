"""
Fault: texts are answered in tasks, bytes at once: the order is lost.
Message: Answer both, in their order.
"""

import asyncio


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError("no")
    while True:
        message = await receive()
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        elif message["type"] == "websocket.disconnect":
            return
        elif message.get("text") is not None:
            text = message["text"]
            asyncio.create_task(send({"type": "websocket.send", "text": f"Echo: {text}"}))
        else:
            data = message["bytes"]
            await send({"type": "websocket.send", "bytes": data})
