SPOKEN = ["chat.v2", "chat.v1"]  # what this server speaks, the preferred one first


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()  # websocket.connect

    # TODO: this takes whatever the client names first. Choose the first of SPOKEN that the client
    #       offers, and refuse the connection if there is none.
    chosen = scope["subprotocols"][0]
    await send({"type": "websocket.accept", "subprotocol": chosen})

    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
