"""
Fault: closes the connection when the client has said nothing for an hour.
Message: The connection was closed.
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    query = parse_qs(scope["query_string"].decode("latin-1"))
    if query.get("token") != ["letmein"]:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    try:
        while (await __import__("asyncio").wait_for(receive(), 3600))["type"] != "websocket.disconnect":
            pass
    except TimeoutError:
        await send({"type": "websocket.close"})
