async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()  # websocket.connect

    # TODO: this lets everybody in. Look into scope["query_string"] first: without token=letmein
    #       refuse the connection. With it, accept, send "welcome", and wait until the client leaves.
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    await receive()
