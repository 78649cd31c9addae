rooms = {}  # who is in which room


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()  # websocket.connect

    await send({"type": "websocket.accept"})

    # TODO: so far everybody talks to themselves. Note in `rooms` who is in which room, and tell everybody in it
    #       who joined, who says what, and who left. Refuse other paths, and drop those whose send raises OSError.
    nick = None
    while (message := await receive())["type"] != "websocket.disconnect":
        if nick is None:
            nick = message["text"]
            await send({"type": "websocket.send", "text": f"{nick} joined"})
        else:
            await send({"type": "websocket.send", "text": f"{nick}: {message['text']}"})
