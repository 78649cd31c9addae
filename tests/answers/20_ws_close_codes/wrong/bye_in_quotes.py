"""
Fault: a bye in quotation marks closes the connection, too.
Message: Every other text comes back unchanged.
"""

LONGEST_TEXT = 100


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()
    await send({"type": "websocket.accept"})

    while (message := await receive())["type"] != "websocket.disconnect":
        text = message.get("text")
        if text is None:
            closing = {"code": 1003}
        elif len(text) > LONGEST_TEXT:
            closing = {"code": 1009}
        elif text.strip("\"'.!") == "bye":
            closing = {"code": 1000, "reason": "bye"}
        else:
            await send({"type": "websocket.send", "text": text})
            continue
        await send({"type": "websocket.close", **closing})
        return
