"""
Fault: takes a client out of the room only when a send to it fails.
Message: its websocket.disconnect must be enough.
"""

rooms = {}


def leave(name, send):
    members = rooms.get(name, set())
    members.discard(send)
    if not members:
        rooms.pop(name, None)


async def tell(name, text):
    for send in list(rooms.get(name, ())):
        try:
            await send({"type": "websocket.send", "text": text})
        except OSError:
            leave(name, send)


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    name = scope["path"].removeprefix("/rooms/")
    if not scope["path"].startswith("/rooms/") or not name or "/" in name:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    nick = None
    while (message := await receive())["type"] != "websocket.disconnect":
        if nick is None:
            nick = message["text"]
            rooms.setdefault(name, set()).add(send)
            await tell(name, f"{nick} joined")
        else:
            await tell(name, f"{nick}: {message['text']}")
    if nick is not None:
        await tell(name, f"{nick} left")
