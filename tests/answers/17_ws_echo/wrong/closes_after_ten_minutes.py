"""
Fault: closes the connection when the client has said nothing for ten minutes.
Message: Only the client ends this connection
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        try:
            message = await __import__("asyncio").wait_for(receive(), 600)
        except TimeoutError:
            await send({"type": "websocket.close"})
            return
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text") is not None:
            await send({"type": "websocket.send", "text": f"Echo: {message['text']}"})
        else:
            await send({"type": "websocket.send", "bytes": message["bytes"]})
