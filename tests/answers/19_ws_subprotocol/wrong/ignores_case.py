"""
Fault: takes CHAT.V2 for chat.v2.
Message: one of ['CHAT.V2', 'Chat.v1'] 'chat.v2'
"""

SPOKEN = ["chat.v2", "chat.v1"]


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    offered = scope.get("subprotocols", [])
    chosen = next((name for name in SPOKEN if name in [o.lower() for o in offered]), None)
    if chosen is None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": chosen})
    while (message := await receive())["type"] != "websocket.disconnect":
        if message.get("text") is not None:
            await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
