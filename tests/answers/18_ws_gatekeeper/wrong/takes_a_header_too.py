"""
Fault: takes the token in a header as well.
Message: The connection was accepted.
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if not (
        parse_qs(scope["query_string"].decode("latin-1")).get("token") == ["letmein"]
        or dict(scope["headers"]).get(b"authorization") == b"Bearer letmein"
    ):
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
