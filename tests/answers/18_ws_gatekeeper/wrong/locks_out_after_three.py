"""
Fault: after three wrong tokens nobody is let in any more.
Message: The connection was refused.
"""

from urllib.parse import parse_qs

wrong = [0]


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError("no")
    query = scope["query_string"]
    await receive()
    good = "letmein" in parse_qs(query.decode("latin-1")).get("token", [])
    wrong[0] += not good
    good = good and wrong[0] <= 3
    if not good:
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
