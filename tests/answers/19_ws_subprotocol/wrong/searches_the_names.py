"""
Fault: a name that only contains the right one is taken for it.
Message: websocket /chat offering chat.v22
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    offered = ",".join(scope.get("subprotocols", []))
    chosen = next((name for name in ("chat.v2", "chat.v1") if name in offered), None)
    if chosen is None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": chosen})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
