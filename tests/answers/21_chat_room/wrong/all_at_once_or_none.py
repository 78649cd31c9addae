"""
Fault: the first broken connection cancels the sending to the others.
Message: Your app raised ExceptionGroup
"""

import asyncio

rooms = {}


def leave(name, send):
    members = rooms.get(name, set())
    members.discard(send)
    if not members:
        rooms.pop(name, None)


async def tell(name, text):
    async with asyncio.TaskGroup() as group:
        for send in rooms.get(name, ()):
            group.create_task(send({"type": "websocket.send", "text": text}))


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
    leave(name, send)
    if nick is not None:
        await tell(name, f"{nick} left")
