"""
Fault: returns after bye, and the connection breaks.
Message: An app that accepted returns only after websocket.close or websocket.disconnect.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        text = message.get("text")
        if text is None:
            await send({"type": "websocket.close", "code": 1003})
            return
        if len(text) > 100:
            await send({"type": "websocket.close", "code": 1009})
            return
        if text == "bye":
            return
        await send({"type": "websocket.send", "text": text})
