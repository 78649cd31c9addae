"""
Fault: takes Bye for bye.
Message: close with code 1000 and reason 'bye'
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
        if text.lower() == "bye":
            await send({"type": "websocket.close", "code": 1000, "reason": "bye"})
            return
        await send({"type": "websocket.send", "text": text})
