"""
Fault: the loop has no end.
Message: websocket.disconnect ends the connection: receive is not called again.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        message = await receive()
        if message.get("text") is not None:
            await send({"type": "websocket.send", "text": f"Echo: {message['text']}"})
        elif message.get("bytes") is not None:
            await send({"type": "websocket.send", "bytes": message["bytes"]})
