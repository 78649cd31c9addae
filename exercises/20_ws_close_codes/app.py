async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})

    while (message := await receive())["type"] != "websocket.disconnect":
        # TODO: this echoes every text, and never closes. Close with 1000 and the reason "bye" after the text "bye",
        #       with 1003 after bytes, with 1009 after a text of more than 100 characters, and then return.
        await send({"type": "websocket.send", "text": message["text"]})
