"""
Fault: returns without an answer instead of refusing.
Message: websocket.connect is answered with websocket.accept or websocket.close.
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if parse_qs(scope["query_string"].decode()).get("token") != ["letmein"]:
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
