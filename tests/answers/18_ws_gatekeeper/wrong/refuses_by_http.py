"""
Fault: refuses with an HTTP response, which this server does not offer.
Message: "websocket.http.response" in (scope.get("extensions")
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if parse_qs(scope["query_string"].decode()).get("token") != ["letmein"]:
        await send({"type": "websocket.http.response.start", "status": 403, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
