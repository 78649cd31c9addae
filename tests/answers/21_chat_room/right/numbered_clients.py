"""rooms is one flat dict from the number of a connection to its room, its nick and its send."""

import itertools

rooms = {}  # number of the connection -> (room, nick, send)
numbers = itertools.count()


async def broadcast(room, text, *, but=None):
    for number in list(rooms):
        client = rooms.get(number)
        if client is None or client[0] != room or number == but:
            continue
        try:
            await client[2]({"type": "websocket.send", "text": text})
        except OSError:
            rooms.pop(number, None)


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError("websocket only")
    await receive()
    match scope["path"].split("/"):
        case ["", "rooms", room] if room != "":
            await send({"type": "websocket.accept"})
        case _:
            await send({"type": "websocket.close"})
            return
    me = next(numbers)
    nick = None
    try:
        async for text in texts(receive):
            if nick is None:
                nick = text
                rooms[me] = (room, nick, send)
                await broadcast(room, f"{nick} joined")
            else:
                await broadcast(room, f"{nick}: {text}")
    finally:
        rooms.pop(me, None)
    if nick is not None:
        await broadcast(room, f"{nick} left")


async def texts(receive):
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        yield event["text"]
