"""
Fault: looks for the names with a pattern in which a dot is any character.
Message: The connection was accepted.
"""

SPOKEN = ["chat.v2", "chat.v1"]


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    offered = scope.get("subprotocols", [])
    chosen = next((o for o in sorted(offered, reverse=True) if __import__("re").fullmatch("chat.v[12]", o)), None)
    if chosen is None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": chosen})
    while (message := await receive())["type"] != "websocket.disconnect":
        if message.get("text") is not None:
            await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
