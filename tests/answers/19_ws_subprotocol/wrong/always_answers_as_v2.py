"""
Fault: accepts with chat.v1 and answers in chat.v2.
Message: 'chat.v1: hello' 'chat.v2: hello'
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    chosen = next((name for name in ("chat.v2", "chat.v1") if name in scope.get("subprotocols", [])), None)
    if chosen is None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": chosen})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"chat.v2: {message['text']}"})
