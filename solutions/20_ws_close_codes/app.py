LONGEST_TEXT = 100  # in characters, which is what len() of a str counts


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()  # websocket.connect
    await send({"type": "websocket.accept"})

    while (message := await receive())["type"] != "websocket.disconnect":
        text = message.get("text")
        if text is None:
            # 1003: what came is of a kind that this server does not take.
            closing = {"code": 1003}
        elif len(text) > LONGEST_TEXT:
            # 1009: what came is too big.
            closing = {"code": 1009}
        elif text == "bye":
            # 1000: all is well, we are done.
            closing = {"code": 1000, "reason": "bye"}
        else:
            await send({"type": "websocket.send", "text": text})
            continue
        await send({"type": "websocket.close", **closing})
        # After a close nothing may be sent, so the loop must not go on.
        return
