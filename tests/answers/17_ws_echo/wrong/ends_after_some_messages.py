"""
Fault: closes after twenty messages.
Message: The connection was closed.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    for _ in range(20):
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text") is not None:
            await send({"type": "websocket.send", "text": f"Echo: {message['text']}"})
        else:
            await send({"type": "websocket.send", "bytes": message["bytes"]})
    await send({"type": "websocket.close"})
