"""Takes the query apart by hand, decodes each value as bytes, refuses with a code of its own and waits to the end."""

from urllib.parse import unquote_to_bytes


def token_of(query):
    for pair in query.split(b"&"):
        name, _, value = pair.partition(b"=")
        if name == b"token":
            return unquote_to_bytes(value)
    return None


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        raise RuntimeError(f"unsupported scope type {scope['type']!r}")
    message = await receive()
    assert message["type"] == "websocket.connect"
    if token_of(scope["query_string"]) == b"letmein":
        await send({"type": "websocket.accept", "headers": [(b"x-door", b"open")]})
        await send({"type": "websocket.send", "text": "welcome", "bytes": None})
    else:
        await send({"type": "websocket.close", "code": 4401, "reason": "who are you?"})
    while message["type"] != "websocket.disconnect":
        message = await receive()
