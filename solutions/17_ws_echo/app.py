async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    while True:
        message = await receive()
        if message["type"] == "websocket.connect":
            # Until this is answered there is no connection: the client waits for its handshake.
            await send({"type": "websocket.accept"})
        elif message["type"] == "websocket.disconnect":
            # The connection is gone. Nothing can be sent any more, and nothing else will come.
            return
        # The unused key may be absent or None, and "" is a message like any other:
        # so the question is not whether there is a text that is true, but whether there is one at all.
        elif message.get("text") is not None:
            await send({"type": "websocket.send", "text": f"Echo: {message['text']}"})
        else:
            await send({"type": "websocket.send", "bytes": message["bytes"]})
