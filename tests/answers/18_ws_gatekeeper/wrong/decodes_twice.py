"""
Fault: decodes the token twice.
Message: The connection was accepted.
"""

from urllib.parse import parse_qs


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    await receive()
    if not (
        __import__("urllib.parse").parse.unquote(
            parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        )
        == "letmein"
    ):
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
