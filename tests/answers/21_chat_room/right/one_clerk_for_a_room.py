"""Each room has a queue and a task that tells everybody in it; it ends with the last of them."""

import asyncio

rooms = {}


class Room:
    def __init__(self):
        self.sends = {}
        self.news = asyncio.Queue()
        self.clerk = asyncio.create_task(self.work())

    async def work(self):
        while True:
            text = await self.news.get()
            for key, send in list(self.sends.items()):
                try:
                    await send({"type": "websocket.send", "text": text})
                except OSError:
                    self.sends.pop(key, None)


def sweep():
    for name, room in list(rooms.items()):
        if not room.sends:
            rooms.pop(name).clerk.cancel()


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    head, _, name = scope["path"].rpartition("/")
    if head != "/rooms" or not name:
        await send({"type": "websocket.close", "reason": "no such room"})
        return
    await send({"type": "websocket.accept"})
    key, nick = object(), None
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            break
        if nick is None:
            nick = message["text"]
            if name not in rooms:
                rooms[name] = Room()
            rooms[name].sends[key] = send
            rooms[name].news.put_nowait(f"{nick} joined")
        elif name in rooms:
            rooms[name].news.put_nowait(f"{nick}: {message['text']}")
    if nick is not None and name in rooms:
        rooms[name].sends.pop(key, None)
        rooms[name].news.put_nowait(f"{nick} left")
    sweep()
