rooms = {}  # the name of a room, and the `send` of everybody who is in it

PREFIX = "/rooms/"


def enter(name, send):
    rooms.setdefault(name, set()).add(send)


def leave(name, send):
    """Take somebody out of a room, who may be out already, and forget an empty room."""
    members = rooms.get(name, set())
    members.discard(send)
    if not members:
        rooms.pop(name, None)


async def tell(name, text):
    """Tell everybody in a room."""
    # A copy, because others come and go while this waits in a send.
    for send in list(rooms.get(name, ())):
        try:
            await send({"type": "websocket.send", "text": text})
        except OSError:
            # This connection broke, and its receive may take minutes to find out. The others go on without it.
            leave(name, send)


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()  # websocket.connect
    name = scope["path"].removeprefix(PREFIX)
    if not scope["path"].startswith(PREFIX) or not name or "/" in name:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})

    # This coroutine serves one client. It hears the others only because their coroutines find its `send` in `rooms`.
    nick = None
    while (message := await receive())["type"] != "websocket.disconnect":
        if nick is None:
            nick = message["text"]
            enter(name, send)
            await tell(name, f"{nick} joined")
        else:
            await tell(name, f"{nick}: {message['text']}")

    # First out of the room, then the news: it is for the others.
    leave(name, send)
    if nick is not None:
        await tell(name, f"{nick} left")
