"""
Fault: strips the blanks at the ends of a text.
Message: The client got another message.
"""

SPOKEN = ["chat.v2", "chat.v1"]


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    offered = scope.get("subprotocols", [])
    chosen = next((name for name in SPOKEN if name in offered), None)
    if chosen is None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": chosen})
    while (message := await receive())["type"] != "websocket.disconnect":
        if message.get("text") is not None:
            await send({"type": "websocket.send", "text": f"{chosen}: {message['text'].strip()}"})
