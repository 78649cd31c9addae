async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # TODO: this echoes one text message and ends, which breaks the connection.
    #       Go on until the client disconnects, and send bytes back as bytes.
    await receive()
    await send({"type": "websocket.accept"})
    message = await receive()
    await send({"type": "websocket.send", "text": f"Echo: {message['text']}"})
