"""
Fault: strips the blanks at the ends of a text.
Message: The client got another message.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text") is not None:
            await send({"type": "websocket.send", "text": f"Echo: {message['text'].strip()}"})
        else:
            await send({"type": "websocket.send", "bytes": message["bytes"]})
