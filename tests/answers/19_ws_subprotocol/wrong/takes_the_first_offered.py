"""
Fault: the client's order decides.
Message: The server prefers chat.v2, whatever the order in which the client names what it speaks.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    chosen = next((name for name in scope.get("subprotocols", []) if name in ("chat.v2", "chat.v1")), None)
    if chosen is None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": chosen})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
