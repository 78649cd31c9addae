"""
Fault: the text that is being answered is kept in a global variable.
Message: The client got another message.
"""

import asyncio

current = None


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError("no")
    global current
    while True:
        message = await receive()
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        elif message["type"] == "websocket.disconnect":
            return
        elif message.get("text") is not None:
            text = message["text"]
            current = text
            await asyncio.sleep(0)
            await send({"type": "websocket.send", "text": f"Echo: {current}"})
        else:
            data = message["bytes"]
            await send({"type": "websocket.send", "bytes": data})
