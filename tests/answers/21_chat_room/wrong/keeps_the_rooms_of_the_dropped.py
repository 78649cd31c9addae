"""
Fault: keeps the room of a client that was dropped as its last one.
Message: A room may lose its last client by dropping it
"""

rooms = {}


async def tell(name, text):
    for send in list(rooms.get(name, ())):
        try:
            await send({"type": "websocket.send", "text": text})
        except OSError:
            if send in rooms.get(name, ()):
                rooms[name].remove(send)


def leave(name, send):
    members = rooms.get(name, [])
    if send in members:
        members.remove(send)
        if not members:
            del rooms[name]


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError("unsupported scope type " + scope["type"])
    await receive()
    parts = scope["path"].split("/")
    if len(parts) != 3 or parts[:2] != ["", "rooms"] or not parts[2]:
        await send({"type": "websocket.close"})
        return
    name = parts[2]
    await send({"type": "websocket.accept"})
    nick = None
    while (message := await receive())["type"] != "websocket.disconnect":
        if nick is None:
            nick = message["text"]
            rooms.setdefault(name, []).append(send)
            await tell(name, f"{nick} joined")
        else:
            await tell(name, f"{nick}: {message['text']}")
    leave(name, send)
    if nick is not None:
        await tell(name, f"{nick} left")
