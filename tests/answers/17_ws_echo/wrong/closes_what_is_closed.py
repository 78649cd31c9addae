"""
Fault: closes a connection whose client has left.
Message: Your app sends to a client although it knows that the client has left.
"""


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    try:
        while (message := await receive())["type"] == "websocket.receive":
            text = message.get("text")
            reply = {"bytes": message["bytes"]} if text is None else {"text": f"Echo: {text}"}
            await send({"type": "websocket.send", **reply})
    finally:
        await send({"type": "websocket.close"})
