"""
Fault: the code is a str.
Message: In websocket.close, code is an int and reason a str or None.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        text = message.get("text")
        code = "1003" if text is None else "1009" if len(text) > 100 else "1000" if text == "bye" else ""
        if code:
            await send({"type": "websocket.close", "code": code, "reason": "bye"})
            return
        await send({"type": "websocket.send", "text": text})
