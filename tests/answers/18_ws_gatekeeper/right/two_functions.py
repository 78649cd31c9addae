"""Two small apps, one of which is called with the same three arguments; bytes are compared with bytes."""

from urllib.parse import parse_qs


async def refuse(scope, receive, send):
    await receive()
    await send({"type": "websocket.close", "code": 1008})


async def welcome(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "welcome"})
    while True:
        if (await receive())["type"] == "websocket.disconnect":
            break


async def app(scope, receive, send):
    match scope:
        case {"type": "websocket", "query_string": query}:
            known = b"letmein" in parse_qs(query).get(b"token", [])
            await (welcome if known else refuse)(scope, receive, send)
        case _:
            raise RuntimeError("only websockets here")
