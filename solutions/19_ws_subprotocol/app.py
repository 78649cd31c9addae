SPOKEN = ["chat.v2", "chat.v1"]  # what this server speaks, the preferred one first


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    # A client that offers nothing may come without the key.
    offered = scope.get("subprotocols") or []
    # The loop goes over what the server speaks, in the server's order: the client's order does not matter here.
    chosen = next((subprotocol for subprotocol in SPOKEN if subprotocol in offered), None)

    await receive()  # websocket.connect
    if chosen is None:
        # To accept without a subprotocol would leave both sides to guess what the messages mean.
        await send({"type": "websocket.close"})
        return

    # The server writes the header sec-websocket-protocol from this key.
    await send({"type": "websocket.accept", "subprotocol": chosen})

    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": f"{chosen}: {message['text']}"})
