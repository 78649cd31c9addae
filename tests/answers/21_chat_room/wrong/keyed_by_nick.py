"""
Fault: of two clients with the same nick one is lost.
Message: Two people may choose the same nick.
"""

rooms = {}


def leave(name, nick):
    members = rooms.get(name, {})
    members.pop(nick, None)
    if not members:
        rooms.pop(name, None)


async def tell(name, text):
    for nick, send in list(rooms.get(name, {}).items()):
        try:
            await send({"type": "websocket.send", "text": text})
        except OSError:
            leave(name, nick)


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
            rooms.setdefault(name, {})[nick] = send
            await tell(name, f"{nick} joined")
        else:
            await tell(name, f"{nick}: {message['text']}")
    leave(name, nick)
    if nick is not None:
        await tell(name, f"{nick} left")
