"""The protocol is a generator that takes events and gives messages; the app only carries them."""


def protocol():
    """Sans-IO: takes events, gives messages."""
    event = yield None
    reply = {"type": "websocket.accept"}
    while True:
        event = yield reply
        if event["type"] == "websocket.disconnect":
            return
        text = event.get("text")
        if text is None:
            yield {"type": "websocket.close", "code": 1003}
            return
        elif text == "bye":
            yield {"type": "websocket.close", "code": 1000, "reason": "bye"}
            return
        elif len(text) >= 101:
            yield {"type": "websocket.close", "code": 1009}
            return
        reply = {"type": "websocket.send", "text": text}


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported {scope['type']}")
    machine = protocol()
    next(machine)
    try:
        while True:
            reply = machine.send(await receive())
            await send(reply)
            if reply["type"] == "websocket.close":
                next(machine)
    except StopIteration:
        pass
