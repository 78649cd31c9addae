"""
Fault: a query without the token raises KeyError, which is no refusal.
Message: KeyError: 'token'
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if parse_qs(scope["query_string"].decode())["token"] != ["letmein"]:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
