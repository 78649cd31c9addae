"""
Fault: a client without a common subprotocol is accepted all the same.
Message: The connection was accepted.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    chosen = next((name for name in ("chat.v2", "chat.v1") if name in scope.get("subprotocols", [])), None)
    await send({"type": "websocket.accept", "subprotocol": chosen})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
