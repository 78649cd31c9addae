"""The one of the lowest rank, in an app that functools.partial makes."""

import functools


def choose(spoken, offered):
    return min(filter(spoken.__contains__, offered), key=spoken.index, default=None)


async def negotiate(spoken, scope, receive, send):
    if scope["type"] != "websocket":
        raise KeyError(scope["type"])
    chosen = choose(spoken, scope.get("subprotocols", []))
    await receive()
    if not chosen:
        await send({"type": "websocket.close", "code": 1000})
        await receive()
        return
    await send({"type": "websocket.accept", "subprotocol": chosen})

    async def texts():
        while (m := await receive())["type"] == "websocket.receive":
            if isinstance(m.get("text"), str):
                yield m["text"]

    async for text in texts():
        await send({"type": "websocket.send", "text": f"{chosen}: {text}", "bytes": None})


app = functools.partial(negotiate, ("chat.v2", "chat.v1"))
