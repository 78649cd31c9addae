"""
Fault: after a refusal, clients that speak only chat.v1 are refused for ever.
Message: The connection was refused.
"""

SPOKEN = ["chat.v2", "chat.v1"]


refused = []


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    offered = scope.get("subprotocols") or []
    chosen = next((subprotocol for subprotocol in SPOKEN if subprotocol in offered), None)

    await receive()
    if chosen is None or refused and chosen == "chat.v1":
        refused.append(1)
        await send({"type": "websocket.close"})
        return

    await send({"type": "websocket.accept", "subprotocol": chosen})

    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
