"""A connection that is iterated over."""

import dataclasses
import typing


class Disconnected(Exception):
    pass


@dataclasses.dataclass
class WebSocket:
    scope: typing.Mapping[str, typing.Any]
    _receive: typing.Callable
    _send: typing.Callable

    async def accept(self):
        message = await self._receive()
        if message["type"] != "websocket.connect":
            raise Disconnected
        await self._send({"type": "websocket.accept"})

    async def receive(self) -> str | bytes:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise Disconnected(message.get("code", 1005))
        return message["text"] if message.get("text") is not None else message["bytes"]

    async def send(self, content: str | bytes):
        await self._send({"type": "websocket.send", "text" if isinstance(content, str) else "bytes": content})

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return await self.receive()
        except Disconnected:
            raise StopAsyncIteration from None


def websocket(endpoint):
    async def asgi(scope, receive, send):
        if scope["type"] != "websocket":
            raise RuntimeError
        await endpoint(WebSocket(scope, receive, send))

    return asgi


@websocket
async def app(ws):
    await ws.accept()
    async for content in ws:
        await ws.send(f"Echo: {content}" if isinstance(content, str) else content)
