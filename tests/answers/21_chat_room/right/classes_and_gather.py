"""A class for a room; everybody is told at the same time, and those whose send fails are sorted out afterwards."""

import asyncio


class Room:
    def __init__(self, name):
        self.name = name
        self.members = []

    async def tell(self, text):
        members = tuple(self.members)
        message = {"type": "websocket.send", "text": text}
        results = await asyncio.gather(*(member.send(message) for member in members), return_exceptions=True)
        for member, result in zip(members, results, strict=True):
            if isinstance(result, OSError):
                await self.remove(member)

    async def remove(self, member):
        if member in self.members:
            self.members.remove(member)
            if not self.members and rooms.get(self.name) is self:
                del rooms[self.name]
            await self.tell(f"{member.nick} left")


class Member:
    def __init__(self, nick, send):
        self.nick = nick
        self.send = send


rooms = {}


class App:
    async def __call__(self, scope, receive, send):
        if scope["type"] != "websocket":
            raise RuntimeError(f"unsupported scope type {scope['type']!r}")
        await receive()
        match scope["path"].split("/"):
            case ["", "rooms", str(name)] if name != "":
                await send({"type": "websocket.accept"})
            case _:
                return await send({"type": "websocket.close", "code": 4404})
        member = None
        while (message := await receive())["type"] == "websocket.receive":
            if member is None:
                member = Member(message["text"], send)
                rooms.setdefault(name, Room(name)).members.append(member)
                await rooms[name].tell(f"{member.nick} joined")
            elif name in rooms:
                await rooms[name].tell(f"{member.nick}: {message['text']}")
        if member is not None and name in rooms:
            await rooms[name].remove(member)
        return None


app = App()
