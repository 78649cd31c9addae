"""A decorator asks for the token, the app behind it knows none."""

import functools
from urllib.parse import parse_qsl


def requires(name, value):
    def decorate(app):
        @functools.wraps(app)
        async def wrapped(scope, receive, send):
            if scope["type"] != "websocket":
                raise NotImplementedError
            if (name, value) in parse_qsl(scope["query_string"].decode("latin-1")):
                return await app(scope, receive, send)
            await receive()
            await send({"type": "websocket.close", "code": 3000})
            return None

        return wrapped

    return decorate


@requires("token", "letmein")
async def app(scope, receive, send):
    async def messages():
        while True:
            message = await receive()
            yield message
            if message["type"] == "websocket.disconnect":
                return

    async for message in messages():
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept", "headers": []})
            await send({"type": "websocket.send", "text": "welcome", "bytes": None})
