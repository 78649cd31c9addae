"""
Fault: a slash behind the name of a room is cut off.
Message: The connection was accepted.
"""

rooms = {}

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
    for send in list(rooms.get(name, ())):
        try:
            await send({"type": "websocket.send", "text": text})
        except OSError:
            leave(name, send)


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()
    parts = scope["path"].strip("/").split("/")
    name = parts[-1]
    if len(parts) != 2 or parts[0] != "rooms" or not name:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})

    nick = None
    while (message := await receive())["type"] != "websocket.disconnect":
        if nick is None:
            nick = message["text"]
            enter(name, send)
            await tell(name, f"{nick} joined")
        else:
            await tell(name, f"{nick}: {message['text']}")

    leave(name, send)
    if nick is not None:
        await tell(name, f"{nick} left")
