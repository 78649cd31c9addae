"""A class whose instances are made anew for each connection; the waiting is a task."""

import asyncio
from urllib.parse import parse_qsl


class Door:
    def __init__(self, scope, receive, send):
        self.query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        self.receive = receive
        self.send = send

    async def open(self):
        async for message in self:
            if message["type"] == "websocket.connect" and self.query.get("token") != "letmein":
                return await self.send({"type": "websocket.close"})
            if message["type"] == "websocket.connect":
                await self.send({"type": "websocket.accept"})
                await self.send({"type": "websocket.send", "text": "welcome"})
        return None

    def __aiter__(self):
        return self

    async def __anext__(self):
        message = await asyncio.create_task(self.receive())
        if message["type"] == "websocket.disconnect":
            raise StopAsyncIteration
        return message


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise ValueError(scope["type"])
    await Door(scope, receive, send).open()
