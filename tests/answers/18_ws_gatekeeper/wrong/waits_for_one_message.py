"""
Fault: takes the first message of the client for its leaving.
Message: An app that accepted returns only after websocket.close or websocket.disconnect.
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if parse_qs(scope["query_string"].decode()).get("token") != ["letmein"]:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    await receive()
