"""
Fault: the length is measured without the blanks around the text.
Message: close with code 1009
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError("unsupported")
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        if text is None:
            await send({"type": "websocket.close", "code": 1003})
            return
        if text == "bye":
            await send({"type": "websocket.close", "code": 1000, "reason": "bye"})
            return
        if len(text.strip()) > 100:
            await send({"type": "websocket.close", "code": 1009})
            return
        await send({"type": "websocket.send", "text": text})
