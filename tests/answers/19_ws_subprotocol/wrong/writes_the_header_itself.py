"""
Fault: tells the subprotocol in a header, which is the server's to write.
Message: The server writes that header itself from the key `subprotocol`
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    chosen = next((name for name in ("chat.v2", "chat.v1") if name in scope.get("subprotocols", [])), None)
    if chosen is None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "headers": [(b"sec-websocket-protocol", chosen.encode())]})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
