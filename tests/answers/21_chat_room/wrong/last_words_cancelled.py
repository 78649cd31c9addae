"""
Fault: what a client says is told in a task that is cancelled when the client leaves.
Message: What came before the websocket.disconnect is still told
"""

import asyncio

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
    name = scope["path"].removeprefix(PREFIX)
    if not scope["path"].startswith(PREFIX) or not name or "/" in name:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})

    nick = None
    jobs = []
    while (message := await receive())["type"] != "websocket.disconnect":
        if nick is None:
            nick = message["text"]
            enter(name, send)
            await tell(name, f"{nick} joined")
        else:
            jobs.append(asyncio.create_task(tell(name, f"{nick}: {message['text']}")))

    for job in jobs:
        job.cancel()
    leave(name, send)
    if nick is not None:
        await tell(name, f"{nick} left")
