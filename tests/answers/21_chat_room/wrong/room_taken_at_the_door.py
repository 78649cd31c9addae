"""
Fault: the room is looked up when the client comes, and may be gone when its nick comes.
Message: Look it up in `rooms` when the nick comes
"""

rooms = {}


async def tell(name, text):
    for send in list(rooms.get(name, ())):
        if send not in rooms.get(name, ()):
            continue
        try:
            await send({"type": "websocket.send", "text": text})
        except OSError:
            leave(name, send)


def leave(name, send):
    people = rooms.get(name)
    if people is not None:
        if send in people:
            people.remove(send)
        if not people:
            del rooms[name]


def room_of(path):
    parts = path.split("/")
    if len(parts) == 3 and parts[:2] == ["", "rooms"] and parts[2]:
        return parts[2]
    return None


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError("unsupported")
    await receive()
    name = room_of(scope["path"])
    if name is None:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    nick = None
    people = rooms.setdefault(name, [])
    while (message := await receive())["type"] != "websocket.disconnect":
        text = message["text"]
        if nick is None:
            nick = text
            people.append(send)
            await tell(name, f"{nick} joined")
        else:
            await tell(name, f"{nick}: {text}")
    leave(name, send)
    if nick is not None:
        await tell(name, f"{nick} left")
