"""
Fault: a parameter with a second equals sign, or none, makes it refuse.
Message: The connection was refused.
"""

from urllib.parse import unquote


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError("no")
    query = scope["query_string"]
    await receive()
    try:
        good = unquote(dict(p.split("=") for p in query.decode().split("&"))["token"]) == "letmein"
    except (ValueError, KeyError):
        good = False
    if not good:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
