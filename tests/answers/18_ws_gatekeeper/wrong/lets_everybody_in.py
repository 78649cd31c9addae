"""
Fault: accepts first and closes then.
Message: The connection was accepted.
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    await send({"type": "websocket.accept"})
    if parse_qs(scope["query_string"].decode()).get("token") != ["letmein"]:
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
