"""
Everybody has an outbox and a task that empties it.

Here a slow connection holds up nobody: who says something puts it into the outboxes of all and goes on at once.
"""

import asyncio

rooms = {}  # the name of a room, and the outbox of everybody who is in it


def tell(name, text):
    # No await, so nobody can come or go meanwhile, and no copy is needed.
    for outbox in rooms.get(name, ()):
        outbox.put_nowait(text)


def leave(name, outbox):
    members = rooms.get(name, set())
    members.discard(outbox)
    if not members:
        rooms.pop(name, None)


async def deliver(name, outbox, send):
    """Send what comes into an outbox, until the connection breaks or this task is cancelled."""
    try:
        while True:
            await send({"type": "websocket.send", "text": await outbox.get()})
    except OSError:
        leave(name, outbox)


async def converse(name, outbox, receive):
    """Pass on what a client says, until it leaves."""
    nick = None
    while (message := await receive())["type"] != "websocket.disconnect":
        if nick is None:
            nick = message["text"]
            rooms.setdefault(name, set()).add(outbox)
            tell(name, f"{nick} joined")
        else:
            tell(name, f"{nick}: {message['text']}")
    leave(name, outbox)
    if nick is not None:
        tell(name, f"{nick} left")


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")

    await receive()
    match scope["path"].split("/"):
        case ["", "rooms", name] if name:
            await send({"type": "websocket.accept"})
        case _:
            await send({"type": "websocket.close"})
            return

    # An outbox without a bound grows for as long as its client reads too slowly; a server would set a maxsize.
    outbox = asyncio.Queue()
    delivery = asyncio.create_task(deliver(name, outbox, send))
    try:
        await converse(name, outbox, receive)
    finally:
        # The task ends with its connection, or it would wait for ever.
        delivery.cancel()
        await asyncio.gather(delivery, return_exceptions=True)
