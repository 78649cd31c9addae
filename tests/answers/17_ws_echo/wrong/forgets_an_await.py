"""
Fault: a send is not awaited.
Message: Every call of send and receive is awaited.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        if message.get("text") is not None:
            send({"type": "websocket.send", "text": f"Echo: {message['text']}"})
        else:
            await send({"type": "websocket.send", "bytes": message["bytes"]})
