"""
Fault: the keys of parse_qs are bytes where the query is bytes, so nobody gets in.
Message: The connection was refused.
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if parse_qs(scope["query_string"]).get("token") != ["letmein"]:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
