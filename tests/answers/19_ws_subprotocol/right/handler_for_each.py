"""A handler for each subprotocol, registered by a decorator."""

HANDLERS = {}


def speaks(name):
    def register(handler):
        HANDLERS[name] = handler
        return handler

    return register


@speaks("chat.v1")
async def old(text):
    return f"chat.v1: {text}"


@speaks("chat.v2")
async def new(text):
    return f"chat.v2: {text}"


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    chosen = [name for name in sorted(HANDLERS, reverse=True) if name in scope.get("subprotocols", [])][:1]
    if chosen == []:
        await send({"type": "websocket.close", "reason": ""})
    else:
        await send(
            {"type": "websocket.accept", "subprotocol": chosen[0], "headers": ((b"x-version", chosen[0].encode()),)}
        )
        while (event := await receive())["type"] != "websocket.disconnect":
            text = event.get("text")
            if text is not None:
                await send({"type": "websocket.send", "text": await HANDLERS[chosen[0]](text)})
