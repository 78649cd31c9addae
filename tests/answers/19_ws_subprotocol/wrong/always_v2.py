"""
Fault: accepts with a subprotocol that the client did not offer.
Message: The subprotocol is one that the client offered.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if not scope.get("subprotocols"):
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": "chat.v2"})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"chat.v2: {message['text']}"})
